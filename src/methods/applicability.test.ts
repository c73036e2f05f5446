import { foreign, inEnglish } from '../messages/message';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureRoot, loadFixture, prepareFixture } from '../../test/methodCases';
import { withOddAttention } from '../../test/notUnderstood';
import type { Dimensions } from '../anatomy/anatomy';
import { describe as describeGraph } from '../anatomy/describe';
import { dimensionsOf } from '../anatomy/dimensions';
import { decodeModel } from '../onnx/codec';
import { countParameters } from '../training/counts';
import { taskById } from '../tasks/registry';
import { baseOf } from '../training/base';
import type { Method } from './contract';
import * as applicable from './applicability';
import { resolveHyperparameters } from './hyperparameters';
import { methodById, methods } from './registry';
import { headedTasks } from './taskId';

const bert = prepareFixture(loadFixture('bert-torchscript'), 7).anatomy.dimensions;
const gpt2 = prepareFixture(loadFixture('gpt2-torchscript'), 7).anatomy.dimensions;
const lora = methodById('lora');
const defaultsFor = (method: Method) => resolveHyperparameters(method, {});
const without = (dimensions: Dimensions, gaps: Dimensions['gaps']): Dimensions => ({
  ...dimensions,
  ...(gaps && { gaps }),
});

/** Models whose attention is odd, so that no layer is understood. */
const architecture = (name: string) => {
  const folder = join(fixtureRoot, 'architectures', name);
  const read = (file: string) => new Uint8Array(readFileSync(join(folder, 'onnx', file)));
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
  return { graph: withOddAttention(decodeModel(read('model.onnx'), read)), config };
};

const { tasksFor, tasksOf } = applicable;
/** Its English. */
const applicability = (...given: Parameters<typeof applicable.applicability>): string | undefined => {
  const told = applicable.applicability(...given);
  return told && inEnglish(told);
};

describe('applicability', () => {
  it('allows every method on a model of its kind that is understood', () => {
    for (const dimensions of [bert, gpt2])
      for (const method of methods)
        expect(applicability(method, dimensions) === undefined, method.id).toBe(method.kinds.includes(dimensions.kind));
  });

  it('allows the tasks that method and model have in common', () => {
    expect(tasksFor(lora, bert)).toEqual(headedTasks);
    expect(tasksFor(lora, gpt2)).toEqual([...headedTasks, 'causal-lm']);
    expect(tasksFor(methodById('attention-fusion'), bert)).toEqual(['classification', 'regression', 'multi-label']);
    expect(tasksFor(methodById('laplace-lora'), bert)).toEqual(['classification']);
    expect(applicability(methodById('adamix'), bert, undefined, 'regression')).toMatch(/not for regression/);
    expect(applicability(lora, bert, undefined, 'causal-lm')).toMatch(/is an encoder.*Choose data with labels/);
    expect(applicability(methodById('head-only'), gpt2, undefined, 'causal-lm')).toMatch(
      /for classification, regression, .* only, not for causal-lm/,
    );
  });

  it('answers for described models as for loaded ones', () => {
    const described = dimensionsOf({ ...loadFixture('bert-torchscript').config });
    for (const method of methods) expect(applicability(method, described)).toBe(applicability(method, bert));
  });

  it('says what is missing before it looks at hyper-parameters', () => {
    const bare = without({ ...bert, layers: 0 }, { layers: foreign('Nothing was understood.') });
    expect(applicability(lora, bare, { ...defaultsFor(lora), r: 64 })).toBe(
      'LoRA works inside the layers, and these are not all understood. Nothing was understood. Choose ' +
        'head-only or full fine-tuning.',
    );
    expect(applicability(lora, bert, { ...defaultsFor(lora), r: 64 })).toMatch(/choose r from 1 to 32/);
  });

  const allowed = (dimensions: Dimensions) =>
    methods.filter((method) => !applicability(method, dimensions)).map((m) => m.id);
  it('only some layers: what needs no layer remains', () => {
    expect(allowed(without(bert, { layers: foreign('Only 1 of 2 layers were understood: odd.') }))).toEqual([
      'full',
      'head-only',
      'prompt-tuning',
      'p-tuning',
      'spot',
      'attempt',
      'mpt',
      'warp',
      'trainable-tokens',
    ]);
  });
  it('no word embedding: no soft prompts, and no rows of it to train', () => {
    const rest = allowed({ ...bert, vocabulary: 0 });
    expect(rest).toHaveLength(allowed(bert).length - 7);
    expect(rest).not.toContain('prompt-tuning');
  });
  it('no hidden states: no classification, and for an encoder nothing', () => {
    const gaps = { hiddenStates: foreign('The output holds words.') };
    expect(tasksOf(without(gpt2, gaps))).toEqual(['causal-lm']);
    expect(applicability(methodById('head-only'), without(gpt2, gaps))).toMatch(/no hidden states/);
    expect(allowed(without(bert, gaps))).toEqual([]);
  });
  it('no language-model head: only classification', () => {
    expect(tasksOf(without(gpt2, { languageModelHead: foreign('There is none.') }))).toEqual(headedTasks);
  });
  it('biases of unknown parts: no BitFit of all biases', () => {
    const gaps = { biases: foreign('1 biases belong to no part that was understood: "b".') };
    const bitfit = methodById('bitfit');
    expect(applicability(bitfit, without(bert, gaps))).toMatch(/"b"/);
    expect(applicability(bitfit, without(bert, gaps), { biases: 'query+intermediate' })).toBeUndefined();
  });
  it('no gradient: what trains behind the model remains', () => {
    expect(allowed(without(bert, { gradient: foreign('Operator X has no gradient rule.') }))).toEqual([
      'head-only',
      'lst',
    ]);
  });
  it('kind and family', () => {
    expect(applicability({ ...lora, kinds: ['decoder'] }, bert)).toMatch(/this model is an encoder/);
    expect(applicability({ ...lora, families: ['llama'] }, bert)).toMatch(/of family bert/);
  });
});

