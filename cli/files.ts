/** Models and data from disk: folders, bundled names, single files. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingFileError, type FileSource } from '../src/data/files';
import { unpacked } from '../src/data/containers';
import { readDataset, readManifest, readSources, type DatasetFiles } from '../src/data/datasets';
import type { ColumnChoice } from '../src/data/columnChoice';
import { planData, type Plan, type PlanRequest } from '../src/data/plan';
import { parseTable } from '../src/data/parseTable';
import type { Table } from '../src/data/table';
import { isAddress } from '../src/interchange/hub/address';
import { readRemoteData } from '../src/interchange/hub/remoteData';
import { openRemote } from '../src/interchange/hub/remoteModel';
import { loadModel, MAX_FILE_BYTES, tooLarge, type LoadedModel } from '../src/interchange/modelFolder';
import { inEnglish } from '../src/messages/message';
import { UsageError } from './io';
import { remoteAccess } from './hub';
import { says } from './messages';
import { statOf } from './paths';
import type { TaskId } from '../src/methods/taskId';

const root = fileURLToPath(new URL('..', import.meta.url));
export const MODELS_FOLDER = join(root, 'models');
const DATA_FOLDER = join(MODELS_FOLDER, 'data');

/** Files below a folder on disk. */
export function folderSource(folder: string): FileSource {
  return {
    async read(path) {
      const full = resolve(folder, path);
      if (isAbsolute(relative(folder, full)) || relative(folder, full).startsWith('..'))
        throw new MissingFileError(path, folder);
      return readFileBytes(full, path, folder);
    },
    has: (path) => Promise.resolve(existsSync(join(folder, path))),
    list: () => Promise.resolve(listed(folder)),
  };
}

/** Files below a folder, as deep as a model's folders go. */
function listed(folder: string, prefix = '', deep = 3): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (statOf(join(folder, path))?.isDirectory()) return deep > 1 ? listed(folder, `${path}/`, deep - 1) : [];
    return [path];
  });
}

/** The folder that a model file belongs to: config.json is beside it, or one up from `onnx/`. */
function folderOfModel(file: string): string {
  const [own, above] = [dirname(file), dirname(dirname(file))];
  return !existsSync(join(own, 'config.json')) && existsSync(join(above, 'config.json')) ? above : own;
}

