/** What searches and SAM keep of what was scored, by numbers that can be checked by hand. */
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import type { Hyperparameters } from '../contract';
import { resolveHyperparameters } from '../hyperparameters';
import { linearAlgebra } from '../linearAlgebra';
import { nothingCarried, type Carried, type PhaseOutcome, type PhaseRequest } from '../lifecycle';
import { biasesOf } from '../parts/prunedBiases';
import { methodById } from '../registry';

const { anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
const { dimensions } = anatomy;
const biases = biasesOf(dimensions);

/** What a phase of a method leaves of given values and sums of gradients, which are asked for by name. */
function conclude(
  id: string,
  hyperparameters: Hyperparameters,
  index: number,
  carried: Carried,
  initial: (name: string) => Float32Array,
  score: (name: string) => Float32Array,
) {
  const method = methodById(id);
  const hp = resolveHyperparameters(method, hyperparameters);
  const request: PhaseRequest = {
    hyperparameters: hp,
    steps: 40,
    index,
    carried,
    anatomy,
    sources: 0,
    task: 'classification',
    examples: 9,
    rows: [],
    seed: 1,
  };
  const phase = method.phases!(request)!;
  expect(phase.work.kind).toBe('score');
  const unknown = () => {
    throw new Error('Nobody asks.');
  };
  const outcome: PhaseOutcome = {
    anatomy,
    hyperparameters: hp,
    parameters: [],
    carried,
    value: unknown,
    initial,
    score,
    state: unknown,
    trials: [],
    linearAlgebra,
  };
  return phase.conclude!(outcome).carried;
}

const positionsIn = (carried: Partial<Carried>) =>
  new Map(
    Object.entries(carried.tensors!)
      .filter(([name]) => name.endsWith('.positions'))
      .map(([name, { data }]) => [name.replace('.positions', ''), [...(data as Int32Array)]]),
  );
const sizeOf = new Map(biases.map(({ name, length }) => [`${name}.delta`, length]));

describe('u-bitfit', () => {
  /** Moved by 1 against gradients that are 0, −1, −2, … except for one tensor that moved uphill. */
  const uphill = biases[2]!.name;
  const moved = (name: string) => new Float32Array(sizeOf.get(name)!).fill(name.startsWith(uphill) ? -9 : 1);
  const gradient = (name: string) => Float32Array.from({ length: sizeOf.get(name)! }, (_, i) => -i);

  it('keeps the entries that the loss would miss most, with the values that they have, and then begins again', () => {
    const settings = { keep: 0.25, rounds: 2 };
    const total = biases.reduce((sum, { length }) => sum + length, 0);
    const first = conclude('u-bitfit', settings, 1, nothingCarried, moved, gradient);
    const left = positionsIn(first);
    expect([...left.values()].flat()).toHaveLength(Math.round(0.5 * total));
    // To go back would lower the loss there, so nothing of it is missed, however large the numbers are.
    expect(left.has(uphill)).toBe(false);
    for (const [name, at] of left) {
      const start = first.start![`${name}.delta`]!;
      expect(start.dims).toEqual([at.length]);
      // The last entries have the steepest slopes.
      expect(Math.max(...at)).toBe(sizeOf.get(`${name}.delta`)! - 1);
    }

    const at = (name: string) => left.get(name.replace('.delta', ''))!;
    const second = conclude(
      'u-bitfit',
      settings,
      3,
      { ...nothingCarried, ...first },
      (name) => Float32Array.from(at(name), () => 1),
      (name) => Float32Array.from(at(name), (i) => -i),
    );
    const kept = positionsIn(second);
    expect([...kept.values()].flat()).toHaveLength(Math.round(0.25 * total));
    for (const [name, positions] of kept) for (const i of positions) expect(left.get(name)).toContain(i);
    expect(second.start).toEqual({});
  });

  it('s-bitfit keeps whole vectors, by what each of their numbers is worth', () => {
    const long = biases.find(({ length }) => length > dimensions.hidden)!;
    // The long vector has the largest sum, but others are worth more for each number.
    const worth = (name: string) =>
      new Float32Array(sizeOf.get(name)!).fill(name.startsWith(long.name) ? -1 : name === biases[0]!.name ? -3 : -2);
    const kept = positionsIn(
      conclude('s-bitfit', { keep: 0.3, rounds: 1 }, 1, nothingCarried, (name) => worth(name).fill(1), worth),
    );
    expect(kept.has(long.name)).toBe(false);
    expect(kept.size).toBeGreaterThan(1);
    for (const [name, at] of kept) expect(at).toHaveLength(sizeOf.get(`${name}.delta`)!);
  });
});

describe('sam', () => {
  it('keeps the same share of each tensor, by the size of its summed gradient', () => {
    const sizes = new Map(dimensions.tensors.map(({ name, shape }) => [name, shape.reduce((a, b) => a * b, 1)]));
    // Large and of either sign at the end of each tensor.
    const summed = (name: string) => Float32Array.from({ length: sizes.get(name)! }, (_, i) => (i % 2 ? -i : i));
    const kept = positionsIn(conclude('sam', { keep: 0.02 }, 0, nothingCarried, summed, summed));
    for (const [name, size] of sizes) {
      const count = Math.floor(0.02 * size);
      expect(kept.get(name) ?? []).toEqual(Array.from({ length: count }, (_, i) => size - count + i));
    }
    const hp = resolveHyperparameters(methodById('sam'), { keep: 0.02 });
    expect(methodById('sam').count(dimensions, hp)).toBe([...kept.values()].flat().length);
  });
});

describe('s-mam', () => {
  it('keeps whole ranks and neurons, so that modules get ranks and widths of their own', () => {
    // Only one rank of one update, and one neuron of one adapter, are worth anything.
    const [r, m] = [3, 4];
    const worthy = (name: string, at: number) =>
      (name === 'layer.0.q.lora_A.kept' && Math.floor(at / dimensions.hidden) === 1) ||
      (name === 'layer.1.adapter2.up.weight.kept' && at % m === 2);
    const hp = resolveHyperparameters(methodById('s-mam'), { r, m });
    const all = methodById('s-mam').declare(dimensions, hp, {
      phase: 'search-1',
      carried: nothingCarried,
      training: true,
    });
    const lengths = new Map(all.map(({ name, shape }) => [name, shape[0]!]));
    const score = (name: string) =>
      Float32Array.from({ length: lengths.get(name)! }, (_, at) => (worthy(name, at) ? -1 : 0));
    const ones = (name: string) => new Float32Array(lengths.get(name)!).fill(1);
    const two = 2 * dimensions.hidden + 2 * dimensions.hidden + 1;
    const total = all.filter(({ name }) => name !== 'selection').reduce((sum, { shape }) => sum + shape[0]!, 0);
    const kept = conclude('s-mam', { r, m, rounds: 1, keep: two / total }, 1, nothingCarried, ones, score);
    const positions = positionsIn(kept);
    expect([...positions.keys()]).toEqual([
      'layer.0.q.lora_A',
      'layer.0.q.lora_B',
      'layer.1.adapter2.down.weight',
      'layer.1.adapter2.down.bias',
      'layer.1.adapter2.up.weight',
    ]);
    expect(positions.get('layer.0.q.lora_B')).toEqual(Array.from({ length: dimensions.hidden }, (_, o) => o * r + 1));
    expect(positions.get('layer.1.adapter2.down.bias')).toEqual([2]);
  });
});