describe('gaps of a loaded model', () => {
  const fixture = loadFixture('bert-torchscript');
  const { graph } = prepareFixture(fixture, 7);

  it('fewer layers than config.json says are not all', () => {
    const { dimensions } = describeGraph(graph, { ...fixture.config, num_hidden_layers: 4 });
    expect(applicability(lora, dimensions)).toContain('config.json says 4 layers, and 2 were found.');
  });

  it('logits are no hidden states: a head is never put on them', () => {
    const model = loadFixture('gpt2-torchscript');
    const found = prepareFixture(model, 7);
    const { lastHidden, languageModelHead, dimensions } = found.anatomy;
    expect(languageModelHead?.logits).toBe(found.graph.outputs[0]);
    expect(found.graph.shapeOf(lastHidden).at(-1)).toBe(dimensions.hidden);
    // Words that come from something else than a product with a vocabulary matrix.
    const odd = found.graph.clone();
    for (const node of odd.nodes)
      node.outputs = node.outputs.map((output) => (output === 'logits' ? 'logits/inner' : output));
    odd.nodes.push({
      name: 'odd',
      op: 'Sigmoid',
      domain: '',
      inputs: ['logits/inner'],
      outputs: ['logits'],
      attributes: {},
      role: 'base',
    });
    odd.types.set('logits/inner', odd.typeOf('logits'));
    const layerless = describeGraph(odd, { ...model.config, num_hidden_layers: 4 });
    expect(layerless.lastHidden).toBe('');
    expect(tasksOf(layerless.dimensions)).toEqual([]);
    expect(applicability(methodById('head-only'), layerless.dimensions)).toMatch(/There are no hidden states/);
  });
});

describe.each([
  ['bloom', 'decoder', 35136],
  ['deberta-v2', 'encoder', 27328],
] as const)('%s with odd attention, whose layers are not understood', (name, kind, parameters) => {
  const model = architecture(name);
  const { dimensions, lastHidden, weights } = baseOf(model, 1, 8).anatomy;

  it('is told apart and has all its weights', () => {
    expect(dimensions.kind).toBe(kind);
    expect(lastHidden).not.toBe('');
    // Counted by PyTorch: parameters with a gradient.
    expect(dimensions.parameters).toBe(parameters);
    expect(dimensions.tensors).toHaveLength(weights.length);
  });

  it('is refused by every method that works inside layers, and trained whole by the others', () => {
    const possible = methods.filter((method) => !applicability(method, dimensions));
    expect(possible.map((method) => method.id)).toEqual([
      'full',
      'head-only',
      'prompt-tuning',
      'p-tuning',
      'spot',
      ...(kind === 'encoder' ? ['attempt', 'mpt', 'warp'] : ['mpt', 'cpt']),
      'trainable-tokens',
    ]);
    for (const method of possible) {
      const task = taskById(tasksFor(method, dimensions)[0]!);
      const counts = countParameters(model, method, defaultsFor(method), task, {});
      expect(counts.trainable, method.id).toBe(counts.formula);
      if (method.id === 'full') expect(counts.trainable).toBe(parameters);
    }
    expect(() => countParameters(model, lora, defaultsFor(lora), taskById('classification'), {})).toThrow(
      /LoRA works inside the layers, and these are not all understood\. No transformer layer was understood: /,
    );
  });
});
