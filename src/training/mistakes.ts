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

/** Examples of one field of the confusion matrix, those that it is least sure of first. */
export interface CellExamples {
  readonly truth: string;
  readonly answer: string;
  readonly examples: readonly Mistake[];
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
  /** Of each field of the confusion matrix that is not empty, where it was asked for. */
  readonly cells?: readonly CellExamples[];
}

export interface MistakesRequest {
  readonly task: TaskId;
  readonly split: Split;
  readonly step: number;
  readonly data: TrainingData;
  /** Mistakes that are told of, at most. */
  readonly most: number;
  /** Examples of each field of the confusion matrix, at most; absent: none. */
  readonly each?: number;
}

export type JudgedRow = Judged & { readonly row: number };

/** By what examples of a task are ranked. */
export const orderOf = (task: TaskId, { writes }: Pick<TrainingData, 'writes'>): MistakeOrder =>
  task === 'regression' ? 'residual' : writes ? 'chrf' : 'loss';

/** @param answers of the rows of the split */
export async function worstMistakes(
  request: MistakesRequest,
  answers: AsyncIterable<AnsweredRow>,
): Promise<MistakesReport> {
  const judge = new Judge(request.task, request.data.labels ?? []);
  return reported(request, await judgedRows(judge, answers), judge);
}

export async function judgedRows(judge: Judge, answers: AsyncIterable<AnsweredRow>): Promise<readonly JudgedRow[]> {
  const judged: JudgedRow[] = [];
  for await (const { row, ...answer } of answers) {
    const one = judge.judge(answer);
    if (one) judged.push({ ...one, row });
  }
  return judged;
}

export function reported(
  { task, split, step, data, most, each }: MistakesRequest,
  judged: readonly JudgedRow[],
  judge: Judge,
): MistakesReport {
  const order = orderOf(task, data);
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
    ...(matrix && each && { cells: cellsOf(judged, each, (one) => told(one, data, split)) }),
  };
}

/** The fields that a row belongs to: its class with the answer, or those of its words. */
const fieldsOf = ({ truth, answer, tags }: JudgedRow) => tags ?? [{ truth, answer }];

function cellsOf(
  judged: readonly JudgedRow[],
  each: number,
  told: (one: JudgedRow) => Mistake,
): readonly CellExamples[] {
  const cells = new Map<string, CellExamples & { readonly examples: Mistake[] }>();
  for (const one of [...judged].sort(worstFirst('loss'))) {
    const seen = new Set<string>();
    for (const { truth, answer } of fieldsOf(one)) {
      const key = JSON.stringify([truth, answer]);
      if (seen.has(key)) continue;
      seen.add(key);
      let cell = cells.get(key);
      if (!cell) cells.set(key, (cell = { truth, answer, examples: [] }));
      if (cell.examples.length < each) cell.examples.push(told(one));
    }
  }
  return [...cells.values()];
}

/** A judged example with its texts. */
export function told({ row, isWrong: _, tags, ...judged }: JudgedRow, data: TrainingData, split: Split): Mistake {
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
