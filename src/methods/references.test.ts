/** Where a method could differ from its reference code in silence: starts, scopes, schedules. */
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { applyMethod } from './context';
import { sizesUpTo } from './hybrid/autopeft';
import { draw } from './initialise';
import { resolveHyperparameters } from './hyperparameters';
import { methodById } from './registry';
import { prunable } from './reparameterised/loraPrune';
import { evennessOf } from './reparameterised/moelora';
import { noRun, type TensorSpec } from './tensors';

const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
const { dimensions } = anatomy;

/** The tensors of a method on a small BERT. */
function tensorsOf(id: string, given: Readonly<Record<string, unknown>> = {}): readonly TensorSpec[] {
  const method = methodById(id);
  return method.declare(dimensions, resolveHyperparameters(method, given), noRun);
}

const defaultOf = (id: string, knob: string) =>
  methodById(id).hyperparameters.find(({ name }) => name === knob)!.default;

/** Its graph while it trains. */
function trainingGraph(id: string, given: Readonly<Record<string, unknown>>) {
  const hp = resolveHyperparameters(methodById(id), given);
  return applyMethod(methodById(id), hp, graph, anatomy, { batch: 2, sequence: 7, training: true });
}

const deviation = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('compacter', () => {
  it('draws the shared matrices with a standard deviation of 0.0001', () => {
    const { name, shape, init } = tensorsOf('compacter', { n: 8, m: 8 }).find((spec) => spec.name === 'phm_rule')!;
    expect(deviation(draw({ name, shape, init: init! }, 1)) / 1e-4).toBeCloseTo(1, 0);
  });
});

describe('ranks that are shared out', () => {
  it.each(['adalora', 'sora', 'increlora', 'moelora'])('%s has all six linears of a layer to give them to', (id) => {
    const sites = tensorsOf(id).flatMap(({ name }) => /^layer\.0\.(\w+)\.lora_A$/.exec(name)?.[1] ?? []);
    expect(sites).toEqual(['q', 'k', 'v', 'o', 'up', 'down']);
    expect(tensorsOf(id, { targets: 'auto' }).some(({ name }) => name === 'layer.0.up.lora_A')).toBe(false);
  });
});

