/** Asks the model at a strength, the latest one at once: what was moved past meanwhile is not asked any more. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Message } from '../../messages/message';
import type { PlaySettings, Score } from '../../session/played';
import { usePlayground } from '../context';
import { filesOf } from './kept';
import { standingOf, useStanding } from './standing';

export const trained: PlaySettings = { strength: 1 };

export interface PlayerState {
  readonly settings: PlaySettings;
  readonly working: boolean;
  readonly refusal: Message | undefined;
  readonly score: { readonly of: PlaySettings; readonly metrics: Score } | undefined;
  readonly set: (settings: PlaySettings) => void;
  readonly measure: () => Promise<void>;
}

const playingOf = (settings: PlaySettings) => ({
  settings,
  files: filesOf((settings.kept ?? []).map(({ id }) => id)),
});

export function usePlayer(): PlayerState {
  const { controller } = usePlayground();
  const standing = useStanding();
  const [settings, setSettings] = useState(trained);
  const [working, setWorking] = useState(false);
  const [refusal, setRefusal] = useState<Message>();
  const [score, setScore] = useState<PlayerState['score']>();
  const wanted = useRef<PlaySettings>(undefined);
  const asking = useRef(false);

  const ask = useCallback(async () => {
    if (asking.current) return;
    asking.current = true;
    setWorking(true);
    while (wanted.current) {
      const now = wanted.current;
      wanted.current = undefined;
      // A question would stop a run that has begun since.
      if (standingOf(controller.state) !== 'ready') break;
      const { step } = controller.state.run;
      const asked = await controller.ask('play', playingOf(now));
      const { run } = controller.state;
      if (standingOf(controller.state) !== 'ready' || run.step !== step) break;
      const refused = asked && 'refusal' in asked ? asked.refusal : undefined;
      setRefusal(refused);
      const played = asked && 'answer' in asked ? asked.answer : undefined;
      const isTrained = now.strength === 1 && now.kept === undefined;
      controller.dispatch({ type: 'played', played: isTrained ? undefined : played });
    }
    asking.current = false;
    setWorking(false);
  }, [controller]);

  const set = useCallback(
    (next: PlaySettings) => {
      setSettings(next);
      wanted.current = next;
      void ask();
    },
    [ask],
  );

  const measure = useCallback(async () => {
    setWorking(true);
    const asked = await controller.ask('playScore', playingOf(settings));
    setWorking(false);
    setRefusal(asked && 'refusal' in asked ? asked.refusal : undefined);
    setScore(asked && 'answer' in asked ? { of: settings, metrics: asked.answer } : undefined);
  }, [controller, settings]);

  // Another sentence in the drawing is told of as it was trained: it must be asked at this strength too.
  useEffect(
    () =>
      controller.onNotice(({ notice }) => {
        if (notice === 'sentence-looked' && controller.state.played && standing === 'ready') set(settings);
      }),
    [controller, settings, set, standing],
  );

  // What goes on training is the run as it was trained.
  useEffect(() => {
    if (standing === 'ready') return;
    setSettings(trained);
    setRefusal(undefined);
    setScore(undefined);
  }, [standing]);

  // Closing the panel shows the trained model again, and frees what playing took.
  useEffect(
    () => () => {
      if (!controller.state.played) return;
      controller.dispatch({ type: 'played', played: undefined });
      if (standingOf(controller.state) === 'ready') void controller.ask('play', { settings: trained, files: {} });
    },
    [controller],
  );

  return { settings, working, refusal, score, set, measure };
}
