/** Data sets: the manifest of bundled ones, and any of them (or the user's own file) as split, encoded sets. */
import type { Message, Value } from '../messages/message';
import {
  encodeExchanges,
  encodeLanguageModelling,
  encodeSequences,
  encodeTagged,
  encodeTexts,
  type EncodedSet,
} from './encode';
import { DataError } from './errors';
import { chatRenderer, type ChatRenderer } from './chat';
import type { ColumnChoice } from './columnChoice';
import { documents, labelledTexts, type LabelledText } from './examples';
import { exchanges, sourceAndTargetOf, type Exchange } from './exchanges';
import { sourceOf, type Template } from './template';
import type { FileSource } from './files';
import { mixSeed, permutation } from './random';
import { scoredTexts } from './scores';
import { severallyLabelled, type SeveralLabels } from './severalLabels';
import { splitDocuments, splitExchanges, splitRows, wholeText, withoutTexts, type Likeness } from './split';
import { taggedSentences, type TaggedSentence } from './taggedSentences';
import { parseTable } from './parseTable';
import type { Format, Table } from './table';
import type { TextTokenizer } from './tokenizer';
import type { TaskId } from '../methods/taskId';
import { says } from './messages';

/** One entry of models/data/manifest.json. */
export interface DatasetEntry {
  readonly id: string;
  readonly name: string;
  readonly task: TaskId;
  /** Files beside the manifest. Without `test` a part of `train` is set aside. */
  readonly train: string;
  readonly test?: string | null;
  /** Class names in the order of their ids. */
  readonly labels?: readonly string[] | null;
  /** Related tasks, which share their labels: methods that learn from other data sets take them from here. */
  readonly family?: string;
  /** Which columns are read, where it is not told by their names. */
  readonly columns?: ColumnChoice | null;
  readonly rows: unknown;
  /** What a run uses by default: examples a step, tokens an example. */
  readonly sizes: { readonly batch: number; readonly length: number; readonly target?: number };
  /** What stands around a source by default (see `sourceOf`). */
  readonly sourceTemplate?: string;
  readonly license: string;
  readonly summary: string;
}

export interface DatasetManifest {
  readonly datasets: readonly DatasetEntry[];
}

