/** Adapters of HF PEFT and AdapterHub, and our own: understood and laid on the model that they were made for. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBase, type Base } from '../../src/anatomy/prepare';
import { openAdapterFiles, type Adapter } from '../../src/interchange/adapter';
import { understandPeft } from '../../src/interchange/peftMethod';
import { memorySource } from '../../src/data/files';
import { loadModel, type LoadedModel } from '../../src/interchange/modelFolder';
import { startFrom } from '../../src/session/adapterStart';
import type { RunConfig } from '../../src/training/types';
import { checkedMethod } from '../knownMethod';
import { filesIn, root, fileOf } from '../files';
import { mutateJsonText } from '../mutate/json';
import { mutateText } from '../mutate/text';
import { textOf, utf8, type Files, type Target } from '../target';
import { mutateSafetensors } from './safetensors';

const made = 'src/interchange/fixtures';
/** Which model an adapter is laid on: no file of the adapter's own. */
const MODEL = 'model.txt';

const bases = new Map<string, Promise<LoadedModel>>();
const modelOf = (name: string): Promise<LoadedModel> => {
  const found =
    bases.get(name) ??
    loadModel(memorySource(new Map(Object.entries(filesIn(`fixtures/${name}`, /onnx$|config\.json$/)))), name);
  bases.set(name, found);
  return found;
};

const prepared = new Map<string, Promise<Base>>();
const baseFor = (name: string): Promise<Base> => {
  const found =
    prepared.get(name) ??
    modelOf(name).then(({ graph, config }) =>
      prepareBase({ graph, ...(config && { config }) }, { batch: 2, sequence: 9 }),
    );
  prepared.set(name, found);
  return found;
};

const folders = (of: string): string[] => readdirSync(join(root, made, of)).map((name) => `${made}/${of}/${name}`);

const settings: Omit<RunConfig, 'model' | 'task' | 'method'> = {
  dataset: 'x',
  steps: 1,
  batchSize: 2,
  sequenceLength: 9,
  seed: 1,
  backend: 'wasm',
  evaluateEvery: 0,
  optimizer: {
    kind: 'adamw',
    learningRate: 1e-3,
    weightDecay: 0,
    schedule: 'constant',
    warmup: 0,
    clipNorm: 1,
    accumulation: 1,
  },
};

/** Lays an adapter on its model, as a run that starts from it does. */
async function laidOn(adapter: Adapter, model: string): Promise<unknown> {
  const { anatomy } = await baseFor(model);
  const understood = adapter.info ? adapter : understandPeft(adapter, anatomy);
  const { info, classes } = understood;
  if (!info) return understood;
  const method = checkedMethod(info.method, anatomy.dimensions, info.task);
  const { task, pooling } = info;
  const config: RunConfig = { ...settings, model: info.model, task, method, ...(pooling && { pooling }) };
  const labels = info.labels ?? Array.from({ length: Math.min(classes ?? 2, 1000) }, (_, i) => String(i));
  return startFrom(understood, await modelOf(model), config, labels);
}

export const adapters: Target = {
  name: 'adapters',
  samples: () =>
    [...folders('peft'), ...folders('adapterhub')].map((folder): Files => {
      const expected = JSON.parse(textOf(fileOf(`${folder}/expected.json`))) as { readonly model?: string };
      const { 'expected.json': _expected, ...files } = filesIn(folder, /json$|safetensors$/);
      return { ...files, [MODEL]: utf8(expected.model ?? 'bert-torchscript') };
    }),
  mutate(files, draw) {
    const name = draw.one(Object.keys(files).filter((path) => path !== MODEL));
    const bytes = files[name]!;
    return {
      ...files,
      [name]: name.endsWith('.json')
        ? utf8(mutateJsonText(textOf(bytes), draw, mutateText))
        : mutateSafetensors(bytes, draw),
    };
  },
  async read(files) {
    const { [MODEL]: model, ...own } = files;
    return laidOn(openAdapterFiles(own), textOf(model));
  },
};
