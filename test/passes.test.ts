/**
 * The execution passes come to rest on the training graph of every method: none undoes another, which would go on until
 * the bound.
 */
import { applicability } from '../src/methods/applicability';
import { baseOf } from '../src/training/base';
import { describe, expect, it } from 'vitest';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methods } from '../src/methods/registry';
import { flattenTokenwise } from '../src/onnx/passes/flatten';
import { simplify } from '../src/onnx/passes/simplify';
import { taskById } from '../src/tasks/registry';
import { assembleTraining } from '../src/training/assembleTraining';
import { fixture } from './fixture';
import { narrow } from './methodCases';
describe.each(['bert-torchscript', 'gpt2-torchscript'])('%s', (name) => {
  const model = fixture(name);
  it.each(
    methods
      .filter((method) => !applicability(method, baseOf(model, 1, 8).anatomy.dimensions, undefined, 'classification'))
      .map((method) => [method.id, method] as const),
  )('%s', (_, method) => {
    const { update } = assembleTraining(
      {
        model,
        method,
        hyperparameters: resolveHyperparameters(method, narrow[method.id] ?? {}),
        task: taskById('classification'),
        taskOptions: { labels: ['a', 'b'] },
        batch: 2,
        sequence: 8,
        seed: 1,
      },
      { kind: 'adamw', clipNorm: 1, accumulation: 1 },
      'webgpu',
    );
    expect([simplify, flattenTokenwise].map((pass) => pass(update.clone()))).toEqual([false, false]);
  });
});
