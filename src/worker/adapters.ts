/** Adapters in the worker: read, judged against a run, taken over, and written. */
import type { Anatomy } from '../anatomy/anatomy';
import {
  AdapterError,
  formatOf,
  readAdapter,
  WEIGHTS_FILE,
  writeAdapter,
  type Adapter,
  type AdapterInfo,
} from '../interchange/adapter';
import { says as adapterSays } from '../interchange/adapterMessages';
import { packAdapter, unpackAdapter } from '../interchange/adapterLink';
import { openDropped, zipAdapter } from '../interchange/adapterZip';
import type { LoadedModel } from '../interchange/modelFolder';
import { understandPeft } from '../interchange/peftMethod';
import { SafetensorsError } from '../interchange/safetensors';
import { methodById, methods } from '../methods/registry';
import { sizeOf } from '../onnx/tensor';
import { finalRecipe } from '../session/adapterStart';
import { parametersOf } from '../training/applied';
import type { Run } from '../training/run';
import type { RunConfig } from '../training/types';
import { hasClasses, isPooled } from '../methods/taskId';
import { defaultPooling } from '../tasks/sentenceHead';
import { adapterReadme } from '../interchange/adapterReadme';
import { says } from './messages';
import { OWN, type AdapterReport, type AdapterSource, type SavedAdapter } from './protocol';

/** Files, or the text of a link: what is at an address was fetched before. */
export type AdapterHere = Exclude<AdapterSource, { readonly address: string }>;

/**
 * @param anatomy of the model that HF PEFT's own adapters are understood with, which say nothing of our methods
 * @throws AdapterError, SafetensorsError
 */
export async function openAdapter(source: AdapterHere, anatomy: () => Promise<Anatomy>): Promise<Adapter> {
  const dropped =
    'packed' in source
      ? undefined
      : await Promise.all(
          source.files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
        );
  const adapter = opened(() =>
    dropped ? openDropped(dropped) : readAdapter(unpackAdapter((source as { readonly packed: string }).packed)),
  );
  if (adapter.info) return adapter;
  // Outside of `opened`: a model that can't be loaded is no fault of the adapter's.
  const parts = await anatomy();
  return opened(() => understandPeft(adapter, parts));
}

function opened(read: () => Adapter): Adapter {
  try {
    return read();
  } catch (error) {
    if (error instanceof AdapterError || error instanceof SafetensorsError) throw error;
    throw new AdapterError(adapterSays.unreadable);
  }
}

/** @throws AdapterError when it was made with a method that is not here */
export function reportOfAdapter({ config, info, tensors, classes, foreign, notes }: Adapter): AdapterReport {
  if (info && !methods.some((method) => method.id === info.method.id))
    throw new AdapterError(says.newerMethod({ method: info.method.id }));
  const all = [...tensors.values()];
  return {
    kind: info ? methodById(info.method.id).name : String(config.peft_type ?? config.method),
    tensors: all.length,
    scalars: all.reduce((sum, { dtype, dims }) => sum + sizeOf(dims) * (dtype === 'uint8' ? 8 : 1), 0),
    ...(info &&
      (foreign ? { method: info.method, task: info.task, ...(info.pooling && { pooling: info.pooling }) } : info)),
    ...(classes === undefined ? {} : { classes }),
    ...(foreign && { foreign }),
    ...(notes && notes.length > 0 && { notes }),
  };
}

/** Poison of the run, or of the adapter that it started from. */
function poisonIn({ poison, defence }: RunConfig, before: AdapterInfo | undefined): Pick<AdapterInfo, 'poison'> {
  if (poison && poison.share > 0) return { poison: { ...poison, ...(defence && { defence: defence.kind }) } };
  return before?.poison ? { poison: before.poison } : {};
}

/**
 * The run's adapter as it is now: as a zip, and as text for a link where it is small.
 * @param before what the adapter says that the run started from
 */
export async function saveAdapter(
  run: Run,
  model: LoadedModel,
  config: RunConfig,
  labels: readonly string[],
  ownName: string,
  before?: AdapterInfo,
): Promise<SavedAdapter> {
  if (config.defence?.kind === 'clean-tuning') throw new AdapterError(adapterSays.poisonedBase);
  const { carried, hyperparameters } = run.found;
  const trained = await run.trained();
  const recipe = finalRecipe(model, config, labels);
  const { parameters, base } = parametersOf({ ...recipe, hyperparameters, carried });
  if (parameters.some(({ name }) => !trained.has(name)))
    throw new AdapterError(says.adapterComesLast({ method: recipe.method.name }));
  const { method } = recipe;
  const own = config.model === OWN;
  const info: AdapterInfo = {
    model: config.model,
    ...(own && { name: ownName }),
    method: { id: method.id, hyperparameters },
    task: config.task,
    ...(isPooled(config.task) && { pooling: config.pooling ?? defaultPooling(base.anatomy) }),
    ...(hasClasses(config.task) && { labels }),
    ...poisonIn(config, before),
  };
  const files = writeAdapter(
    { method, hyperparameters, anatomy: base.anatomy, parameters, carried: carried.tensors },
    trained,
    info,
  );
  const format = formatOf({ ...files }) === 'peft' ? 'peft' : 'own';
  const packed = packAdapter(files);
  const { notes } = readAdapter(files);
  const readme = adapterReadme({
    method,
    info,
    anatomy: base.anatomy,
    format,
    steps: run.stepsDone,
    dataset: config.dataset,
  });
  return {
    zip: zipAdapter(files, readme),
    ...(notes && { notes }),
    name: `${(own ? ownName : config.model).replace(/[^\w.-]+/g, '-')}-${method.id}.zip`,
    format,
    bytes: files[WEIGHTS_FILE].byteLength,
    step: run.stepsDone,
    ...(packed ? { packed } : {}),
  };
}
