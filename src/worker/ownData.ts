/** The visitor's own data: bytes to a preview, and to the files of a run. */
import { toldBy, type Message } from '../messages/message';
import { splitDataset, type DatasetFiles, type Splits } from '../data/datasets';
import type { ColumnChoice } from '../data/columnChoice';
import { DataError } from '../data/errors';
import { labelReader } from '../data/examples';
import { planData, type Plan } from '../data/plan';
import { parseTable } from '../data/parseTable';
import type { Format, Table } from '../data/table';
import { histogramOf } from './histogram';
import { OWN, type TableFormat, type TableOptions, type TablePreview } from './protocol';

const PREVIEW_ROWS = 8;
const PREVIEW_CELL = 160;

export interface OwnDataset {
  readonly files: DatasetFiles;
  readonly preview: TablePreview;
  /** The examples in file order of each part, where they can be trained on. */
  readonly splits?: Splits;
}

const formats: Readonly<Record<TableFormat, Format>> = { csv: 'csv', tsv: 'tsv', jsonl: 'jsonl', txt: 'text' };

/**
 * @param name of the file, or how to call pasted text in messages.
 * @throws DataError when the bytes can't be read as a table at all; what is wrong with a table that was read stands in
 *   `preview.problem`.
 */
export function readOwnData(
  name: string,
  bytes: Uint8Array,
  options: TableOptions,
  {
    id = OWN,
    notices = [],
    writesTargets = false,
  }: { readonly id?: string; readonly notices?: readonly Message[]; readonly writesTargets?: boolean } = {},
): OwnDataset {
  const format = options.format && formats[options.format];
  const table = parseTable(bytes, name, format);
  const plan = planData(
    table,
    {
      ...(options.form && { form: options.form }),
      // An encoder–decoder has no classes to learn: a target of few short values is written all the same.
      ...(writesTargets && (options.form ?? 'respond') === 'respond' && { task: 'seq2seq' as const }),
      columns: columnsOf(options),
    },
    name,
  );
  const files: DatasetFiles = {
    id,
    task: plan.task,
    train: { name, bytes, format: table.format },
    columns: plan.columns,
    ...(notices.length > 0 && { notices }),
  };
  let { problem } = plan;
  let splits: Splits | undefined;
  if (problem === undefined)
    try {
      splits = splitDataset(files, 0);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problem = toldBy(error);
    }
  return {
    files,
    preview: previewOf(name, table, plan, splits, problem),
    ...(splits && { splits }),
  };
}

function columnsOf({
  textColumn: text,
  labelColumn: label,
  secondColumn: second,
  tokensColumn: tokens,
  tagsColumn: tags,
  promptColumn: prompt,
  contextColumn: context,
  responseColumn: response,
  messagesColumn: messages,
  form,
}: TableOptions) {
  const given =
    form === 'respond'
      ? { prompt, context, response, messages }
      : form === 'continue'
        ? { text }
        : form === 'tag'
          ? { tokens, tags }
          : { text, second, label };
  // No column at all is a choice for what goes with a prompt; elsewhere it means that none was chosen yet.
  return Object.fromEntries(
    Object.entries(given).filter(
      ([role, column]) => column !== undefined && (column !== '' || role === 'context' || role === 'second'),
    ),
  );
}

/** Columns in the words of the page. */
export const namedColumns = ({
  text,
  label,
  second,
  tokens,
  tags,
  prompt,
  context,
  response,
  messages,
}: ColumnChoice): Omit<TableOptions, 'format' | 'form'> => ({
  ...(text !== undefined && { textColumn: text }),
  ...(label !== undefined && { labelColumn: label }),
  ...(second !== undefined && { secondColumn: second }),
  ...(tokens !== undefined && { tokensColumn: tokens }),
  ...(tags !== undefined && { tagsColumn: tags }),
  ...(prompt !== undefined && { promptColumn: prompt }),
  ...(context !== undefined && { contextColumn: context }),
  ...(response !== undefined && { responseColumn: response }),
  ...(messages !== undefined && { messagesColumn: messages }),
});

function previewOf(
  name: string,
  table: Table,
  { columns, form, task, uses }: Plan,
  splits: Splits | undefined,
  problem: Message | undefined,
): TablePreview {
  const values = splits?.task === 'regression' && histogramOf(splits.train.map((row) => row.label));
  return {
    name,
    format: table.format === 'text' ? 'txt' : table.format,
    columns: table.columns,
    rowCount: table.rows.length,
    task,
    form,
    rows: table.rows
      .slice(0, PREVIEW_ROWS)
      .map((row) => row.map((cell) => (cell.length > PREVIEW_CELL ? `${cell.slice(0, PREVIEW_CELL)}…` : cell))),
    ...namedColumns(columns),
    ...(table.format === 'text' && { textColumn: 'text' }),
    classes: form === 'classify' ? classesOf(table, columns.label) : countsOf(splits),
    ...(values && { values }),
    ...(problem === undefined ? {} : { problem }),
    ...(uses && { uses }),
    notes: splits?.notices ?? table.notices,
  };
}

/** Texts with each label, or words with each tag, the most frequent first. */
function countsOf(splits: Splits | undefined): TablePreview['classes'] {
  if (splits?.task !== 'multi-label' && splits?.task !== 'token-classification') return [];
  const counts = new Array<number>(splits.labels.length).fill(0);
  if (splits.task === 'multi-label')
    for (const part of [splits.train, splits.validation, splits.test])
      for (const { labels } of part) labels.forEach((given, i) => (counts[i]! += given));
  else
    for (const part of [splits.train, splits.validation, splits.test])
      for (const { tags } of part) for (const tag of tags) counts[tag]!++;
  return splits.labels.map((label, i) => ({ label, count: counts[i]! })).sort((a, b) => b.count - a.count);
}

/** Rows of each class, the most frequent first. */
function classesOf(table: Table, label: string | undefined): TablePreview['classes'] {
  const index = table.columns.findIndex((column) => column.toLowerCase() === label?.toLowerCase());
  if (index < 0) return [];
  const of = labelReader(table, index);
  const counts = new Map<string, number>();
  for (const row of table.rows) {
    const value = of(row);
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ label: name, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}
