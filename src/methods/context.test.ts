import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../test/methodCases';
import { asFloat32, f32, i32 } from '../onnx/tensor';
import { applyMethod, GraphMethodContext, stepSeed } from './context';
import { HyperparameterError, resolveHyperparameters } from './hyperparameters';
import { initialise } from './initialise';
import { methodById } from './registry';
import { Builder } from '../onnx/builder';

const fixture = loadFixture('bert-torchscript');
const { graph, anatomy } = prepareFixture(fixture, 7);
const options = { batch: 2, sequence: 7 };
const lora = methodById('lora');

describe('method context', () => {
  const context = () =>
    new GraphMethodContext({
      builder: new Builder(graph.clone(), 'method'),
      anatomy,
      ...options,
      virtualTokens: 0,
      seed: 0,
      training: true,
    });

  it('turns an initialiser into a parameter with its name at HF, once', () => {
    const c = context();
    const { weight, bias } = anatomy.layers[0]!.attention.q.linear;
    expect(c.unfreeze(weight)).toBe('encoder.layer.0.attention.self.query.weight');
    expect(c.unfreeze(weight)).toBe('encoder.layer.0.attention.self.query.weight');
    c.unfreeze(bias!);
    expect(c.set.parameters).toMatchObject([
      {
        shape: [32, 32],
        transposed: true,
        decay: true,
        layer: 0,
        hfName: 'bert.encoder.layer.0.attention.self.query.weight',
        init: { kind: 'base', tensor: weight },
      },
      { shape: [32], decay: false, layer: 0, hfName: 'bert.encoder.layer.0.attention.self.query.bias' },
    ]);
    expect(c.builder.finish().isInput('encoder.layer.0.attention.self.query.weight')).toBe(true);
    expect(() => c.unfreeze('nothing')).toThrow(/no initialiser/);
    expect(() => c.parameter('input_ids', [1], { kind: 'constant', value: 0 })).toThrow(/already/);
  });

  it('refuses what the method refuses', () => {
    const hp = resolveHyperparameters(lora, { r: 64 });
    expect(() => applyMethod(lora, hp, graph, anatomy, { ...options, training: true })).toThrow(HyperparameterError);
  });
});

describe('dropout', () => {
  const hidden = async (training: boolean, seed: number) => {
    const hp = resolveHyperparameters(lora, { r: 2, dropout: 0.5 });
    const applied = applyMethod(lora, hp, graph, anatomy, { ...options, training });
    applied.builder.graph.outputs = [applied.lastHidden];
    const finished = applied.builder.finish();
    expect(finished.isInput(stepSeed)).toBe(training);
    const feeds = batchOf(fixture, finished);
    if (training) feeds[stepSeed] = i32([], [seed]);
    for (const p of applied.parameters)
      feeds[p.name] = f32(
        p.shape,
        initialise(p, 1, graph).map((v) => v + 0.3),
      );
    return asFloat32((await evaluate(finished, feeds))[applied.lastHidden]!);
  };

  it("follows the step's seed while training and is absent otherwise", async () => {
    const [first, again, other, evaluation] = [
      await hidden(true, 1),
      await hidden(true, 1),
      await hidden(true, 2),
      await hidden(false, 1),
    ];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(evaluation).not.toEqual(first);
    expect(await hidden(false, 2)).toEqual(evaluation);
  });
});
