/** A point in words: its text, what is right, and what the model says. */
import type { Cloud } from '../../session/cloudData';
import { fixed } from '../format';
import type { Answers } from './marks';
import { strings as words } from './strings';

/** A label is given from here on. */
const GIVEN = 0.5;

const named = ({ labels }: Cloud, indices: readonly number[]): string =>
  indices.map((index) => labels[index] ?? String(index)).join(', ') || words.none;

export const truthOf = (cloud: Cloud, point: number): string => {
  const { truth } = cloud.points[point]!;
  return cloud.task === 'regression' ? fixed(truth[0] ?? 0, 2) : named(cloud, truth);
};

export function answerOf(cloud: Cloud, { answers, answerWidth }: Answers, point: number): string {
  const own = [...answers.subarray(point * answerWidth, (point + 1) * answerWidth)];
  switch (cloud.task) {
    case 'regression':
      return words.answer(fixed(own[0]!, 2));
    case 'causal-lm':
    case 'seq2seq':
      return words.lossOf(fixed(own[0]!, 2));
    case 'multi-label':
      return words.answer(
        named(
          cloud,
          [...own.keys()].filter((label) => own[label]! >= GIVEN),
        ),
      );
    default:
      return words.answer(named(cloud, own));
  }
}

export function PointWords({
  cloud,
  given,
  point,
  wrong,
}: {
  readonly cloud: Cloud;
  readonly given: Answers;
  readonly point: number;
  readonly wrong: boolean;
}) {
  const { text, second, word } = cloud.points[point]!;
  const written = cloud.task === 'causal-lm' || cloud.task === 'seq2seq';
  return (
    <>
      <span className="cloud-text" dir="auto">
        {word !== undefined && <b>{word}</b>} {text}
        {second !== undefined && <span className="cloud-second">{second}</span>}
      </span>
      <span className="cloud-said">
        {!written && `${words.truth(truthOf(cloud, point))} · `}
        {answerOf(cloud, given, point)}
        {wrong && <b className="cloud-wrong"> · {words.wrong}</b>}
      </span>
    </>
  );
}
