/** The command line in process, on fixtures: JSON documents, exit statuses, and what goes to which stream. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../src/interchange/safetensors';
import { f32 } from '../src/onnx/tensor';
import { cli, json } from './inProcess';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const bert = 'fixtures/bert-torchscript';
const gpt2 = 'fixtures/gpt2-dynamo';
const classes = {
  input_ids: [
    [7, 8, 9, 10],
    [11, 12, 0, 0],
  ],
  attention_mask: [
    [1, 1, 1, 1],
    [1, 1, 0, 0],
  ],
  labels: [2, 0],
};
writeFileSync(at('classes.json'), JSON.stringify(classes));
writeFileSync(
  at('tokens.json'),
  JSON.stringify({
    ...classes,
    labels: [
      [-100, 8, 9, 10],
      [-100, 12, -100, -100],
    ],
  }),
);

describe('inspect', () => {
  it('finds the parts of an encoder', async () => {
    const report = await json<Record<string, unknown>>('inspect', bert);
    expect(report).toMatchObject({
      family: 'bert',
      layers: 2,
      hidden: 32,
      heads: 4,
      intermediate: 64,
      vocabulary: 97,
      unsupported: [],
      missing: [],
    });
    expect(report.parts).toContainEqual({
      part: 'layer.1.ffn.up',
      path: 'encoder.layer.1.intermediate.dense',
      shape: [32, 64],
      bias: true,
    });
  });

  it('takes a bare file and prints a table', async () => {
    const { status, out } = await cli('inspect', `${gpt2}/onnx/model.onnx`);
    expect(status).toBe(0);
    expect(out).toMatch(/gpt2 decoder, 2 layers[\s\S]*h\.1\.mlp\.c_proj[\s\S]*Every operator can be trained/);
  });
});

describe('inspect of what cannot be used', () => {
  it.each(['empty.onnx', 'not-onnx.bin', 'truncated.onnx'])('fails with a sentence for %s', async (file) => {
    const { status, out, err } = await cli('inspect', `fixtures/bad/${file}`, '--json');
    expect([status, err]).toEqual([2, expect.stringMatching(/\.\n$/)]);
    expect(err).not.toMatch(/wire type|illegal tag/);
    expect(JSON.parse(out)).toEqual({ error: err.trim() });
  });

  it('names an operator without a rule', async () => {
    const { unsupported } = await json<{ unsupported: { op: string; node: string; reason: string }[] }>(
      'inspect',
      'fixtures/bad/unknown-op.onnx',
    );
    expect(unsupported).toHaveLength(1);
    expect(unsupported[0]!.reason).toContain(unsupported[0]!.op);
  });
});

describe('methods and count', () => {
  it('lists every method with its schema', async () => {
    const list =
      await json<{ id: string; hyperparameters: { name: string; min: number | null }[]; mergeable: boolean }[]>(
        'methods',
      );
    expect(list.map((m) => m.id)).toEqual(
      expect.arrayContaining([
        'full',
        'head-only',
        'lora',
        'bitfit',
        'ia3',
        'sequential-adapter',
        'prompt-tuning',
        'prefix-tuning',
      ]),
    );
    expect(list.find((m) => m.id === 'lora')).toMatchObject({
      mergeable: true,
      category: 'reparameterised',
      hyperparameters: expect.arrayContaining([expect.objectContaining({ name: 'r', min: 1, max: 256, default: 8 })]),
    });
  });

  it('lists what is searched for and filtered, with what can be said of it', async () => {
    const list = await json<{ id: string }[]>('methods', '--search', 'liao', '--mergeable', '--peft', '--one-phase');
    expect(list[0]).toMatchObject({
      id: 'road',
      touches: ['activations'],
      since: 'after-survey',
      reference: expect.stringMatching(/^Liao.*\(2024\).*https:/),
      merge: null,
      inference: 'none after merging',
      phases: 'one',
      peftType: 'ROAD',
    });
    type Listed = { readonly id: string; readonly category: string; readonly inference: string };
    const input = (await json<Listed[]>('methods', '--touches', 'input')).map(({ id }) => id);
    expect(input).toEqual(expect.arrayContaining(['prompt-tuning', 'p-tuning', 'warp']));
    expect(input).not.toContain('lora');
    const cheap = await json<Listed[]>('methods', '--category', 'additive', '--no-extra-cost');
    expect(cheap.map(({ id }) => id)).toContain('ia3');
    for (const { category, inference } of cheap)
      expect([category, inference]).toEqual(['additive', expect.stringMatching(/^none/)]);
  });

  it('counts in the graph and by the formula', async () => {
    expect(await json('count', bert, '--method', 'lora', '--set', 'r=4,targets=q+v', '--labels', '3')).toEqual({
      trainable: 1024,
      formula: 1024,
      // BERT's pooler, 32·33, and its classifier, 3·33.
      head: 1155,
      total: 21600,
    });
    expect(await json('count', gpt2, '--method', 'full')).toEqual({
      trainable: 21536,
      formula: 21536,
      head: 0,
      total: 21536,
    });
  });
});

describe('logits and gradients', () => {
  it('answers a classification batch, the same one at each call', async () => {
    const first = await json<{ logits: number[][]; loss: number }>(
      'logits',
      bert,
      '--batch',
      at('classes.json'),
      '--method',
      'lora',
      '--seed',
      '3',
    );
    expect(first.logits.map((row) => row.length)).toEqual([3, 3]);
    const loss =
      first.logits
        .map((row, i) => Math.log(row.reduce((s, v) => s + Math.exp(v), 0)) - row[classes.labels[i]!]!)
        .reduce((a, b) => a + b) / 2;
    expect(first.loss).toBeCloseTo(loss, 5);
    expect(await json('logits', bert, '--batch', at('classes.json'), '--method', 'lora', '--seed', '3')).toEqual(first);
  });

  it('shifts the labels of a language model', async () => {
    const { logits, loss } = await json<{ logits: number[][][]; loss: number }>(
      'logits',
      gpt2,
      '--batch',
      at('tokens.json'),
    );
    const nll = (row: number, position: number, next: number) =>
      Math.log(logits[row]![position]!.reduce((s, v) => s + Math.exp(v), 0)) - logits[row]![position]![next]!;
    expect(loss).toBeCloseTo((nll(0, 0, 8) + nll(0, 1, 9) + nll(0, 2, 10) + nll(1, 0, 12)) / 4, 5);
  });

  it("writes gradients under PEFT's names", async () => {
    const result = await json<{ loss: number; tensors: unknown[] }>(
      'gradients',
      gpt2,
      '--batch',
      at('tokens.json'),
      '--method',
      'lora',
      '--set',
      'r=2',
      '--out',
      at('g.safetensors'),
    );
    const { tensors } = readSafetensors(readFileSync(at('g.safetensors')));
    expect(result.tensors).toHaveLength(4);
    expect(tensors.get('base_model.model.transformer.h.0.attn.c_attn.lora_B.weight')!.dims).toEqual([96, 2]);
    // B is zero at the start, so A has no gradient and B has one.
    expect(
      tensors.get('base_model.model.transformer.h.0.attn.c_attn.lora_A.weight')!.data.every((v) => Number(v) === 0),
    ).toBe(true);
    expect(
      tensors.get('base_model.model.transformer.h.0.attn.c_attn.lora_B.weight')!.data.some((v) => Number(v) !== 0),
    ).toBe(true);
  });

  it('needs labels for gradients, but not for logits', async () => {
    writeFileSync(at('bare.json'), JSON.stringify({ input_ids: [[7, 8]] }));
    expect(await json('logits', gpt2, '--batch', at('bare.json'), '--task', 'causal-lm')).toMatchObject({ loss: null });
    expect(
      (await cli('gradients', gpt2, '--batch', at('bare.json'), '--task', 'causal-lm', '--out', at('x'))).status,
    ).toBe(2);
  });

  it.each([
    [{ input_ids: [[1, 2], [3]] }, /must have 2 rows of 2/],
    [{ input_ids: [[1, 2]], attention_mask: [[0, 1]] }, /padding on the right/],
    [{ input_ids: [[1, 200]], labels: [0] }, /token id 200.*97 entries/],
    [{ ids: 1 }, /no "input_ids"/],
  ])('refuses the batch %j', async (batch, message) => {
    writeFileSync(at('bad.json'), JSON.stringify(batch));
    const { status, err } = await cli('logits', bert, '--batch', at('bad.json'));
    expect([status, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('check', () => {
  it('agrees with finite differences', async () => {
    const result = await json<{ passed: boolean; worst: number; tensors: { name: string }[] }>(
      'check',
      bert,
      '--method',
      'ia3',
      '--length',
      '5',
      '--batch',
      '2',
    );
    expect(result.passed).toBe(true);
    expect(result.tensors.map((t) => t.name)).toContain('layer.1.ffn.ia3_l');
  });
  it('leaves out what is frozen, which has no gradient', async () => {
    const result = await json<{ passed: boolean; tensors: { name: string }[] }>(
      'check',
      bert,
      '--method',
      'lora-fa',
      '--length',
      '5',
      '--batch',
      '2',
    );
    expect(result.passed).toBe(true);
    expect(result.tensors.map((t) => t.name).filter((name) => name.includes('lora_A'))).toEqual([]);
  });
});

describe('wrong usage', () => {
  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['methods', '--frobnicate']],
    ['a missing model', ['inspect', 'nowhere']],
    ['no method', ['count', bert]],
    ['an unknown method', ['count', bert, '--method', 'magic']],
    ['the same hyper-parameter twice', ['count', bert, '--method', 'lora', '--set', 'r=8,r=4']],
    ['an unknown hyper-parameter', ['count', bert, '--method', 'lora', '--set', 'rank=3']],
    ['a hyper-parameter out of range', ['count', bert, '--method', 'lora', '--set', 'r=0']],
    ['a hyper-parameter that the model refuses', ['count', bert, '--method', 'lora', '--set', 'targets=gate']],
    ['a method for other models', ['count', 'fixtures/llama-dynamo', '--method', 'bitfit']],
    ['a missing batch', ['logits', bert, '--batch', 'nowhere.json']],
    ['a task that the batch is not for', ['logits', bert, '--batch', at('classes.json'), '--task', 'causal-lm']],
    ['too few classes', ['logits', bert, '--batch', at('classes.json'), '--labels', '2']],
    ['a missing adapter', ['logits', bert, '--batch', at('classes.json'), '--load-adapter', 'nowhere']],
    ['missing data', ['train', bert, '--method', 'lora', '--data', 'nowhere.tsv']],
    ['no data', ['train', bert, '--method', 'lora']],
    ['a bad number', ['train', bert, '--method', 'lora', '--data', 'fine_foods', '--steps', 'many']],
    ['a bad backdoor', ['train', bert, '--method', 'lora', '--data', 'fine_foods', '--poison', '2,cf,great']],
    ['a bad choice', ['train', bert, '--method', 'lora', '--data', 'fine_foods', '--backend', 'cuda']],
    [
      'a form of adapter that the library lacks',
      ['train', bert, '--method', 'sequential-adapter', '--data', 'fine_foods', '--adapter-format', 'adapterhub'],
    ],
    ['texts longer than the model', ['train', bert, '--method', 'lora', '--data', 'fine_foods', '--length', '41']],
    ['a language model task without a head', ['train', bert, '--method', 'lora', '--data', 'shakespeare_sonnets']],
  ])('exits with 2 for %s', async (_, args) => {
    const { status, err } = await cli(...args);
    expect([status, err.trim().length > 0]).toEqual([2, true]);
    if (args.length > 0) {
      const { out } = await cli(...args, '--json');
      expect(Object.keys(JSON.parse(out) as object)).toEqual(['error']);
    }
  });

  it('exits with 2 for a model that lacks a file', async () => {
    const { status, err } = await cli('train', bert, '--method', 'lora', '--data', 'fine_foods', '--length', '16');
    expect([status, err]).toEqual([2, expect.stringMatching(/no tokenizer.json/)]);
  });

  it('exits with 0 for --help, on stderr', async () => {
    const { status, out, err } = await cli('train', '--help');
    expect([status, out]).toEqual([0, '']);
    expect(err).toMatch(/--save-adapter/);
  });
});

describe('files that are written', () => {
  const lora = 'src/interchange/fixtures/peft/lora';
  const train = ['train', 'models/tiny-encoder', '--method', 'lora', '--data', 'fine_foods', '--steps', '1'];
  writeFileSync(at('a-file'), 'kept');
  const merge = ['merge', bert, '--load-adapter', lora, '--out'];
  const gradients = ['gradients', bert, '--batch', at('classes.json'), '--out'];
  it.each([
    ['merge', 'a folder', [...merge, folder], /--out .* is a folder.*Add the file's name.*merged\.onnx/],
    ['merge', 'a missing folder', [...merge, at('none/x.onnx')], /there is no folder ".*none"\. Make it first/],
    ['merge', 'a file for a folder', [...merge, at('a-file/x.onnx')], /"\S+a-file" is no folder/],
    ['merge', 'no name', [...merge, ''], /name of a file is missing/],
    ['gradients', 'a folder', [...gradients, `${folder}/`], /is a folder.*gradients\.safetensors/],
    ['gradients', 'a missing folder', [...gradients, at('none/g')], /there is no folder/],
    ['train', 'a folder', [...train, '--out', folder], /is a folder.*run\.json/],
    ['train', 'a missing folder', [...train, '--out', at('none/run.json')], /there is no folder/],
    ['train', 'a file', [...train, '--save-adapter', at('a-file/adapter')], /"\S+a-file" is a file, and a folder/],
  ])('%s refuses %s before it computes anything', async (_, __, args, message) => {
    const { status, err, out } = await cli(...args);
    expect([status, err, out]).toEqual([2, expect.stringMatching(message), '']);
    expect(err).not.toMatch(/EISDIR|ENOENT|EEXIST|ENOTDIR|training, /);
    expect(readFileSync(at('a-file'), 'utf8')).toBe('kept');
  });
});

describe('numbers that are none', () => {
  const large = () => {
    const made = 'src/interchange/fixtures/peft/lora';
    const { tensors, metadata } = readSafetensors(readFileSync(`${made}/adapter_model.safetensors`));
    mkdirSync(at('large'), { recursive: true });
    copyFileSync(`${made}/adapter_config.json`, at('large/adapter_config.json'));
    writeFileSync(
      at('large/adapter_model.safetensors'),
      writeSafetensors(
        [...tensors].map(([name, { dims, data }]) => [name, f32(dims, new Float32Array(data.length).fill(3e38))]),
        metadata,
      ),
    );
    return ['--batch', at('two.json'), '--load-adapter', at('large')];
  };
  writeFileSync(at('two.json'), JSON.stringify({ ...classes, labels: [1, 0] }));

  it.each([['logits'], ['gradients']])('%s fails and prints no null', async (command) => {
    const out = command === 'gradients' ? ['--out', at('large.safetensors')] : [];
    for (const form of [['--json'], []]) {
      const answer = await cli(command, bert, ...large(), ...out, ...form);
      expect([answer.status, answer.err]).toEqual([
        1,
        expect.stringMatching(/result can't be used: \S+ is (NaN|-?Inf)/),
      ]);
      if (form.length > 0) expect(Object.keys(JSON.parse(answer.out) as object)).toEqual(['error']);
      else expect(answer.out).toBe('');
    }
    expect(existsSync(at('large.safetensors'))).toBe(false);
  });
});

describe('an adapter of HF PEFT', () => {
  const made = (name: string) => `src/interchange/fixtures/peft/${name}`;
  const batchFor = (name: string) => {
    const { input_ids, logits } = JSON.parse(readFileSync(`${made(name)}/expected.json`, 'utf8')) as {
      input_ids: number[][];
      logits: number[][];
    };
    writeFileSync(
      at(`${name}.json`),
      JSON.stringify({ input_ids, attention_mask: input_ids.map((row) => row.map(() => 1)) }),
    );
    return { logits: logits.flat(), batch: at(`${name}.json`) };
  };

  it.each([
    ['dora', 'bert-torchscript'],
    ['gpt2-score', 'gpt2-torchscript'],
    ['gpt2-lora', 'gpt2-torchscript'],
  ])("%s is used without saying what it is, and gives PEFT's answers", async (name, model) => {
    const { batch, logits } = batchFor(name);
    const ours = (
      await json<{ logits: number[] }>('logits', `fixtures/${model}`, '--batch', batch, '--load-adapter', made(name))
    ).logits.flat(Infinity) as number[];
    expect(ours).toHaveLength(logits.length);
    expect(Math.max(...logits.map((v, i) => Math.abs(v - ours[i]!)))).toBeLessThan(
      1e-4 * Math.max(1, ...logits.map(Math.abs)),
    );
  });

  it('tells what it took it for, and is refused where the command line says otherwise', async () => {
    const { batch } = batchFor('lora-ranks');
    const call = ['logits', 'fixtures/bert-torchscript', '--batch', batch, '--load-adapter', made('lora-ranks')];
    const { err } = await cli(...call, '--json');
    expect(err).toMatch(
      /HF PEFT's adapter, read as lora; made for someone\/bert-base\.\nnote: Its matrices have different ranks/,
    );
    expect((await cli(...call, '--method', 'ia3')).err).toMatch(/made with LORA, but the method is ia3/);
  });
});