/** One file in memory. */
export interface DataFile {
  /** File name for messages; its extension says how it is read, unless `format` does. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly format?: Format;
}

/** A data set in memory: bundled, or files that the user gave. */
export interface DatasetFiles {
  readonly id: string;
  readonly task: TaskId;
  readonly train: DataFile;
  readonly test?: DataFile;
  readonly columns?: ColumnChoice;
  readonly sizes?: DatasetEntry['sizes'];
  readonly sourceTemplate?: string;
  /** What the user should know of how the files were read. */
  readonly notices?: readonly Message[];
}

/** Examples in three parts that share no text. */
interface Parts<Row> {
  readonly train: readonly Row[];
  readonly validation: readonly Row[];
  readonly test: readonly Row[];
  readonly notices: readonly Message[];
}

export type Splits =
  | ({ readonly task: 'classification' | 'regression'; readonly labels: readonly string[] } & Parts<LabelledText>)
  | ({ readonly task: 'multi-label'; readonly labels: readonly string[] } & Parts<SeveralLabels>)
  | ({ readonly task: 'token-classification'; readonly labels: readonly string[] } & Parts<TaggedSentence>)
  /** Prompts with responses, or sources with targets. */
  | ({ readonly task: 'causal-lm'; readonly template: Template } & Parts<Exchange>)
  | ({ readonly task: 'seq2seq'; readonly template: Template } & Parts<Exchange>)
  | ({ readonly task: 'causal-lm'; readonly template?: undefined } & Parts<string>);

/** The parts as token ids. `labels` is empty for language modelling. */
export interface EncodedSplits {
  readonly labels: readonly string[];
  /** How prompts are written out, where there are any. */
  readonly template?: Template;
  readonly train: EncodedSet;
  readonly validation: EncodedSet;
  readonly test: EncodedSet;
  readonly notices: readonly Message[];
}

/** Keeps the draw of a few rows apart from those that split. */
const FEW = 0x66657721;
/** The same of the order of measured rows. */
const MEASURED_ORDER = 7;
export const VALIDATION_FRACTION = 0.1;
export const TEST_FRACTION = 0.2;

export async function readManifest(source: FileSource): Promise<DatasetManifest> {
  const manifest: unknown = JSON.parse(new TextDecoder().decode(await source.read('manifest.json')));
  if (
    typeof manifest !== 'object' ||
    manifest === null ||
    !Array.isArray((manifest as { datasets?: unknown }).datasets)
  ) {
    throw new DataError(says.noManifestList);
  }
  return manifest as DatasetManifest;
}

/** Reads a bundled data set's files. @throws DataError for an unknown id, listing the known ones. */
export async function readDataset(source: FileSource, id: string): Promise<DatasetFiles> {
  const { datasets } = await readManifest(source);
  const entry = datasets.find((d) => d.id === id);
  if (!entry) throw new DataError(says.noSuchDataset({ id, known: { list: datasets.map((d) => d.id) } }));
  const file = async (name: string) => ({ name, bytes: await source.read(name) });
  return {
    id,
    task: entry.task,
    sizes: entry.sizes,
    ...(entry.sourceTemplate && { sourceTemplate: entry.sourceTemplate }),
    train: await file(entry.train),
    ...(entry.test ? { test: await file(entry.test) } : {}),
    columns: { ...entry.columns, ...(entry.labels && { labels: entry.labels }) },
  };
}

/**
 * Other bundled data sets of the same task, for methods that learn from several: of the same family where the data set
 * has one; at most `count`, in the manifest's order.
 * @throws DataError when there is none
 */
export async function readSources(
  source: FileSource,
  { id, task }: Pick<DatasetFiles, 'id' | 'task'>,
  count: number,
): Promise<DatasetFiles[]> {
  const { datasets } = await readManifest(source);
  const family = datasets.find((d) => d.id === id)?.family;
  const others = datasets
    .filter((d) => d.task === task && d.id !== id && (!family || d.family === family))
    .slice(0, count);
  if (others.length === 0) throw new DataError(says.noOtherDataset({ task }));
  return Promise.all(others.map((d) => readDataset(source, d.id)));
}

/**
 * Parses and splits. A test file stays as it is, and training rows whose text also occurs there are dropped; without
 * one, a fifth is set aside. A tenth of the remaining rows validates. All draws follow `seed`.
 * @throws DataError
 */
export function splitDataset(files: DatasetFiles, seed: number): Splits {
  const splits = splitFiles(files, seed);
  return files.notices ? { ...splits, notices: [...files.notices, ...splits.notices] } : splits;
}

function splitFiles(files: DatasetFiles, seed: number): Splits {
  const { task, columns } = files;
  switch (task) {
    case 'classification':
      return { task, ...splitHeaded(files, seed, labelledTexts, { text: wholeText, class: ({ label }) => label }) };
    case 'regression': {
      const read = (...given: Parameters<typeof scoredTexts>) => ({ labels: [], ...scoredTexts(...given) });
      return { task, ...splitHeaded(files, seed, read, { text: wholeText }) };
    }
    case 'multi-label':
      return { task, ...splitHeaded(files, seed, severallyLabelled, { text: wholeText }) };
    case 'token-classification':
      return { task, ...splitHeaded(files, seed, taggedSentences, { text: ({ words }) => words.join(' ') }) };
    case 'causal-lm':
      return columns?.messages !== undefined || columns?.response !== undefined
        ? splitConversations(files, columns, seed)
        : splitLanguageModelling(files, seed);
    case 'seq2seq':
      if (columns?.messages === undefined && columns?.response === undefined)
        throw new DataError(says.noTargets({ file: files.train.name }));
      return splitConversations(files, columns, seed);
  }
}

/** The same with what a model reads written as `template` has it (`sourceOf`). */
export function withSources(splits: Splits, template: string | undefined): Splits {
  if (splits.task !== 'seq2seq' || !template) return splits;
  const written = (rows: readonly Exchange[]) =>
    rows.map((row): Exchange => {
      const { source, target } = sourceAndTargetOf(row);
      return { turns: [{ prompt: sourceOf(template, source), response: target }] };
    });
  const { train, validation, test } = splits;
  return { ...splits, train: written(train), validation: written(validation), test: written(test) };
}

/** The same with so many training rows, drawn by `seed`; all where there are fewer. What measures stays whole. */
export function withFewerRows(splits: Splits, rows: number, seed: number): Splits {
  const order = permutation(splits.train.length, mixSeed(seed, FEW)).slice(0, rows);
  // In the order of the file, as all rows would be. Each form keeps its own rows.
  const train: readonly unknown[] = [...order].sort((a, b) => a - b).map((i) => splits.train[i]!);
  return { ...splits, train } as Splits;
}

/**
 * Conversations in the words of a chat template. Those that it refuses are left out, with a notice.
 * @throws DataError where it refuses nearly all
 */
export function withChat(splits: Splits, chat: ChatRenderer | undefined): Splits {
  if (splits.task !== 'causal-lm' || splits.template === undefined || !hasMessages(splits)) return splits;
  const { notices } = splits;
  if (!chat) return { ...splits, notices: splits.template === 'chat' ? [...notices, says.noChatTemplate] : notices };
  let refused = 0;
  let reason: Value | undefined;
  const written = (rows: readonly Exchange[]) =>
    rows.flatMap((row): Exchange[] => {
      try {
        const rendered = chat.render(row.messages!);
        if (rendered.learnt.length > 0) return [{ ...row, rendered }];
        reason ??= says.nothingLearnt;
      } catch (error) {
        reason ??= (error as Error).message;
      }
      refused++;
      return [];
    });
  const [train, validation, test] = [written(splits.train), written(splits.validation), written(splits.test)];
  if (train.length === 0 || validation.length === 0)
    throw new DataError(says.chatTemplateRefuses({ reason: reason ?? says.nothingLearnt }));
  const left = reason === undefined ? [] : [says.rowsBeyondChatTemplate({ count: refused, reason })];
  return { ...splits, train, validation, test, notices: [...notices, says.usesChatTemplate, ...left] };
}

const hasMessages = ({ train }: { readonly train: readonly Exchange[] }): boolean =>
  train.every(({ messages }) => messages !== undefined);

/** The renderer that `withChat` needs for these files, where the tokenizer has a template and they are responses. */
export const chatFor = async (
  { task, columns }: Pick<DatasetFiles, 'task' | 'columns'>,
  tokenizer: TextTokenizer,
): Promise<ChatRenderer | undefined> =>
  task === 'causal-lm' && (columns?.messages !== undefined || columns?.response !== undefined)
    ? chatRenderer(tokenizer)
    : undefined;

const tableOf = ({ bytes, name, format }: DataFile): Table => parseTable(bytes, name, format);

/** The test set that the file of the training data holds. */
const testOf = ({ test }: Table, { name }: DataFile) => test && { table: test, name: says.testSetIn({ file: name }) };

interface Read<Row> {
  readonly labels: readonly string[];
  readonly rows: readonly Row[];
  readonly notices: readonly Message[];
}

/** @param read makes examples of a table */
function splitHeaded<Row>(
  files: DatasetFiles,
  seed: number,
  read: (table: Table, columns: ColumnChoice, name: Value) => Read<Row>,
  likeness: Likeness<Row>,
): { readonly labels: readonly string[] } & Parts<Row> {
  const { columns = {}, train, test } = files;
  const table = tableOf(train);
  const all = read(table, columns, train.name);
  const apart = test ? { table: tableOf(test), name: test.name } : testOf(table, train);
  const notices = [...all.notices];
  let rest: readonly Row[] = all.rows;
  let held: readonly Row[];
  if (apart) {
    const known = all.labels.length > 0 ? { labels: all.labels } : {};
    held = read(apart.table, { ...columns, ...known }, apart.name).rows;
    const kept = withoutTexts(all.rows, held, likeness.text);
    if (kept.dropped > 0) notices.push(says.rowsAlsoInTest({ count: kept.dropped }));
    rest = kept.rows;
  } else {
    const parts = splitRows(all.rows, likeness, TEST_FRACTION, seed);
    [rest, held] = [parts.rest, parts.taken];
  }
  const { rest: training, taken: validation } = splitRows(rest, likeness, VALIDATION_FRACTION, seed + 1);
  for (const [part, rows] of [
    [says.trainingPart, training],
    [says.validationPart, validation],
    [says.testPart, held],
  ] as const) {
    if (rows.length === 0) throw new DataError(says.tooFewTextsPerClass({ file: train.name, part }));
  }
  return { labels: all.labels, train: training, validation, test: held, notices };
}

function splitLanguageModelling(files: DatasetFiles, seed: number): Splits {
  const table = tableOf(files.train);
  const all = documents(table, files.columns, files.train.name);
  const test = files.test ? { table: tableOf(files.test), name: files.test.name } : testOf(table, files.train);
  const outer = test
    ? { rest: all.documents, taken: documents(test.table, files.columns, test.name).documents }
    : splitDocuments(all.documents, VALIDATION_FRACTION, seed);
  const held = new Set(outer.taken);
  const inner = splitDocuments(
    outer.rest.filter((d) => !held.has(d)),
    VALIDATION_FRACTION,
    seed + 1,
  );
  return { task: 'causal-lm', train: inner.rest, validation: inner.taken, test: outer.taken, notices: all.notices };
}

function splitConversations(files: DatasetFiles, columns: ColumnChoice, seed: number): Splits {
  const table = tableOf(files.train);
  const { rows, template, notices } = exchanges(table, columns, files.train.name);
  const test = files.test ? { table: tableOf(files.test), name: files.test.name } : testOf(table, files.train);
  const outer = test
    ? { rest: rows, taken: exchanges(test.table, columns, test.name).rows }
    : splitExchanges(rows, VALIDATION_FRACTION, seed);
  const held = new Set(outer.taken.map(({ turns }) => turns[0]!.prompt));
  const inner = splitExchanges(
    outer.rest.filter(({ turns }) => !held.has(turns[0]!.prompt)),
    VALIDATION_FRACTION,
    seed + 1,
  );
  const task = files.task === 'seq2seq' ? 'seq2seq' : 'causal-lm';
  // Only the first of them are written, which in a sorted file would all be alike.
  const drawn = (part: readonly Exchange[]) =>
    [...permutation(part.length, mixSeed(seed, MEASURED_ORDER))].map((i) => part[i]!);
  return {
    task,
    template,
    train: inner.rest,
    validation: drawn(inner.taken),
    test: drawn(outer.taken),
    notices,
  };
}

/** Token ids of all three parts, T tokens a row. @param target tokens of a target of its own */
export function encodeSplits(
  splits: Splits,
  tokenizer: TextTokenizer,
  sequence: number,
  target = sequence,
): EncodedSplits {
  if (splits.task === 'seq2seq' || (splits.task === 'causal-lm' && splits.template !== undefined)) {
    const encode = (part: readonly Exchange[]) =>
      splits.task === 'seq2seq'
        ? encodeSequences(part, tokenizer, sequence, target)
        : encodeExchanges(part, tokenizer, sequence);
    const train = encode(splits.train);
    return {
      labels: [],
      template: splits.template,
      train,
      validation: encode(splits.validation),
      test: encode(splits.test),
      notices: [...splits.notices, ...shortenedNotices(train, target)],
    };
  }
  if (splits.task === 'causal-lm') {
    const encode = (part: readonly string[]) => encodeLanguageModelling(part, tokenizer, sequence);
    return {
      labels: [],
      train: encode(splits.train),
      validation: encode(splits.validation),
      test: encode(splits.test),
      notices: splits.notices,
    };
  }
  const [train, validation, test] =
    splits.task === 'token-classification'
      ? [splits.train, splits.validation, splits.test].map((part) => encodeTagged(part, tokenizer, sequence))
      : [splits.train, splits.validation, splits.test].map((part) =>
          encodeTexts(part, splits.task, tokenizer, sequence),
        );
  const share = train!.truncated / train!.rows;
  const cut = share > 0.25 ? [says.textsCut({ percent: Math.round(share * 100), tokens: sequence })] : [];
  return {
    labels: splits.labels,
    train: train!,
    validation: validation!,
    test: test!,
    notices: [...splits.notices, ...cut],
  };
}

/** What was cut off prompts and responses, where it is more than a tenth of them. */
function shortenedNotices({ shortened, rows, sequence }: EncodedSet, target: number): Message[] {
  if (!shortened) return [];
  const told = (count: number) => (count * 10 > rows ? Math.round((100 * count) / rows) : undefined);
  const [prompts, responses] = [told(shortened.prompts), told(shortened.responses)];
  return [
    ...(prompts ? [says.promptsCut({ percent: prompts, tokens: sequence })] : []),
    ...(responses ? [says.responsesCut({ percent: responses, tokens: target })] : []),
  ];
}
