/** Answers of two models side by side: bars of classes, a number on a scale, words with their tags. */
import type { Prediction } from '../../training/events';
import type { PredictionPair } from '../../worker/protocol';
import { fixed, percent } from '../format';
import { strings } from '../strings';
import { toneOf } from './tones';

const words = strings.try;
const SHOWN = 5;
/** From here on a label is given, where a text may have several. */
const GIVEN = 0.5;

interface Titles {
  readonly base: string;
  readonly tuned: string;
}

export function Outcomes({ pair, ...titles }: { readonly pair: PredictionPair } & Titles) {
  const both = (['base', 'tuned'] as const).map((which) => ({
    title: titles[which],
    prediction: pair[which],
    tone: `bar-${which}`,
  }));
  const order = orderOf(pair);
  return both.map(({ title, prediction, tone }) => (
    <div key={tone} className="outcome">
      <h3 className="outcome-title">{title}</h3>
      {pair.words ? (
        <Tagged words={pair.words} prediction={prediction} labels={pair.labels} />
      ) : pair.task === 'regression' ? (
        <Scale value={prediction.probabilities[0]!} range={pair.range ?? [0, 1]} tone={tone} />
      ) : (
        <Bars
          prediction={prediction}
          labels={pair.labels}
          order={order}
          tone={tone}
          several={pair.task === 'multi-label'}
        />
      )}
    </div>
  ));
}

/** The likeliest classes first, whichever model finds them so. */
function orderOf({ labels, base, tuned }: PredictionPair): number[] {
  const most = (index: number) => Math.max(tuned.probabilities[index] ?? 0, base.probabilities[index] ?? 0);
  return [...labels.keys()].sort((a, b) => most(b) - most(a)).slice(0, SHOWN);
}

function Bars({
  prediction,
  labels,
  order,
  tone,
  several,
}: {
  readonly prediction: Prediction;
  readonly labels: readonly string[];
  readonly order: readonly number[];
  readonly tone: string;
  readonly several: boolean;
}) {
  return (
    <ul className="bars">
      {order.map((index) => {
        const share = prediction.probabilities[index] ?? 0;
        const best = several ? share >= GIVEN : prediction.label === index;
        return (
          <li key={labels[index]} className={best ? 'best' : undefined}>
            <span className="bar-name" title={labels[index]}>
              {labels[index]}
            </span>
            <span className="bar">
              <span className={`bar-fill ${tone}`} style={{ inlineSize: `${share * 100}%` }} />
            </span>
            <span className="bar-value">{percent(share)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** A number between the smallest and the largest one of the training data. */
function Scale({
  value,
  range: [least, most],
  tone,
}: {
  readonly value: number;
  readonly range: readonly [number, number];
  readonly tone: string;
}) {
  const place = Math.min(1, Math.max(0, (value - least) / (most - least || 1)));
  return (
    <div className="scale">
      <p className="scale-value">{fixed(value, 2)}</p>
      <div className="scale-line" aria-hidden="true">
        <span className={`scale-mark ${tone}`} style={{ insetInlineStart: `${100 * place}%` }} />
      </div>
      <p className="scale-ends" aria-hidden="true">
        <span>{fixed(least, 1)}</span>
        <span>{fixed(most, 1)}</span>
      </p>
    </div>
  );
}

/** Words with the likeliest tag of each; `O` is none. */
function Tagged({
  words: texts,
  prediction: { probabilities },
  labels,
}: {
  readonly words: readonly string[];
  readonly prediction: Prediction;
  readonly labels: readonly string[];
}) {
  return (
    <p className="tagged" dir="auto">
      {texts.map((word, i) => {
        const row = probabilities.slice(i * labels.length, (i + 1) * labels.length);
        const best = row.indexOf(Math.max(...row));
        const label = labels[best] ?? 'O';
        const sure = percent(row[best] ?? 0);
        if (label === 'O') return <span key={i} className="tagged-word" title={sure}>{`${word} `}</span>;
        return (
          <span key={i} className={`tagged-word ${toneOf(label, labels)}`} title={words.tag(label, sure)}>
            {word}
            <small>{label}</small>{' '}
          </span>
        );
      })}
    </p>
  );
}
