/** Models and data from disk: folders, bundled names, single files. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingFileError, type FileSource } from '../src/data/files';
import { readDataset, readManifest, readSources, type DatasetFiles } from '../src/data/datasets';
import type { ColumnChoice } from '../src/data/examples';
import { loadModel, MAX_FILE_BYTES, tooLarge, type LoadedModel } from '../src/interchange/modelFolder';
import { UsageError } from './io';
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
  };
}

async function readFileBytes(full: string, path: string, where: string): Promise<Uint8Array> {
  const stat = statSync(full, { throwIfNoEntry: false });
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
 * MODEL: a folder, a bundled model's name, or a bare .onnx file.
 * @throws UsageError when there is no such thing.
 */
export async function openModel(model: string): Promise<LoadedModel> {
  const stat = statSync(model, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return loadModel(folderSource(resolve(model)), model);
  if (stat?.isFile()) return loadModel(folderSource(dirname(resolve(model))), model, { path: basename(model) });
  const bundled = join(MODELS_FOLDER, model);
  if (/^[\w.-]+$/.test(model) && existsSync(join(bundled, 'config.json')))
    return loadModel(folderSource(bundled), model);
  throw new UsageError(
    `There is no model "${model}": neither a folder, nor an .onnx file, nor one of the bundled models.`,
  );
}

/** `--data`: a bundled data set's id, or a file. The task says how a file is read. */
export async function openData(
  data: string,
  task: TaskId | undefined,
  columns: ColumnChoice,
  test?: string,
): Promise<DatasetFiles> {
  if (statSync(data, { throwIfNoEntry: false })?.isFile()) {
    const file = async (path: string) => ({ name: path, bytes: await readPath(path) });
    return {
      id: data,
      task: task ?? (/\.(txt|md)$/i.test(data) ? 'causal-lm' : 'classification'),
      train: await file(data),
      ...(test ? { test: await file(test) } : {}),
      columns,
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
  if (task && task !== files.task && task === 'classification')
    throw new UsageError(`The data set "${entry.id}" has no labels: use it with --task causal-lm.`);
  return { ...files, task: task ?? files.task, columns: { ...files.columns, ...columns } };
}

/** Other bundled data sets of the same task. */
export const openSources = (files: DatasetFiles, count: number): Promise<DatasetFiles[]> =>
  count > 0 ? readSources(folderSource(DATA_FOLDER), files, count) : Promise.resolve([]);
