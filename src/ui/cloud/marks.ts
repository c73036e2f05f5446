/** How a point looks: its colour and shape say what is right, a hollow one is answered wrongly. */
import type { Cloud, CloudLook } from '../../session/cloudData';

/** Classes that are told apart; what comes after them is drawn as others. */
export const TONES = 8;

export interface Mark {
  /** Index of the class, as far as they are told apart; −1: others. */
  readonly tone: number;
  /** On a scale, 0 to 1, instead. */
  readonly scale?: number;
  readonly wrong: boolean;
}

export type Answers = Pick<CloudLook, 'answers' | 'answerWidth'>;

/** A label is given from here on, where a text may have several. */
const GIVEN = 0.5;

export const hasScale = ({ task }: Pick<Cloud, 'task'>): boolean =>
  task === 'regression' || task === 'causal-lm' || task === 'seq2seq';

/** Ends of the scale: of the true numbers, or of the losses before training. */
export function scaleOf({ task, points, base }: Cloud): readonly [number, number] {
  const values = task === 'regression' ? points.map(({ truth }) => truth[0] ?? 0) : [...base.answers];
  const finite = values.filter(Number.isFinite);
  return [Math.min(...finite), Math.max(...finite)];
}

/** Classes by how often they are right among the points, the most frequent first: the first ones get tones. */
export function tonesOf({ points, labels }: Pick<Cloud, 'points' | 'labels'>): readonly number[] {
  const counts = labels.map((_, index) => points.filter(({ truth }) => truth[0] === index).length);
  return [...labels.keys()].filter((index) => counts[index]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b);
}

/**
 * @param given what the model answers at present
 * @param label several labels: the one that points are told apart by
 */
export function marksOf(cloud: Cloud, { answers, answerWidth }: Answers, label = 0): readonly Mark[] {
  const { task, points } = cloud;
  if (hasScale(cloud)) {
    const [least, most] = scaleOf(cloud);
    return points.map(({ truth }, i) => {
      const value = task === 'regression' ? (truth[0] ?? 0) : answers[i]!;
      const scale = Math.min(1, Math.max(0, (value - least) / (most - least || 1)));
      return { tone: -1, scale: Number.isFinite(scale) ? scale : 1, wrong: false };
    });
  }
  if (task === 'multi-label')
    return points.map(({ truth }, i) => {
      const has = truth.includes(label);
      return { tone: has ? 0 : 1, wrong: answers[i * answerWidth + label]! >= GIVEN !== has };
    });
  const tones = tonesOf(cloud).slice(0, TONES);
  return points.map(({ truth }, i) => ({ tone: tones.indexOf(truth[0]!), wrong: answers[i] !== truth[0] }));
}
