/** Addresses: what people type and paste, and what strangers put into links. */
import { describe, expect, it } from 'vitest';
import { checkedAddress, dataAddress, isCommit, modelAddress, spelled } from './address';

const commit = 'a'.repeat(40);

describe('models', () => {
  it.each([
    ['Xenova/bert-base-uncased', 'hf:Xenova/bert-base-uncased'],
    ['hf:Xenova/bert-base-uncased', 'hf:Xenova/bert-base-uncased'],
    ['hf://Xenova/bert-base-uncased', 'hf:Xenova/bert-base-uncased'],
    [`hf:o/n@${commit}:onnx/model_q4.onnx`, `hf:o/n@${commit}:onnx/model_q4.onnx`],
    ['hf:o/n:onnx/model.onnx', 'hf:o/n:onnx/model.onnx'],
    ['hf:o/n@refs/pr/3', 'hf:o/n@refs/pr/3'],
    ['https://huggingface.co/Xenova/gpt2', 'hf:Xenova/gpt2'],
    ['huggingface.co/Xenova/gpt2/', 'hf:Xenova/gpt2'],
    ['https://hf.co/Xenova/gpt2/tree/main', 'hf:Xenova/gpt2'],
    ['https://huggingface.co/Xenova/gpt2/tree/v1.0/onnx', 'hf:Xenova/gpt2@v1.0'],
    ['https://huggingface.co/Xenova/gpt2/blob/main/onnx/decoder_model.onnx', 'hf:Xenova/gpt2:onnx/decoder_model.onnx'],
    [`https://huggingface.co/o/n/resolve/${commit}/onnx/model.onnx?download=true`, `hf:o/n@${commit}:onnx/model.onnx`],
    ['https://example.org/models/bert', 'https://example.org/models/bert/'],
    ['https://example.org/bert/onnx/model.onnx', 'https://example.org/bert/onnx/model.onnx'],
    ['http://localhost:8000/bert/', 'http://localhost:8000/bert/'],
  ])('%s', (text, canonical) => {
    const address = modelAddress(text, { secure: true });
    expect(spelled(address)).toBe(canonical);
    // What is written is read again as the same.
    expect(spelled(modelAddress(canonical))).toBe(canonical);
    expect(checkedAddress('model', canonical)).toBe(canonical);
  });

  it('knows the pages of the Hub that is set', () => {
    const hub = 'https://mirror.school.example';
    expect(spelled(modelAddress(`${hub}/o/n/tree/main`, { hub }))).toBe('hf:o/n');
    expect(modelAddress('https://example.org/m/model.onnx')).toMatchObject({ url: 'https://example.org/m/' });
    expect(modelAddress('https://example.org/m/onnx/model.onnx')).toMatchObject({ file: 'onnx/model.onnx' });
  });

  it.each([
    ['gpt2', /lacks the owner/],
    ['', /no address of a model/],
    ['hf:../../etc', /can't be a name/],
    ['hf:o/n/x', /can't be a name/],
    ['hf:o/<script>', /can't be a name/],
    ['hf:o/a--b', /can't be a name/],
    ['hf:o/n@../x', /can't be a revision/],
    ['hf:o/n:../model.onnx', /can't be a file/],
    ['hf:o/n:/etc/model.onnx', /can't be a file/],
    ['hf:o/n:model.bin', /can't be a file/],
    ['javascript:alert(1)', /lacks the owner/],
    ['https://huggingface.co/%E0%A4%A', /no address of a model/],
    ['file:///etc/passwd', /no address of a model/],
    ['https://user:pass@example.org/m/', /password/],
    ['http://example.org/m/', /not https/],
    ['https://huggingface.co/datasets/stanfordnlp/imdb', /data set, not a model/],
    ['https://huggingface.co/spaces/o/n', /Space/],
    [`hf:${'o'.repeat(500)}/n`, /no address of a model/],
  ])('%s is refused', (text, message) => {
    expect(() => modelAddress(text, { secure: true })).toThrow(message);
  });
});

describe('data', () => {
  it.each([
    ['stanfordnlp/imdb', 'hf:stanfordnlp/imdb'],
    ['hf:nyu-mll/glue/sst2?text=sentence&label=label', 'hf:nyu-mll/glue/sst2?text=sentence&label=label'],
    [`hf:o/n/c@${commit}?label=l&split=test&rows=50`, `hf:o/n/c@${commit}?split=test&rows=50&label=l`],
    ['https://huggingface.co/datasets/nyu-mll/glue', 'hf:nyu-mll/glue'],
    ['https://huggingface.co/datasets/nyu-mll/glue/viewer/sst2/train?row=3', 'hf:nyu-mll/glue/sst2?split=train'],
    ['hf:o/n?text=a%26b', 'hf:o/n?text=a%26b'],
    ['hf:o/n?rows=99999999', 'hf:o/n?rows=20000'],
  ])('%s', (text, canonical) => {
    expect(spelled(dataAddress(text))).toBe(canonical);
    expect(spelled(dataAddress(canonical))).toBe(canonical);
  });

  it.each([
    ['imdb', /lacks the owner/],
    ['hf:o/n/..', /no address of a data set/],
    ['hf:o/n?split=a/b', /no address of a data set/],
    ['https://huggingface.co/Xenova/gpt2', /model, not a data set/],
    ['https://example.org/data.csv', /no address of a data set/],
  ])('%s is refused', (text, message) => expect(() => dataAddress(text)).toThrow(message));
});

it('tells commits from other revisions', () => {
  expect([isCommit(commit), isCommit('main'), isCommit(undefined)]).toEqual([true, false, false]);
});
