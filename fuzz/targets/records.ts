/** What the browser has kept: finished runs, interrupted ones with their states, races. Spelled as JSON here. */
import { methods } from '../../src/methods/registry';
import { defaultSettings } from '../../src/state/properties';
import { keyOf, lastValidation, linkOf, missingOf, nameOf, trainingSeconds } from '../../src/state/runs';
import { isRace, readInterrupted, readKept, readState } from '../../src/state/stored';
import { recordsOf } from '../../src/state/interrupted';
import { readConfiguration } from '../../src/state/share';
import type { Draw } from '../draw';
import { mutateJson, type Json } from '../mutate/json';
import { textOf, utf8, type Files, type Target } from '../target';

const FILE = 'record.json';
type Kind = 'run' | 'interrupted' | 'state' | 'race';

const arrays = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;

/** `{"$": "Float32Array", "of": [1, 2]}` is one. */
function revived(value: Json, deep = 0): unknown {
  // A browser's store takes nothing that is deeper either.
  if (deep > 500) return 'deeper';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => revived(inner, deep + 1));
  const { $: kind, of } = value;
  if (typeof kind === 'string' && Object.hasOwn(arrays, kind) && Array.isArray(of))
    return arrays[kind as keyof typeof arrays].from(of.map((value) => (typeof value === 'number' ? value : NaN)));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revived(inner, deep + 1)]));
}

const floats = (kind: keyof typeof arrays, ...of: number[]): Json => ({ $: kind, of });
const configuration = {
  settings: { ...defaultSettings, steps: 3, seed: 7 } as unknown as Json,
  hyperparameters: { r: 4, sites: ['q', 'v'] },
};
const owner = { frozen: 1000, trainable: 200, optimizer: 100, inputs: 10, activations: 50, cache: 0 };

const run: Json = {
  ...configuration,
  version: 2,
  id: 'a1',
  name: 'LoRA, r 4',
  date: 1_760_000_000_000,
  outcome: 'finished',
  method: { id: 'lora', name: 'LoRA', category: 'reparameterised' },
  model: 'Tiny encoder',
  dataset: 'Food reviews',
  task: 'classification',
  backend: 'WASM',
  step: 3,
  curves: {
    loss: floats('Float32Array', 0.7, 0.6, 0.5),
    gradientNorm: floats('Float32Array', 1, 1, 1),
    learningRate: floats('Float64Array', 1e-3, 2e-3, 1e-3),
  },
  validation: [{ loss: 0.5, accuracy: 0.8, count: 40, step: 3 }],
  counts: { trainable: 600, head: 24, formula: 600, total: 9000 },
  storedBytes: 2496,
  memory: { needed: 1360, byOwner: owner, peak: 2100, estimated: ['activations'] },
  stepMilliseconds: 12.5,
  adjusted: false,
  selected: true,
  pinned: false,
};
const { version: _version, ...unversioned } = run as { [name: string]: Json };
const interrupted: Json = {
  ...configuration,
  version: 1,
  id: 'b1',
  name: 'LoRA',
  date: 1_760_000_000_000,
  model: 'Tiny encoder',
  dataset: 'Food reviews',
  step: 2,
  bytes: 4000,
  curves: {
    step: floats('Float64Array', 1, 2),
    loss: floats('Float64Array', 0.7, 0.6),
    gradientNorm: floats('Float64Array', 1, 1),
    learningRate: floats('Float64Array', 1, 1),
  },
  shown: {
    validation: [],
    stages: [{ index: 0, id: 'train', title: { code: 'training.train' }, from: 0, to: 3 }],
    memory: [{ step: 1, reading: { live: owner, peakByOwner: owner, total: 1360, peak: 1400 } }],
    clock: { seconds: 1, steps: 2 },
  },
  own: { data: { name: 'a.csv', bytes: 12, print: 'x' } },
  linked: {},
};
const tensor = { dtype: 'float32', dims: [2], data: floats('Float32Array', 1, 2) };
const state: Json = {
  step: 2,
  states: { 'lora.a': tensor },
  validation: [],
  learningRate: 0.001,
  stage: { index: 0, firstStep: 0, carried: { tensors: {}, start: { a: tensor } }, records: [{ index: 0, id: 'a' }] },
};
const race: Json = {
  version: 1,
  id: 'r',
  date: 1_760_000_000_000,
  base: configuration.settings,
  entries: [{ method: 'lora', hyperparameters: { r: 4 } }],
  done: { lora: 'a1' },
  test: false,
};

const samples: Readonly<Record<Kind, readonly Json[]>> = {
  run: [
    run,
    {
      version: 1,
      ...unversioned,
      settings: { method: 'lora', model: 'tiny-encoder', dataset: 'x', steps: 3, seed: 1 },
    },
  ],
  interrupted: [interrupted],
  state: [state],
  race: [race],
};

/** What the page does with a record that it takes. */
function used(kind: Kind, value: unknown): unknown {
  if (kind === 'race') return isRace(value);
  if (kind === 'state') return readState(value);
  if (kind === 'interrupted') {
    const read = readInterrupted(value);
    return read && [recordsOf(read), readConfiguration(read, methods), new Date(read.date).toISOString()];
  }
  const read = readKept(value);
  if ('broken' in read) return read.broken.date === undefined ? read : new Date(read.broken.date).toISOString();
  const { run: kept } = read;
  const method = methods.find(({ id }) => id === kept.settings.method);
  return [
    keyOf(kept),
    linkOf(kept, methods),
    readConfiguration(kept, methods),
    missingOf(kept, methods, {}),
    lastValidation(kept)?.loss,
    trainingSeconds(kept)?.toFixed(1),
    new Date(kept.date).toISOString(),
    method && nameOf(method, kept.hyperparameters),
  ];
}

export const records: Target = {
  name: 'records',
  samples: () =>
    Object.entries(samples).flatMap(([kind, values]) =>
      values.map((value): Files => ({ [FILE]: utf8(JSON.stringify({ kind, value })) })),
    ),
  mutate(files, draw: Draw) {
    const { kind, value } = JSON.parse(textOf(files[FILE])) as { readonly kind: Kind; readonly value: Json };
    return { [FILE]: utf8(JSON.stringify({ kind, value: mutateJson(value, draw) })) };
  },
  read(files) {
    const { kind, value } = JSON.parse(textOf(files[FILE])) as { readonly kind: Kind; readonly value: Json };
    return used(kind, revived(value));
  },
};