describe('moelora', () => {
  it('trains gates and task vectors slowly: at the rate of the experts one of them takes all', () => {
    const { parameters } = trainingGraph('moelora', { targets: 'q' });
    const rateOf = (part: string) => parameters.find(({ name }) => name === `layer.0.q.${part}`)!.rate ?? 1;
    expect([rateOf('gate'), rateOf('tasks'), rateOf('lora_A')]).toEqual([0.03, 0.03, 1]);
    expect(evennessOf([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(1);
    expect(evennessOf([1, 0, 0, 0])).toBeCloseTo(0);
  });
});

describe('adapter-fusion', () => {
  it('keeps weight decay away from the value matrix, which a penalty holds near I', () => {
    const decays = (part: string) =>
      tensorsOf('adapter-fusion').find(({ name }) => name === `layer.0.fusion.${part}.weight`)!.decay ?? true;
    expect([decays('query'), decays('key'), decays('value')]).toEqual([true, true, false]);
  });
});

describe('a prefix within a hybrid', () => {
  it.each(['mam-adapter', 'unipelt'])('%s leaves the positions of the text as they are', (id) => {
    expect(defaultOf(id, 'shift_positions')).toBe(false);
  });
});

describe('child-tuning', () => {
  it('D chooses among all that is in the layers, norms too, and trains the rest freely', () => {
    const named = (given: Readonly<Record<string, unknown>>) =>
      tensorsOf('child-tuning', { p: 1, ...given }).map(({ name }) => name);
    const norm = 'encoder.layer.0.output.LayerNorm.weight';
    expect(named({})).toContain(`${norm}.delta`);
    expect(named({})).toContain('embeddings.word_embeddings.weight');
    expect(named({ mask_norms: false })).toContain(norm);
    expect(named({ scope: 'layers' }).some((name) => name.startsWith(norm))).toBe(false);
  });

  it("F masks the head's gradient too", () => {
    const { headHooks, hyperparameters } = methodById('child-tuning');
    const hooksOf = (given: Readonly<Record<string, unknown>>) =>
      headHooks!(resolveHyperparameters({ id: 'child-tuning', hyperparameters }, given));
    expect(hooksOf({ variant: 'F' })?.gradient).toBeDefined();
    expect(hooksOf({ variant: 'D' })).toBeUndefined();
  });
});

describe('masks over all parameters', () => {
  it.each(['fish-mask', 'diff-pruning', 'child-tuning'])('%s ranges over them as its paper does', (id) => {
    expect(defaultOf(id, 'scope')).toBe('all');
  });
});

describe('loraprune', () => {
  it('spares int(0.1 L) first layers and the last, prunes until 0.9 of the run, and has α / r = 2', () => {
    expect(prunable(16)[0]).toBe(1);
    expect(prunable(20)).toEqual(Array.from({ length: 17 }, (_, i) => i + 2));
    expect(defaultOf('loraprune', 'end')).toBe(0.9);
    expect(Number(defaultOf('loraprune', 'alpha')) / Number(defaultOf('loraprune', 'r'))).toBe(2);
  });
});

describe('l-lora', () => {
  it("starts at PEFT's B = 0, where A has no slope, so that only B is there to train", () => {
    const first = (given = {}) => tensorsOf('l-lora', given).filter(({ name }) => name.startsWith('layer.0.q.'));
    expect(first().map(({ name, treatment }) => `${name} ${treatment}`)).toEqual([
      'layer.0.q.tangent_A frozen',
      'layer.0.q.delta_B new',
    ]);
    expect(first({ start: 'small' })).toHaveLength(4);
  });
});

describe('DoRA with dropout', () => {
  it('lets W₀ read the dropped x where it is turned', () => {
    const readers = (given: Readonly<Record<string, unknown>>) => {
      const { builder } = trainingGraph('lora', { targets: 'q', dora: true, ...given });
      builder.graph.outputs = [anatomy.lastHidden];
      const { nodes } = builder.finish();
      const made = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
      const { weight } = anatomy.layers[0]!.attention.q.linear;
      const isWeight = (value: string) => value === weight || made.get(value)?.inputs[0] === weight;
      return nodes.filter(({ op, inputs }) => op === 'MatMul' && isWeight(inputs[1]!)).map(({ inputs }) => inputs[0]);
    };
    const { input } = anatomy.layers[0]!.attention.q.linear;
    expect(readers({ dropout: 0 })).toEqual([input]);
    expect(readers({ dropout: 0.5 })).toHaveLength(2);
  });
});

describe('autopeft', () => {
  it('tries the width over powers of two', () => {
    expect(sizesUpTo(768)).toEqual([0, 1, 3, 6, 12, 24, 48, 96, 192, 384, 768]);
    expect(sizesUpTo(48)).toEqual([0, 1, 3, 6, 12, 24, 48]);
  });
});

describe('kernel-mix', () => {
  it("has a bias for every head's correction, and the ranks of the authors' RoBERTa", () => {
    const bias = (part: string, given = {}) =>
      tensorsOf('kernel-mix', given).find(({ name }) => name === `layer.0.${part}.kernel_head_bias`);
    expect(['q', 'v', 'o'].map((part) => bias(part)?.shape)).toEqual([[32], [32], [32]]);
    expect(bias('q', { biases: false })).toBeUndefined();
    const ranks = ['head_rank_q', 'head_rank_v', 'shared_rank_q', 'shared_rank_v'];
    expect(ranks.map((knob) => defaultOf('kernel-mix', knob))).toEqual([1, 2, 2, 4]);
  });
});
