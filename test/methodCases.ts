/**
 * What the method matrix runs over: model fixtures, and the hyper-parameter settings that a method's schema suggests.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBase } from '../src/anatomy/prepare';
import type { Anatomy, Dimensions } from '../src/anatomy/anatomy';
import { applicability } from '../src/methods/applicability';
import type { Hyperparameters, Method } from '../src/methods/contract';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { decodeModel } from '../src/onnx/codec';
import type { Graph } from '../src/onnx/graph';
import { i32, type Tensor } from '../src/onnx/tensor';

export const fixtureRoot = join(import.meta.dirname, '../fixtures');

/** Folders in the layout of the Hugging Face hub, except those of broken files. */
export const fixtureNames = readdirSync(fixtureRoot)
  .filter((name) => existsSync(join(fixtureRoot, name, 'onnx', 'model.onnx')))
  .sort();

/** Whether a fixture is a decoder's. */
export const decoder = (name: string): boolean => /^(gpt|llama)/.test(name);

export interface Fixture {
  readonly graph: Graph;
  readonly config: Readonly<Record<string, unknown>>;
  readonly expected: {
    readonly inputs: Readonly<Record<string, readonly (readonly number[])[]>>;
    readonly outputs: Readonly<Record<string, unknown>>;
  };
}

export function loadFixture(name: string): Fixture {
  const folder = join(fixtureRoot, name);
  const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as never;
  const read = (file: string) => new Uint8Array(readFileSync(join(folder, 'onnx', file)));
  const expected: Fixture['expected'] & Fixture['expected']['inputs'] = json('expected.json');
  return {
    graph: decodeModel(read('model.onnx'), read),
    config: json('config.json'),
    // Those of `architectures/` have their inputs beside the answers.
    expected: { inputs: expected.inputs ?? expected, outputs: expected.outputs ?? {} },
  };
}

export interface Prepared {
  readonly graph: Graph;
  readonly anatomy: Anatomy;
}

/** @param target what the decoder of an encoder–decoder reads, virtual tokens not counted */
export function prepareFixture(fixture: Fixture, sequence: number, target = sequence): Prepared {
  return prepareBase(fixture, { batch: fixture.expected.inputs.input_ids!.length, sequence, target });
}

/** The fixture's batch as the graph's int32 inputs. */
export function batchOf(fixture: Fixture, graph: Graph): Record<string, Tensor> {
  const { inputs } = fixture.expected;
  const rows = inputs.input_ids!;
  return Object.fromEntries(
    graph.inputs
      .filter((input) => /input_ids|attention_mask|token_type_ids/.test(input.name))
      .map(({ name }) => {
        // A decoder is given the text of its encoder: it must be as long.
        const given = name.startsWith('decoder') ? rows : inputs[name];
        const values = given ?? rows.map((row) => row.map(() => 0));
        return [name, i32([rows.length, rows[0]!.length], values.flat())];
      }),
  );
}

/** Numbers that fit the small fixtures, for integers whose defaults are made for real models. */
const small: Readonly<Record<string, number>> = {
  r: 3,
  m: 5,
  l: 4,
  mid: 6,
  reduction: 2,
  D: 60,
  group_size: 8,
  block_size: 8,
  tokens: 20,
  t: 8,
  oft_block_size: 8,
  n_frequency: 50,
  vector_length: 8,
  num_vectors: 20,
  // All of them: where others take over, numeric derivatives see a jump.
  topk: 20,
  randlora_alpha: 6,
  u: 6,
  invocation_token: 5,
  examples: 2,
};
/** By method, in the place of defaults that the small fixtures are too narrow for, or that take long. */
export const narrow: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  cpt: { l: 12, examples: 2 },
  miss: { r: 5 },
  road: { group_size: 8 },
  'trainable-tokens': { tokens: 20 },
  'lora-ga': { batches: 4 },
  corda: { batches: 16 },
  eva: { batches: 4 },
  galore: { update_proj_gap: 2 },
  // One that the texts of the fixtures have.
  alora: { invocation_token: 5 },
  c3a: { block_size: 8 },
  oft: { oft_block_size: 8 },
  vblora: { vector_length: 8 },
  fourierft: { n_frequency: 300 },
  waveft: { n_frequency: 300 },
  shira: { r: 4 },
  'lora-xs': { r: 4 },
  gralora: { r: 4 },
  randlora: { r: 4 },
};
/** In their place where a method wants a multiple of another number. */
const divisible: Readonly<Record<string, number>> = { ...small, m: 8, r: 4 };

/** Real numbers in their place, where a strong change bends the loss more than finite differences can follow. */
const gentle: Readonly<Record<string, Readonly<Record<string, number>>>> = { delora: { delora_lambda: 2 } };

/**
 * The defaults (made small), and each flag, choice and single site changed by itself; without what the method refuses
 * for this architecture.
 */
export function settingsOf(method: Method, dimensions: Dimensions): Hyperparameters[] {
  const fits = (hp: Hyperparameters) => applicability(method, dimensions, hp) === undefined;
  const [odd, even] = [small, divisible].map((sizes) =>
    Object.fromEntries(
      method.hyperparameters
        .filter((p) => p.kind === 'integer' && sizes[p.name] !== undefined)
        .map((p) => [p.name, sizes[p.name]!]),
    ),
  );
  // All linears are one of the changes: with noise in each of them finite differences can't follow some functions.
  const all = method.hyperparameters.some((p) => p.name === 'targets' && (p.default as readonly string[])[0] === 'all');
  const sizes = [odd, even].find((values) => fits(resolveHyperparameters(method, values))) ?? odd;
  const start = { ...sizes, ...gentle[method.id], ...(all && { targets: ['auto'] }) };
  const changes: Record<string, unknown>[] = [{}];
  for (const parameter of method.hyperparameters) {
    if (parameter.kind === 'flag') changes.push({ [parameter.name]: !parameter.default });
    if (parameter.kind === 'choice')
      changes.push(
        ...parameter.options.filter((o) => o !== parameter.default).map((option) => ({ [parameter.name]: option })),
      );
    if (parameter.kind === 'choices')
      changes.push(...parameter.options.map((option) => ({ [parameter.name]: [option] })));
  }
  return changes.map((change) => resolveHyperparameters(method, { ...start, ...change })).filter(fits);
}

/** Methods that take parts of several sizes until none fits into their budget any more: a little of it may be left. */
export const leavesRest: ReadonlySet<string> = new Set(['s-mam']);
