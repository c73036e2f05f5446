/**
 * JSON and JSON Lines to a table: lists of objects, and the forms that pandas, Hugging Face and others wrap them in.
 */
import { sentences } from '../messages/message';
import { DataError } from './errors';
import { headed, namesOf } from './delimited';
import { foreignInJson, tooDeep } from './jsonText';
import type { Table } from './table';
import { says } from './messages';

type Item = Readonly<Record<string, unknown>>;

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';
const isItems = (value: unknown): value is Item[] => Array.isArray(value) && value.length > 0 && value.every(isItem);

/** Messages of one conversation, which is one example and not many. */
const isChat = (items: readonly Item[]): boolean =>
  items.every((item) => ('role' in item && 'content' in item) || ('from' in item && 'value' in item));

/** Objects within objects are taken apart this deep: `{"translation": {"en": …}}` is a column "translation.en". */
const DEPTH = 3;

/** @throws DataError for what is no JSON, and for JSON in which no list of examples is found. */
export function parseJson(text: string, name: string): Table {
  const deep = tooDeep(text, name);
  if (deep) throw new DataError(deep);
  const whole = parse(text);
  if (whole !== undefined && !isItem(whole) && !Array.isArray(whole)) throw notRecords(name);
  // One object by itself may also be the only line of JSON Lines.
  if (whole !== undefined) return tableOf(whole, name);
  // Lines of JSON hold one object each; what goes over several lines is one text.
  const whatever = parse(text.trimStart().split('\n', 1)[0]!) === undefined ? foreignInJson(text, name) : undefined;
  if (whatever !== undefined) throw new DataError(sentences(whatever, says.correctFile));
  if (text.trimStart().startsWith('[')) throw new DataError(says.notAListOfObjects({ file: name }));
  return tableOf(lines(text, name), name);
}

/** Python writes NaN and Infinity, which JSON lacks: both are read as missing. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined;
    try {
      return JSON.parse(
        text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) => (found.startsWith('"') ? found : 'null')),
      );
    } catch {
      return undefined;
    }
  }
}

function lines(text: string, name: string): unknown[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const value = parse(line);
    if (isItem(value) || Array.isArray(value)) return [value];
    const foreign = foreignInJson(line, name, i);
    if (foreign !== undefined) throw new DataError(sentences(foreign, says.correctFile));
    throw new DataError(says.lineNotAnObject({ line: i + 1, file: name }));
  });
}

const notRecords = (name: string): DataError => new DataError(says.noListOfExamples({ file: name }));

function tableOf(value: unknown, name: string): Table {
  if (Array.isArray(value)) return listTable(value, name);
  return objectTable(value as Item, name);
}

function listTable(list: readonly unknown[], name: string): Table {
  if (list.length === 0) throw new DataError(says.emptyList({ file: name }));
  if (list.every(isItem)) return itemTable(list.map(unwrapRow), name);
  if (list.every((row): row is unknown[] => Array.isArray(row) && row.every(isScalar)))
    return headed(
      'jsonl',
      list.map((row) => row.map(cellOf)),
      name,
    );
  if (list.every((text) => typeof text === 'string'))
    return { format: 'jsonl', header: false, columns: ['text'], rows: list.map((text) => [text]), notices: [] };
  throw new DataError(says.notAListOfObjects({ file: name }));
}

/** Hugging Face's data set server puts each row into `{"row_idx": 0, "row": {…}}`. */
const unwrapRow = (item: Item): Item => (isItem(item.row) && 'row_idx' in item ? item.row : item);

/** @throws DataError where the object holds no list of examples. */
function objectTable(given: Item, name: string): Table {
  const object = withSplitsAsLists(given);
  const { columns, data } = object;
  // pandas: orient="split"
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray))
    return {
      format: 'jsonl',
      header: true,
      columns: namesOf(columns.map((column) => String(column))),
      rows: data.map((row: unknown[]) => columns.map((_, i) => cellOf(row[i]))),
      notices: [],
    };
  const values = Object.values(object);
  const lists = Object.entries(object).filter(([, value]) => isItems(value) && !isChat(value)) as [string, Item[]][];
  if (lists.length > 0) return wrapped(object, lists, name);
  // A dict of columns, as `Dataset.to_dict()` gives it.
  const ofColumns = itemsOfColumns(object);
  if (ofColumns) return itemTable(ofColumns, name);
  // pandas: orient="columns" (its default), {"text": {"0": …}}, and orient="index", {"0": {"text": …}}
  if (values.length > 0 && values.every((value) => isItem(value) && Object.values(value).every(isScalar)))
    return itemTable(pandasItems(object as Readonly<Record<string, Item>>), name);
  const inner = values.filter(isItem);
  if (inner.length === 1 && values.length === 1) return objectTable(inner[0]!, name);
  if (values.length === 1 && Array.isArray(values[0]) && values[0].length > 0) return listTable(values[0], name);
  if (values.length === 0) throw new DataError(says.noFields({ file: name }));
  // The only line of JSON Lines, or messages of the only conversation.
  if (values.every((value) => isScalar(value) || (isItems(value) && isChat(value)))) return itemTable([object], name);
  throw notRecords(name);
}

