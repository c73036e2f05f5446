/** The first validation examples as the model writes them: source, before training and now, and what is right. */
import { useState } from 'react';
import type { Run } from '../../state/run';
import { shownRun } from '../../state/state';
import { usePlay } from '../context';
import { Check } from '../controls/icons';
import { whole } from '../format';
import { strings } from '../strings';

const words = strings.try;

type Written = NonNullable<Run['written']>;

/** Until a run validates for the first time, what was written before it began stays, as it was before training. */
export function useWritten(): Written | undefined {
  const written = usePlay((state) => shownRun(state).written);
  const of = usePlay(({ settings: { model, dataset, seed } }) => [model, dataset, seed].join(' '));
  const [last, setLast] = useState<{ readonly of: string; readonly written: Written }>();
  if (written && last?.written !== written) setLast({ of, written });
  if (written) return written;
  const texts = last?.of === of ? last.written.texts : undefined;
  return texts && { step: 0, texts: texts.map((text) => ({ ...text, tuned: text.base })) };
}

/** The examples by themselves. */
export function WrittenTexts({ step, texts }: Written) {
  return (
    <div className="written-examples">
      {texts.map(({ source, reference, base, tuned }, i) => {
        const right = tuned.trim() === reference.trim();
        return (
          <dl key={i} className="written-example">
            <div className="written-source">
              <dt>{words.exampleSource}</dt>
              <dd dir="auto">{source}</dd>
            </div>
            <div className="written-base">
              <dt>{words.exampleBase}</dt>
              <dd dir="auto">{base || <em>{words.nothingWritten}</em>}</dd>
            </div>
            <div className="written-tuned" data-right={right}>
              <dt>{words.exampleTuned(whole(step))}</dt>
              {/* What was written anew lights up. */}
              <dd dir="auto" key={tuned}>
                {tuned || <em>{words.nothingWritten}</em>}
                {right && (
                  <span className="written-right" role="img" aria-label={words.right} title={words.right}>
                    <Check />
                  </span>
                )}
              </dd>
            </div>
            <div className="written-reference">
              <dt>{words.exampleReference}</dt>
              <dd dir="auto">{reference}</dd>
            </div>
          </dl>
        );
      })}
    </div>
  );
}

export function WrittenExamples() {
  const written = usePlay((state) => shownRun(state).written);
  if (!written) return null;
  return (
    <div className="written">
      <h3 className="group-title">{words.examplesTitle}</h3>
      <p className="note">{words.examplesHint}</p>
      <WrittenTexts {...written} />
    </div>
  );
}