async function readFileBytes(full: string, path: string, where: string): Promise<Uint8Array> {
  const stat = statOf(full);
  if (!stat?.isFile()) throw new MissingFileError(path, where);
  if (stat.size > MAX_FILE_BYTES) throw tooLarge(path);
  const bytes = new Uint8Array(stat.size);
  let at = 0;
  for await (const chunk of createReadStream(full) as AsyncIterable<Uint8Array>) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Contents of one file. @throws UsageError when it isn't there. */
export async function readPath(path: string): Promise<Uint8Array> {
  try {
    return await readFileBytes(resolve(path), path, '');
  } catch (error) {
    if (error instanceof MissingFileError) throw new UsageError(`There is no file "${path}". Check the path.`);
    throw error;
  }
}

/**
 * MODEL: a folder, a bundled model's name, a bare .onnx file, or an address (`hf:owner/name`, `https://…/folder/`).
 * @throws UsageError when there is no such thing.
 */
export async function openModel(model: string): Promise<LoadedModel> {
  const stat = statOf(model);
  if (stat?.isDirectory()) return loadModel(folderSource(resolve(model)), model);
  if (stat?.isFile()) {
    const folder = folderOfModel(resolve(model));
    return loadModel(folderSource(folder), model, { path: relative(folder, resolve(model)).replaceAll('\\', '/') });
  }
  if (isAddress(model)) {
    const { source, path, model: found } = await openRemote(model, remoteAccess());
    return loadModel(source, found.address, { path });
  }
  const bundled = join(MODELS_FOLDER, model);
  if (/^[\w.-]+$/.test(model) && existsSync(join(bundled, 'config.json')))
    return loadModel(folderSource(bundled), model);
  throw new UsageError(
    `There is no model "${model}": neither a folder, nor an .onnx file, nor one of the bundled models. A model ` +
      'of the Hub is written hf:owner/name.',
  );
}

/** Which columns can be named by hand. */
export const COLUMN_OPTIONS =
  '--text-column, --second-column, --label-column, --label-columns, --tokens-column, --tags-column, --prompt-column, ' +
  '--context-column, --response-column';

export interface OpenedData extends DatasetFiles {
  /** Which columns of a file are read, as a sentence. */
  readonly uses?: string;
}

/**
 * `--data`: a bundled data set's id, an address (`hf:owner/name`), or a file, of which is told what it holds and which
 * columns are read.
 * @param writes whether the model can write text; one that can't is given classes to learn
 * @throws UsageError for a file that holds what can't be trained
 */
export async function openData(
  data: string,
  task: TaskId | undefined,
  columns: ColumnChoice,
  { test, writes = true }: { readonly test?: string; readonly writes?: boolean } = {},
): Promise<OpenedData> {
  const own = await fileOf(data);
  if (own) {
    const file = async (path: string) => unpacked(path, await readPath(path));
    const { train, notices } = own;
    const named = { ...own.columns, ...columns };
    const chosen = Object.keys(named).length > 0 ? named : (own.roles ?? {});
    const plan = fitting(parseTable(train.bytes, train.name, train.format), { task, columns: chosen }, data, writes);
    if (plan.problem !== undefined) {
      // Another choice of columns helps against everything but too few examples.
      const columnsHelp = plan.problem.code === 'data.tooFewRows' ? '' : ` (Columns: ${COLUMN_OPTIONS}.)`;
      throw new UsageError(`${inEnglish(plan.problem)}${columnsHelp}`);
    }
    return {
      id: own.id,
      task: plan.task,
      train,
      ...(notices.length > 0 && { notices }),
      ...(test ? { test: await file(test) } : {}),
      columns: plan.columns,
      ...(plan.uses && { uses: inEnglish(plan.uses) }),
    };
  }
  const source = folderSource(DATA_FOLDER);
  const { datasets } = await readManifest(source);
  // Ids are written with either separator.
  const entry = datasets.find((d) => d.id.replaceAll('_', '-') === data.replaceAll('_', '-'));
  if (!entry)
    throw new UsageError(
      `There is no file and no bundled data set "${data}". Bundled ones are: ${datasets.map((d) => d.id).join(', ')}.`,
    );
  const files = await readDataset(source, entry.id);
  if (task && task !== files.task && (task !== 'causal-lm' || files.task === 'token-classification'))
    throw new UsageError(`The data set "${entry.id}" is for ${files.task}: use it with --task ${files.task}.`);
  return { ...files, task: task ?? files.task, columns: { ...files.columns, ...columns } };
}

/** Data that is no bundled set: a file, also packed, or an address. */
async function fileOf(
  data: string,
): Promise<
  | (Pick<DatasetFiles, 'id' | 'train' | 'columns'> &
      Required<Pick<DatasetFiles, 'notices'>> & { readonly roles?: ColumnChoice })
  | undefined
> {
  if (isAddress(data)) {
    const { address, name, bytes, columns, roles, notices } = await readRemoteData(data, remoteAccess());
    return { id: address, train: { name, bytes, format: 'jsonl' }, columns, roles, notices };
  }
  if (!statOf(data)?.isFile()) return undefined;
  const { name, bytes, notices } = await unpacked(data, await readPath(data));
  return { id: data, train: { name, bytes }, notices };
}

/** The plan for a table, with its sentence for what only a model that writes could learn. */
function fitting(table: Table, { task, columns }: PlanRequest, name: string, writes: boolean): Plan {
  const plan = planData(table, { ...(task && { task }), ...(columns && { columns }) }, name);
  if (writes || plan.problem !== undefined || plan.task !== 'causal-lm') return plan;
  if (plan.form === 'respond')
    return {
      ...plan,
      problem: says.cannotWrite({ file: name }),
    };
  // Texts alone: what is missing is the label.
  return task === undefined && table.format !== 'text'
    ? planData(table, { task: 'classification', columns }, name)
    : plan;
}

/** The bundled data sets' files. */
export const bundledSource = (): FileSource => folderSource(DATA_FOLDER);

/** Other bundled data sets of the same task. */
export const openSources = (files: DatasetFiles, count: number): Promise<DatasetFiles[]> =>
  count > 0 ? readSources(folderSource(DATA_FOLDER), files, count) : Promise.resolve([]);
