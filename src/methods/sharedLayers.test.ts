/** Layers that share their weights (ALBERT): one tensor for each shared one, whatever the number of executions. */
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { applyMethod } from './context';
import { HyperparameterError, resolveHyperparameters } from './hyperparameters';
import { methodById } from './registry';

const base = prepareFixture(loadFixture('albert-torchscript'), 7);
const apply = (id: string, given: Readonly<Record<string, unknown>> = {}) => {
  const method = methodById(id);
  return applyMethod(method, resolveHyperparameters(method, given), base.graph, base.anatomy, {
    batch: 2,
    sequence: 7,
    training: true,
  });
};

describe('a layer that is executed three times', () => {
  it('gets one adapter, named as transformers names the layer', () => {
    const { parameters, builder } = apply('lora', { r: 2 });
    expect(parameters.map((p) => p.name)).toEqual(
      ['q', 'v'].flatMap((site) => [`layer.0.${site}.lora_A`, `layer.0.${site}.lora_B`]),
    );
    expect(parameters[0]!.hfName).toBe(
      'base_model.model.albert.encoder.albert_layer_groups.0.albert_layers.0.attention.query.lora_A.weight',
    );
    const readers = builder.graph.consumers().get('layer.0.q.lora_A') ?? [];
    expect(readers).toHaveLength(3);
  });

  it.each([
    ['adalora', { init_r: 4, target_r: 2, targets: 'auto' }],
    ['increlora', { r: 4, target: 2, targets: 'auto' }],
    ['delta-lora', { r: 4 }],
  ] as const)('%s keeps account of each matrix once', (id, given) => {
    const matrices = 2;
    const { declared, parameters } = apply(id, given);
    const names = declared.states.map((state) => state.name);
    expect(new Set(names).size).toBe(names.length);
    expect(declared.terms.length).toBeLessThanOrEqual(1);
    const sizes = declared.states.map((state) => state.shape[0]!);
    if (id === 'adalora') expect(Math.min(...sizes)).toBe(4);
    if (id === 'adalora') expect(Math.max(...sizes)).toBe(4 * matrices);
    if (id === 'increlora') expect(new Set(sizes)).toEqual(new Set([matrices, matrices * 2 * 4]));
    if (id === 'delta-lora') expect(names).toHaveLength(matrices);
    expect(new Set(parameters.map((p) => p.name)).size).toBe(parameters.length);
  });

  it('counts what AdapterFusion keeps near the identity once', () => {
    expect(apply('adapter-fusion').declared.terms).toHaveLength(1);
  });

  it.each(['adapterdrop', 'loraprune', 'autopeft'])('is refused by %s, which treats every layer by itself', (id) => {
    expect(() => apply(id)).toThrow(HyperparameterError);
    expect(() => apply(id)).toThrow(/treats every layer by itself, and this model's 3 layers share the weights of 1/);
  });
});
