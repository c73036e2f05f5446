/**
 * Methods that only read the model: no gradient enters it, and training keeps fewer of its activations than LoRA's
 * does.
 */
import { expect, it } from 'vitest';
import { trainablePath } from '../src/autodiff/reverse';
import { applyMethod } from '../src/methods/context';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { methodById } from '../src/methods/registry';
import { attachTask } from '../src/tasks/context';
import { taskById } from '../src/tasks/registry';
import { assembleTraining } from '../src/training/assembleTraining';
import { keptActivations } from '../src/training/estimate';
import { fixture } from './fixture';
import { loadFixture, prepareFixture } from './methodCases';

const cases = [
  ['lst', 'bert-torchscript', 'classification'],
  ['lst', 'gpt2-torchscript', 'causal-lm'],
  ['lst', 'llama-torchscript', 'causal-lm'],
  ['attention-fusion', 'bert-torchscript', 'classification'],
] as const;

it.each(cases)('%s on %s, %s', (id, name, task) => {
  const { graph, anatomy } = prepareFixture(loadFixture(name), 7);
  const method = methodById(id);
  const applied = applyMethod(method, resolveHyperparameters(method), graph, anatomy, {
    batch: 2,
    sequence: 7,
    training: true,
  });
  const { loss } = attachTask(taskById(task), applied, { anatomy, options: {}, batch: 2, sequence: 7 });
  const path = trainablePath(
    applied.builder.graph,
    loss,
    applied.parameters.map((p) => p.name),
  );
  for (const { attention, output } of anatomy.layers)
    for (const value of [attention.probabilities, attention.o.output, output]) expect(path.has(value)).toBe(false);

  const kept = (other: string) =>
    keptActivations(
      assembleTraining(
        {
          model: fixture(name),
          method: methodById(other),
          hyperparameters: resolveHyperparameters(methodById(other)),
          task: taskById(task),
          taskOptions: {},
          batch: 4,
          sequence: 16,
          seed: 1,
        },
        { kind: 'adamw', clipNorm: 1, accumulation: 1 },
      ).update,
    );
  expect(kept(id)).toBeLessThan(kept('lora'));
});