function pandasItems(object: Readonly<Record<string, Item>>): Item[] {
  const outer = Object.keys(object);
  if (outer.every((key) => /^\d+$/.test(key))) return Object.values(object);
  return Object.keys(Object.values(object)[0]!).map((row) =>
    Object.fromEntries(outer.map((column) => [column, object[column]![row]])),
  );
}

/** A test set of fewer examples tells nothing: then a part of the others is set aside. */
const FEW = 8;

/** Names of the parts that data sets come in. */
const trainNames = ['train', 'training'];
const testNames = ['test', 'testing', 'eval', 'validation', 'valid', 'dev'];

/** A dict of columns of the same length, as `Dataset.to_dict()` gives it, as a list of examples. */
function itemsOfColumns(object: Item): Item[] | undefined {
  const values = Object.values(object);
  const [first] = values;
  if (!Array.isArray(first) || !values.every((v) => Array.isArray(v) && v.length === first.length)) return undefined;
  return first.map((_, i) => Object.fromEntries(Object.entries(object).map(([key, v]) => [key, (v as unknown[])[i]])));
}

/** A DatasetDict: parts whose examples are told column by column. */
function withSplitsAsLists(object: Item): Item {
  if (!Object.keys(object).some((key) => trainNames.includes(key.toLowerCase()))) return object;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, (isItem(value) && itemsOfColumns(value)) || value]),
  );
}

/**
 * Lists of examples inside an object: the only one, or the one that is for training, and beside it the one for the
 * test.
 */
function wrapped(object: Item, lists: readonly (readonly [string, Item[]])[], name: string): Table {
  const isExamples = ([, items]: readonly [string, Item[]]) => !items.every((item) => 'feature_idx' in item);
  const examples = lists.filter(isExamples);
  const pool = examples.length > 0 ? examples : lists;
  const preferred = ['train', 'training', 'data', 'rows', 'examples', 'records', 'items'];
  const taken =
    pool.length === 1 ? pool[0]! : preferred.flatMap((key) => pool.filter(([found]) => found.toLowerCase() === key))[0];
  if (!taken) throw new DataError(says.severalLists({ file: name, lists: { list: pool.map(([key]) => key) } }));
  const tableFrom = ([, items]: readonly [string, Item[]]) =>
    itemTable(named(items.map(unwrapRow), object.features), name);
  const isTrain = trainNames.includes(taken[0].toLowerCase());
  const held = isTrain
    ? testNames.flatMap((key) =>
        pool.filter((entry) => entry !== taken && entry[0].toLowerCase() === key && entry[1].length >= FEW),
      )[0]
    : undefined;
  const others = pool.filter((entry) => entry !== taken && entry !== held).map(([key]) => `"${key}"`);
  const table = tableFrom(taken);
  return {
    ...table,
    ...(held && { test: tableFrom(held) }),
    notices: [
      ...table.notices,
      ...(held ? [says.isTestSet({ list: held[0], file: name })] : []),
      ...(others.length > 0 ? [says.listRead({ file: name, list: taken[0], others: { list: others } })] : []),
    ],
  };
}

/** Class names for ids, where Hugging Face's data set server tells them beside the rows. */
function named(items: readonly Item[], features: unknown): Item[] {
  if (!isItems(features)) return [...items];
  const names = new Map(
    features.flatMap(({ name, type }) =>
      typeof name === 'string' && isItem(type) && Array.isArray(type.names) ? [[name, type.names as unknown[]]] : [],
    ),
  );
  return items.map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([key, value]) => [
        key,
        typeof value === 'number' ? (names.get(key)?.[value] ?? value) : value,
      ]),
    ),
  );
}

function itemTable(given: readonly Item[], name: string): Table {
  const items = given.flatMap(squad).map((item) => flat(item));
  const columns = [...new Set(items.flatMap((item) => Object.keys(item)))];
  if (columns.length === 0) throw new DataError(says.noFields({ file: name }));
  return {
    format: 'jsonl',
    header: true,
    columns,
    rows: items.map((item) => columns.map((column) => cellOf(item[column]))),
    notices: [],
  };
}

/** SQuAD's articles as one item for each question. */
function squad(item: Item): Item[] {
  if (!isItems(item.paragraphs) || !item.paragraphs.every((paragraph) => isItems(paragraph.qas))) return [item];
  return item.paragraphs.flatMap(({ context, qas }) =>
    (qas as Item[]).map(({ question, answers }) => ({
      context,
      question,
      answer: isItems(answers) ? answers[0]!.text : '',
    })),
  );
}

function flat(item: Item, prefix = '', depth = 1): Item {
  return Object.fromEntries(
    Object.entries(item).flatMap(([key, value]) =>
      isItem(value) && depth < DEPTH && Object.keys(value).length > 0
        ? Object.entries(flat(value, `${prefix}${key}.`, depth + 1))
        : [[`${prefix}${key}`, value]],
    ),
  );
}

const cellOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
