/** What changed sides between two states of a model: right now and wrong before, and the other way round. */
import type { TaskId } from '../methods/taskId';
import type { Split, TrainingData } from './events';
import { orderOf, told, type JudgedRow, type Mistake } from './mistakes';
import type { MistakeOrder } from '../tasks/mistakes';

/** An example, or a word, that was answered otherwise before. */
export interface Change extends Omit<Mistake, 'words'> {
  readonly before: string;
  readonly measureBefore: number;
  /** Token classification: words that have a tag, with the tag of before. */
  readonly words?: readonly {
    readonly word: string;
    readonly truth: string;
    readonly answer: string;
    readonly before: string;
  }[];
}

/** Plain data: crosses the worker boundary. */
export interface Changes {
  readonly order: MistakeOrder;
  /**
   * What is counted: examples that are right or wrong, words with a tag, or examples whose measure got better or worse,
   * where an answer is never just right.
   */
  readonly unit: 'examples' | 'words' | 'graded';
  /** Of what is counted: all, wrong before (absent where graded), wrong now. */
  readonly count: number;
  readonly wrongBefore?: number;
  readonly wrongNow?: number;
  /** Mean of the measure before and now. */
  readonly mean: readonly [before: number, now: number];
  readonly better: number;
  readonly worse: number;
  /** The greatest changes first. */
  readonly righted: readonly Change[];
  readonly wronged: readonly Change[];
}

interface Pair {
  readonly before: JudgedRow;
  readonly now: JudgedRow;
}

export interface ChangesRequest {
  readonly task: TaskId;
  readonly split: Split;
  readonly data: TrainingData;
  /** Examples of each direction, at most. */
  readonly most: number;
}

type Tags = NonNullable<JudgedRow['tags']>;
const rightsOf = (tags: Tags): readonly boolean[] => tags.map(({ truth, answer }) => truth === answer);

/** How many of an example's units went right, and how many wrong. */
function movesOf({ before, now }: Pair, order: MistakeOrder, unit: Changes['unit']): readonly [number, number] {
  if (unit === 'words') {
    const [was, is] = [rightsOf(before.tags!), rightsOf(now.tags!)];
    return [is.filter((right, i) => right && !was[i]).length, is.filter((right, i) => !right && was[i]).length];
  }
  if (unit === 'examples') return [Number(before.isWrong && !now.isWrong), Number(!before.isWrong && now.isWrong)];
  const gain = order === 'chrf' ? now.measure - before.measure : before.measure - now.measure;
  return [Number(gain > 0), Number(gain < 0)];
}

function changeOf({ before, now }: Pair, { data, split }: ChangesRequest): Change {
  const { words, ...rest } = told(now, data, split);
  return {
    ...rest,
    before: before.answer,
    measureBefore: before.measure,
    ...(words && { words: words.map((word, i) => ({ ...word, before: before.tags?.[i]?.answer ?? '' })) }),
  };
}

/** @param before and @param now judged rows of the same split */
export function changesBetween(
  request: ChangesRequest,
  before: readonly JudgedRow[],
  now: readonly JudgedRow[],
): Changes {
  const { task, data, most } = request;
  const order = orderOf(task, data);
  const unit: Changes['unit'] =
    task === 'token-classification'
      ? 'words'
      : task === 'regression' || task === 'causal-lm' || task === 'seq2seq'
        ? 'graded'
        : 'examples';
  const earlier = new Map(before.map((one) => [one.row, one]));
  const pairs = now.flatMap((one): Pair[] => {
    const was = earlier.get(one.row);
    return was ? [{ before: was, now: one }] : [];
  });
  const moves = pairs.map((pair) => movesOf(pair, order, unit));
  const greatest = (direction: 0 | 1) =>
    [...pairs.keys()]
      .filter((i) => moves[i]![direction] > 0)
      .sort((a, b) => {
        const size = (i: number) => Math.abs(pairs[i]!.now.measure - pairs[i]!.before.measure);
        return (unit === 'words' ? moves[b]![direction] - moves[a]![direction] : 0) || size(b) - size(a);
      })
      .slice(0, most)
      .map((i) => changeOf(pairs[i]!, request));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const wrong = ({ isWrong, tags }: JudgedRow) =>
    unit === 'words' ? rightsOf(tags!).filter((right) => !right).length : Number(isWrong);
  const count = unit === 'words' ? sum(pairs.map((pair) => pair.now.tags!.length)) : pairs.length;
  const mean = (of: keyof Pair) => sum(pairs.map((pair) => pair[of].measure)) / Math.max(1, pairs.length);
  return {
    order,
    unit,
    count,
    ...(unit !== 'graded' && {
      wrongBefore: sum(pairs.map((pair) => wrong(pair.before))),
      wrongNow: sum(pairs.map((pair) => wrong(pair.now))),
    }),
    mean: [mean('before'), mean('now')],
    better: sum(moves.map(([better]) => better)),
    worse: sum(moves.map(([, worse]) => worse)),
    righted: greatest(0),
    wronged: greatest(1),
  };
}
