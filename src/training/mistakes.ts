/** The worst mistakes of a model on a split, with their texts. */
import {
  Judge,
  worstFirst,
  type ConfusionMatrix,
  type Judged,
  type LabelCounts,
  type MistakeOrder,
} from '../tasks/mistakes';
import type { TaskId } from '../methods/taskId';
import type { Split, TrainingData } from './events';
import type { AnsweredRow } from './evaluator';

/** An example that is answered wrongly. */
export interface Mistake extends Omit<Judged, 'isWrong' | 'tags'> {
  /** Of the split, from 0. */
  readonly row: number;
  readonly text: string;
  readonly second?: string;
  /** Token classification: words that have a tag. */
  readonly words?: readonly { readonly word: string; readonly truth: string; readonly answer: string }[];
}

/** Plain data: crosses the worker boundary and goes into JSON. */
export interface MistakesReport {
  readonly split: Split;
  readonly step: number;
  readonly task: TaskId;
  /** Examples looked at, and how many of them are not right. */
  readonly rows: number;
  readonly wrong: number;
  readonly order: MistakeOrder;
  readonly confusion?: ConfusionMatrix;
  readonly byLabel?: readonly LabelCounts[];
  /** The worst first. */
  readonly mistakes: readonly Mistake[];
}

export interface MistakesRequest {
  readonly task: TaskId;
  readonly split: Split;
  readonly step: number;
  readonly data: TrainingData;
  /** Mistakes that are told of, at most. */
  readonly most: number;
}

/** @param answers of the rows of the split */
export async function worstMistakes(
  { task, split, step, data, most }: MistakesRequest,
  answers: AsyncIterable<AnsweredRow>,
): Promise<MistakesReport> {
  const judge = new Judge(task, data.labels ?? []);
  const order: MistakeOrder = task === 'regression' ? 'residual' : data.writes ? 'chrf' : 'loss';
  const judged: (Judged & { readonly row: number })[] = [];
  for await (const { row, ...answer } of answers) {
    const one = judge.judge(answer);
    if (one) judged.push({ ...one, row });
  }
  const wrong = judged.filter(({ isWrong }) => isWrong);
  const { matrix, byLabel } = judge;
  return {
    split,
    step,
    task,
    rows: judged.length,
    wrong: wrong.length,
    order,
    ...(matrix && { confusion: matrix }),
    ...(byLabel && { byLabel }),
    mistakes: wrong
      .sort(worstFirst(order))
      .slice(0, most)
      .map((one) => told(one, data, split)),
  };
}

function told(
  { row, isWrong: _, tags, ...judged }: Judged & { readonly row: number },
  data: TrainingData,
  split: Split,
): Mistake {
  const { texts } = data;
  const { text, second, words } = texts?.of(split, row) ?? { text: '' };
  return {
    row,
    ...judged,
    // A window of a longer text has no text of its own.
    text: text === '' && texts ? texts.decode(data[split][row]!.ids) : text,
    ...(second !== undefined && { second }),
    ...(tags && { words: tags.map((tag, i) => ({ word: words?.[i] ?? '', ...tag })) }),
  };
}
