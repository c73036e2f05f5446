/** Where the command line finds models and data. */
import { describe, expect, it } from 'vitest';
import { folderSource, openData, openModel, readPath } from './files';
import { UsageError } from './io';

describe('openModel', () => {
  it('takes a folder and a bare file', async () => {
    expect((await openModel('fixtures/bert-torchscript')).config?.model_type).toBe('bert');
    // config.json lies one folder up from the file.
    expect((await openModel('fixtures/gpt2-dynamo/onnx/model.onnx')).config?.model_type).toBe('gpt2');
    expect((await openModel('fixtures/bad/unknown-op.onnx')).config).toBeUndefined();
  });

  it('names what is missing', async () => {
    await expect(openModel('no-such-model')).rejects.toThrow(UsageError);
    await expect(readPath('nowhere/batch.json')).rejects.toThrow(/no file "nowhere\/batch.json"/);
    await expect(folderSource('fixtures').read('../package.json')).rejects.toThrow(/missing/);
  });
});

describe('openData', () => {
  it('takes bundled data sets by id, with either separator', async () => {
    const data = await openData('fine-foods', undefined, {});
    expect([data.task, data.columns?.labels]).toEqual(['classification', ['great', 'other']]);
    expect((await openData('shakespeare_sonnets', undefined, {})).task).toBe('causal-lm');
    await expect(openData('shakespeare_sonnets', 'classification', {})).rejects.toThrow(/is for causal-lm: use it/);
    await expect(openData('nothing', undefined, {})).rejects.toThrow(/Bundled ones are: fine_foods/);
  });

  it('takes files', async () => {
    expect(await openData('models/data/cooking_test.tsv', undefined, { label: 'label' })).toMatchObject({
      task: 'classification',
      columns: { label: 'label' },
    });
    expect((await openData('models/data/shakespeare_sonnets_test.txt', undefined, {})).task).toBe('causal-lm');
  });
});
