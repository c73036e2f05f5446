/** An example with its texts: what is right, what the model says, and what it said before. */
import type { ReactNode } from 'react';
import type { PinnedText } from '../../session/pinned';
import type { Change } from '../../training/changes';
import type { Mistake, MistakesReport } from '../../training/mistakes';
import { fixed, percent } from '../format';
import { strings as words } from './strings';

export interface ExampleProps {
  readonly mistake: Mistake | Change;
  readonly order: MistakesReport['order'];
  /** Asks which tokens the answer hangs on; absent where the text is no whole one. */
  readonly onWhy?: ((text: PinnedText) => void) | undefined;
}

const isChange = (mistake: Mistake | Change): mistake is Change => 'measureBefore' in mistake;

const measured = (value: number, order: MistakesReport['order']): string => fixed(value, order === 'chrf' ? 1 : 2);

type Word = NonNullable<Change['words']>[number] | NonNullable<Mistake['words']>[number];

/** Of a word that is worth telling of: wrong, or other than before. */
function wordNote(word: Word): string | undefined {
  const { truth, answer } = word;
  if ('before' in word) return word.before === answer ? undefined : words.tagChange(word.before, answer, truth);
  return truth === answer ? undefined : words.tag(answer, truth);
}

const Fact = ({ name, value }: { readonly name: string; readonly value: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

export function Example({ mistake, order, onWhy }: ExampleProps) {
  const { text, second, words: tagged, truth, answer, sure, measure } = mistake;
  const before = isChange(mistake) ? mistake : undefined;
  return (
    <li>
      <p className="mistakes-text" dir="auto">
        {tagged
          ? tagged.map((word, i) => {
              const note = wordNote(word);
              return note === undefined ? (
                `${word.word} `
              ) : (
                <span key={i} className="mistakes-word">
                  {word.word} <small>{note}</small>{' '}
                </span>
              );
            })
          : text}
        {second !== undefined && <span className="mistakes-second">{second}</span>}
      </p>
      <div className="mistakes-facts">
        <dl className="quality-facts">
          {!tagged && (truth !== '' || answer !== '') && (
            <>
              {before && <Fact name={words.before} value={before.before || words.nothing} />}
              <Fact
                name={words.answer}
                value={`${answer || words.nothing}${sure === undefined ? '' : ` (${percent(sure)})`}`}
              />
              <Fact name={words.truth} value={truth} />
            </>
          )}
          <Fact
            name={words.measures[order]}
            value={
              before
                ? `${measured(before.measureBefore, order)} → ${measured(measure, order)}`
                : measured(measure, order)
            }
          />
        </dl>
        {onWhy && (
          <button
            type="button"
            className="link"
            title={words.whyHint}
            onClick={() => onWhy({ text, ...(second !== undefined && { second }) })}
          >
            {words.why}
          </button>
        )}
      </div>
    </li>
  );
}

/** Examples below each other. */
export const Examples = ({
  mistakes,
  ...rest
}: Omit<ExampleProps, 'mistake'> & { readonly mistakes: readonly (Mistake | Change)[] }) => (
  <ol className="mistakes-list">
    {mistakes.map((mistake) => (
      <Example key={mistake.row} mistake={mistake} {...rest} />
    ))}
  </ol>
);
