/** What a README says of classes that Transformers has, and has not. */
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { lora } from '../methods/reparameterised/lora';
import type { TaskId } from '../methods/taskId';
import { defaultPooling } from '../tasks/sentenceHead';
import { adapterReadme } from './adapterReadme';

const { anatomy } = prepareFixture(loadFixture('llama-torchscript'), 5);

function readme(modelType: string, task: TaskId): string {
  const model = { ...anatomy, modelType };
  const pooling = task === 'token-classification' ? {} : { pooling: defaultPooling(model) };
  const info = { model: 'tiny', method: { id: 'lora', hyperparameters: {} }, task, labels: ['a', 'b'], ...pooling };
  return adapterReadme({ method: lora, info, anatomy: model, format: 'peft', steps: 1, dataset: 'few' });
}

describe('a README', () => {
  it.each([
    ['llama', 'classification', 'It fits `AutoModelForSequenceClassification`'],
    ['granite', 'classification', 'no class of Transformers does'],
    ['cohere', 'classification', 'no class of Transformers does'],
    ['codegen', 'classification', 'no class of Transformers does'],
    ['xglm', 'regression', 'no class of Transformers does'],
    ['llama', 'token-classification', 'It fits `AutoModelForTokenClassification`'],
    ['granite', 'token-classification', 'Transformers has no `AutoModelForTokenClassification` for this model'],
    ['olmo2', 'token-classification', 'Transformers has no `AutoModelForTokenClassification` for this model'],
  ] as const)('of %s, %s: %s', (type, task, sentence) => {
    expect(readme(type, task)).toContain(sentence);
  });
});
