import { inEnglish } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { applyMethod } from '../methods/context';
import { headOnly } from '../methods/baseline/headOnly';
import { sizeOf } from '../onnx/tensor';
import { attachTask } from './context';
import { defaultPooling, poolingRefusal } from './sentenceHead';
import { libraryHead } from './libraryHead';
import { taskById } from './registry';

const anatomyOf = (name: string) => prepareFixture(loadFixture(name), 5);

/** The head's tensors by the names that Transformers gives them. */
function headOf(name: string, pooling?: 'mean') {
  const { graph, anatomy } = anatomyOf(name);
  const applied = applyMethod(headOnly, {}, graph, anatomy, { batch: 2, sequence: 5, training: false });
  const options = { labels: ['a', 'b', 'c'], ...(pooling && { pooling }) };
  const task = taskById('classification');
  attachTask(task, applied, { anatomy, options, batch: 2, sequence: 5 });
  const head = applied.set.parameters.filter((p) => p.group === 'head');
  expect(task.headCount(anatomy, options)).toBe(head.reduce((sum, p) => sum + sizeOf(p.shape), 0));
  return Object.fromEntries(head.map((p) => [p.hfName, p.shape]));
}

describe("heads of Transformers' classes", () => {
  it.each([
    [
      'bert-torchscript',
      {
        'bert.pooler.dense.weight': [32, 32],
        'bert.pooler.dense.bias': [32],
        'classifier.weight': [3, 32],
        'classifier.bias': [3],
      },
    ],
    [
      'roberta-dynamo',
      {
        'classifier.dense.weight': [32, 32],
        'classifier.dense.bias': [32],
        'classifier.out_proj.weight': [3, 32],
        'classifier.out_proj.bias': [3],
      },
    ],
    [
      'distilbert-legacy',
      {
        'pre_classifier.weight': [32, 32],
        'pre_classifier.bias': [32],
        'classifier.weight': [3, 32],
        'classifier.bias': [3],
      },
    ],
    [
      'architectures/modernbert',
      {
        'head.dense.weight': [32, 32],
        'head.norm.weight': [32],
        'classifier.weight': [3, 32],
        'classifier.bias': [3],
      },
    ],
    [
      'architectures/deberta-v2',
      {
        'pooler.dense.weight': [32, 32],
        'pooler.dense.bias': [32],
        'classifier.weight': [3, 32],
        'classifier.bias': [3],
      },
    ],
    ['gpt2-torchscript', { 'score.weight': [3, 32] }],
    ['llama-torchscript', { 'score.weight': [3, 32] }],
  ] as const)('%s', (name, shapes) => {
    expect(headOf(name)).toEqual(shapes);
    expect(Object.keys(headOf(name, 'mean'))).toHaveLength(2);
  });

  it('is a GELU in ELECTRA and a ReLU in DistilBERT', () => {
    expect(libraryHead(anatomyOf('electra-torchscript').anatomy)?.dense?.activation).toBe('gelu');
    expect(libraryHead(anatomyOf('distilbert-torchscript').anatomy)?.dense?.activation).toBe('relu');
  });

  it('is the default where the model recommends nothing', () => {
    const { anatomy } = anatomyOf('bert-torchscript');
    expect(defaultPooling(anatomy)).toBe('library');
    expect(defaultPooling({ ...anatomy, pooling: 'mean' })).toBe('mean');
    const { modelType: _, ...unknown } = {
      ...anatomy,
      dimensions: { ...anatomy.dimensions, family: 'unknown' as const },
    };
    expect(defaultPooling(unknown)).toBe('mean');
    expect(inEnglish(poolingRefusal(unknown, 'library')!)).toMatch(/not known for this type of model/);
  });
});
