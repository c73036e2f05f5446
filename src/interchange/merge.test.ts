/** Merged files give what the model with its adapter gives, in every dialect. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../test/methodCases';
import { describe as describeGraph } from '../anatomy/describe';
import { applyMethod } from '../methods/context';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { initialise } from '../methods/initialise';
import { methodById } from '../methods/registry';
import { prepareModel } from '../onnx/canonicalise';
import { decodeModel, encodeModel } from '../onnx/codec';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import { MergeError, mergedWeights, withWeights } from './merge';

const text = 7;

function trainedOn(name: string, id: string) {
  const fixture = loadFixture(name);
  const base = prepareFixture(fixture, text);
  const method = methodById(id);
  const hyperparameters = resolveHyperparameters(method);
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch: 2,
    sequence: text,
    training: false,
  });
  const trained = new Map<string, Tensor>(
    applied.parameters.map((p) => [
      p.name,
      f32(
        p.shape,
        initialise(p, 1, base.graph).map((v, i) => v + 0.1 * Math.sin(1 + i)),
      ),
    ]),
  );
  return { fixture, base, method, hyperparameters, applied, trained };
}

describe.each([
  'bert-torchscript',
  'bert-dynamo',
  'gpt2-torchscript',
  'llama-torchscript',
  'distilbert-torchscript',
  // Quantised weights become fp32.
  'bert-int8',
  'stored/bert-bnb4',
  'stored/bert-qdqu4',
  'stored/gpt2-q4-shared',
  'stored/llama-q4-gather',
])('%s', (name) => {
  it.each(['lora', 'ia3'])("%s: the merged file, read again, gives the adapted model's hidden states", async (id) => {
    const { fixture, base, method, hyperparameters, applied, trained } = trainedOn(name, id);
    applied.builder.graph.outputs = [applied.lastHidden];
    const graph = applied.builder.finish();
    const expected = (await evaluate(graph, { ...batchOf(fixture, graph), ...Object.fromEntries(trained) }))[
      applied.lastHidden
    ]!;
    const changed = mergedWeights({ method, hyperparameters, base, trained });
    const file = encodeModel(withWeights(fixture.graph, base.graph, changed)).model;
    const again = prepareModel(decodeModel(file), { batch: 2, sequence: text });
    const { lastHidden } = describeGraph(again, fixture.config);
    again.outputs = [lastHidden];
    again.prune();
    const found = (await evaluate(again, batchOf(fixture, again)))[lastHidden]!;
    const [a, b] = [asFloat32(expected), asFloat32(found)];
    expect(Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))).toBeLessThan(2e-4);
    // And it is not the model as it was.
    const plain = base.graph.clone();
    plain.outputs = [base.anatomy.lastHidden];
    plain.prune();
    const before = asFloat32((await evaluate(plain, batchOf(fixture, plain)))[base.anatomy.lastHidden]!);
    expect(Math.max(...b.map((x, i) => Math.abs(x - before[i]!)))).toBeGreaterThan(1e-3);
  });
});

it('says why a method cannot be merged', () => {
  const { base, trained } = trainedOn('bert-torchscript', 'lora');
  const method = methodById('prefix-tuning');
  expect(() => mergedWeights({ method, hyperparameters: resolveHyperparameters(method), base, trained })).toThrow(
    MergeError,
  );
});

it('refuses a file that holds the weights in another form', () => {
  const { fixture, base, method, hyperparameters, trained } = trainedOn('bert-torchscript', 'lora');
  const changed = mergedWeights({ method, hyperparameters, base, trained });
  const quantised = fixture.graph.clone();
  for (const [name, tensor] of quantised.initializers)
    if (tensor.dtype === 'float32')
      quantised.initializers.set(
        name,
        f32(
          tensor.dims,
          asFloat32(tensor).map((x) => x + 1),
        ),
      );
  expect(() => withWeights(quantised, base.graph, changed)).toThrow(/full-precision export/);
});
