/** The sentence that stands in the drawing: the worker is asked for it as long as this is drawn. */
import { useEffect, useMemo, useState } from 'react';
import type { Message } from '../../messages/message';
import type { PinnedRow, PinnedText } from '../../session/pinned';
import type { Sentence, SentenceLook } from '../../session/sentenceData';
import { same } from '../../state/pins';
import { usePlay, usePlayground } from '../context';

export interface Seen {
  readonly sentence?: Sentence;
  readonly look?: SentenceLook;
  /** Why it can't be looked at. */
  readonly refusal?: Message;
}

const none: readonly PinnedRow[] = [];
const nothing: Seen = {};

/** What is told of an earlier run, or of another sentence, is not of this one. */
const isOf = ({ sentence }: Seen, asked: PinnedText | undefined): boolean =>
  sentence !== undefined && asked !== undefined && same(sentence, asked);

export function useSentence() {
  const { controller } = usePlayground();
  const pinned = usePlay((state) => state.run.pinned);
  const [wanted, setWanted] = useState<PinnedText>();
  const [seen, setSeen] = useState<Seen>(nothing);
  const rows = (pinned?.rows ?? none).filter(({ refusal, text }) => refusal === undefined && text.trim() !== '');
  const chosen = rows.find((row) => wanted && same(row, wanted)) ?? rows[0];
  const { text, second } = chosen ?? {};
  useEffect(() => {
    if (!pinned || text === undefined) return undefined;
    const stop = controller.onNotice((notice) => {
      if (notice.notice === 'sentence') setSeen({ sentence: notice.sentence });
      else if (notice.notice === 'no-sentence') setSeen({ refusal: notice.message });
      else if (notice.notice === 'sentence-looked') setSeen((before) => ({ ...before, look: notice.look }));
    });
    const asked: PinnedText = { text, ...(second !== undefined && { second }) };
    void controller.call('sentence', asked).catch(() => undefined);
    return stop;
    // A run that is built anew tells what is pinned anew.
  }, [controller, pinned, text, second]);
  useEffect(
    () => () => {
      if (controller.isBuilt) void controller.call('sentence', null).catch(() => undefined);
    },
    [controller],
  );
  // Another strength, or another adapter: it is that whose states are shown.
  const played = usePlay((state) => state.played?.sentence);
  const present = isOf(seen, chosen) || (chosen && seen.refusal) ? seen : nothing;
  const now = useMemo(
    () => (played && present.look && isOf(present, played.of) ? { ...present, look: played } : present),
    [played, present],
  );
  return { rows, chosen, choose: setWanted, seen: now };
}
