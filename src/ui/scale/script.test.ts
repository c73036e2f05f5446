/** The generated Python: each script is its method's own procedure, or there is none and the page says why. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTable } from '../../data/parseTable';
import { methodById, methods } from '../../methods/registry';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { OWN } from '../../worker/protocol';
import { methods as german } from '../languages/german/methods';
import { hasRecipe } from './recipes';
import { assemble, python, scriptOf, type ScriptRun } from './script';
import { scriptDataOf } from './script-data';
import { isError, scriptTargets, startTyped, typedDimensions } from './targets';

const targetOf = (id: string) => scriptTargets.find((target) => target.id === id)!;
const run = (
  method: string,
  model = 'roberta-base',
  given: Record<string, unknown> = {},
  more: Partial<ScriptRun> = {},
): ScriptRun => ({
  method: methodById(method),
  hyperparameters: resolveHyperparameters(methodById(method), given),
  dimensions: targetOf(model).dimensions,
  title: targetOf(model).name,
  model: targetOf(model).hub,
  task: 'classification',
  data: 'fine_foods_train.tsv',
  columns: { text: 'text', label: 'label', header: true },
  steps: 300,
  batchSize: 8,
  sequenceLength: 32,
  optimizer: 'adamw',
  schedule: 'linear',
  warmup: 0.06,
  weightDecay: 0.01,
  clipNorm: 1,
  accumulation: 1,
  seed: 42,
  link: 'http://localhost/#r=4',
  ...more,
});
const text = (...given: Parameters<typeof run>): string => {
  const { code, missing } = scriptOf(run(...given));
  if (code === undefined) throw new Error(`There is no script: ${missing}.`);
  return code;
};
const missing = (...given: Parameters<typeof run>) => scriptOf(run(...given)).missing;
const prose = { task: 'causal-lm', data: 'sonnets.txt' } as const;

/** True where Python 3 is installed: the tests that need it are skipped elsewhere. */
const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Lines that only this method's procedure has, and lines that would make another method of it. */
const procedures: Readonly<
  Record<string, { readonly has: readonly string[]; readonly lacks?: readonly string[]; readonly given?: object }>
> = {
  full: {
    has: ['def adapt(model, steps):', 'torch.float32)\n    model = adapt'],
    lacks: ['get_peft_model', 'requires_grad = '],
  },
  'head-only': { has: ['parameter.requires_grad = is_head(name)\n'], lacks: ['get_peft_model'] },
  bitfit: { has: ['endings = (".bias",)', 'is_head(name) or name.endswith(endings)'], lacks: ['get_peft_model'] },
  lora: {
    has: ['config = LoraConfig(', 'r=8,', 'modules_to_save=[HEAD]'],
    lacks: ['freeze_a', 'nf4', 'use_dora', 'use_rslora'],
  },
  'lora-plus': {
    has: ['create_loraplus_optimizer(\n        model, lr=rate, loraplus_lr_ratio=16', 'torch.optim.AdamW'],
  },
  pissa: { has: ['config = LoraConfig(', 'init_lora_weights="pissa"'], lacks: ['freeze_a'] },
  olora: { has: ['config = LoraConfig(', 'init_lora_weights="olora"'], lacks: ['freeze_a'] },
  'lora-fa': {
    has: [
      'config = LoraConfig(',
      'if "lora_A" in name:\n            parameter.requires_grad = False',
      '    freeze_a(model)',
    ],
  },
  adalora: {
    has: [
      'config = AdaLoraConfig(',
      'init_r=12,',
      'target_r=8,',
      'total_step=steps,',
      'final = round(0.3 * steps)',
      '.base_model.update_and_allocate(step + 1)',
    ],
    lacks: ['--adapter', '\n        r='],
  },
  qlora: {
    has: [
      'bnb_4bit_quant_type="nf4"',
      'bnb_4bit_use_double_quant=True',
      'model = prepare_model_for_kbit_training(model)',
    ],
    lacks: ['--four-bit', 'loftq'],
  },
  loftq: {
    has: [
      'replace_lora_weights_loftq(model',
      'load_in_4bit=True',
      'start_as_loftq(model, arguments.model)',
      'lora_alpha=8',
    ],
  },
  krona: { has: ['config = LoKrConfig(', 'r=32,', 'alpha=32,', 'decompose_factor=-1'] },
  ia3: { has: ['config = IA3Config(', 'feedforward_modules='] },
  'prompt-tuning': {
    has: ['config = PromptTuningConfig(', 'prompt_tuning_init="SAMPLE_VOCAB"'],
    lacks: ['modules_to_save'],
  },
  'p-tuning': {
    has: ['config = PromptEncoderConfig(', 'encoder_reparameterization_type="MLP"', 'encoder_hidden_size=128'],
    lacks: ['--adapter'],
  },
  'prefix-tuning': {
    has: ['config = PrefixTuningConfig(', 'takes_prefix(model)', 'weight.data.mul_(0.02)'],
    lacks: ['prefix_projection'],
  },
};

describe('every method', () => {
  const without = methods.filter(({ noScript }) => noScript !== undefined);
  const scripted = (id: string) =>
    scriptTargets.some((target) => [{}, prose].some((run) => missing(id, target.id, {}, run) === undefined));

  it('has a procedure of its own, or a reason in both languages', () => {
    for (const { id, noScript } of methods) {
      expect([id, hasRecipe(id)]).toEqual([id, id in procedures]);
      const told = [noScript, german[id]!.noScript].map((text) => text !== undefined);
      expect([id, ...told]).toEqual([id, !scripted(id), !scripted(id)]);
      if (hasRecipe(id)) expect(told).toEqual([false, false]);
    }
    const asSaved = methods.filter(({ id }) => scripted(id) && !hasRecipe(id));
    expect(methods.length).toBe(Object.keys(procedures).length + without.length + asSaved.length);
  });

  it('is told apart from what PEFT does not have, whatever model is chosen', () => {
    for (const { id } of without)
      for (const target of scriptTargets) {
        expect([id, missing(id, target.id)]).toEqual([id, 'no-method']);
        expect([id, missing(id, target.id, {}, prose)]).toEqual([id, 'no-method']);
      }
  });

  for (const [id, { has, lacks = [] }] of Object.entries(procedures))
    it(`${id} is trained as itself`, () => {
      const code = text(id);
      for (const part of has) expect(code).toContain(part);
      for (const part of lacks) expect(code).not.toContain(part);
    });

  it('is trained with the configuration of its adapter where nothing else is said', () => {
    expect(text('ln-tuning')).toContain('config = LNTuningConfig(');
    expect(text('ln-tuning')).toContain('target_modules=["LayerNorm"],');
    const llama = 'target_modules=["input_layernorm", "post_attention_layernorm", "norm"],';
    expect(text('ln-tuning', 'llama-7b', {}, prose)).toContain(llama);
  });

  it('gets a learning rate for the size of the model, with its source', () => {
    for (const id of Object.keys(procedures))
      for (const target of scriptTargets) {
        const { code } = scriptOf(run(id, target.id));
        if (code === undefined) continue;
        const [, rate] = /^# Source: (?:.*\n# )*.*\.\nLEARNING_RATE = (\S+)$/m.exec(code) ?? [];
        expect([id, target.id, Number(rate) > 0, Number(rate) <= 0.03]).toEqual([id, target.id, true, true]);
      }
    expect(text('lora', 'llama-7b')).toContain('LEARNING_RATE = 0.0003');
    expect(text('full', 'llama-7b')).toContain('LEARNING_RATE = 0.00002');
    expect(text('qlora', 'llama-7b')).toContain('artidoro/qlora');
    expect(text('full', 'roberta-large')).toContain('LEARNING_RATE = 0.00001');
  });
});

describe('settings that are a procedure', () => {
  it('DoRA and rsLoRA', () => {
    expect(text('lora', 'roberta-base', { dora: true })).toContain('use_dora=True');
    expect(text('lora', 'roberta-base', { rslora: true })).toContain('use_rslora=True');
  });
  it("LoRA-FA's corrected gradient is PEFT's own optimiser", () => {
    const code = text('lora-fa', 'roberta-base', { correct: true, r: 4, alpha: 32 }, { optimizer: 'sgd' });
    expect(code).toContain('create_lorafa_optimizer(model, r=4, lora_alpha=32, lr=rate, weight_decay=WEIGHT_DECAY)');
    expect(code).not.toContain('torch.optim');
  });
  it('LoftQ with several rounds', () => {
    const code = text('loftq', 'roberta-base', { iterations: 5 });
    expect(code).toContain('init_lora_weights="loftq",');
    expect(code).toContain('loftq_config=LoftQConfig(loftq_bits=4, loftq_iter=5),');
    expect(code).not.toContain('load_in_4bit');
  });
  it('single quantisation', () => {
    expect(text('qlora', 'llama-7b', { double: false })).toContain('bnb_4bit_use_double_quant=False');
  });
  it("prefix tuning's network, and the LSTM of P-tuning", () => {
    expect(text('prefix-tuning', 'roberta-base', { reparameterise: true, mid: 99 })).toContain(
      'prefix_projection=True,\n        encoder_hidden_size=99,',
    );
    expect(text('p-tuning', 'roberta-base', { encoder: 'lstm', e: 64 })).toContain(
      '"LSTM",\n        encoder_hidden_size=64',
    );
    expect(text('prompt-tuning', 'roberta-base', { init: 'normal' })).toContain('weight.data.mul_(0.02)');
  });
  it("PEFT's prefix always comes before the text", () => {
    expect(missing('prefix-tuning', 'roberta-base', { shift_positions: false })).toBe('prefix-positions');
  });
  it("BitFit's two biases", () => {
    expect(text('bitfit', 'roberta-base', { biases: 'query+intermediate' })).toContain(
      'endings = ("attention.self.query.bias", "intermediate.dense.bias")',
    );
    expect(text('bitfit', 'gpt2', { biases: 'query+intermediate' })).toContain('("attn.c_attn.bias", "mlp.c_fc.bias")');
  });
});

describe('the model', () => {
  it("gives PEFT's modules and the head their names", () => {
    expect(text('lora')).toContain('target_modules=["attention.self.query", "attention.self.value"]');
    expect(text('lora')).toContain('HEAD = "classifier"');
    expect(text('lora', 't5-base')).toContain('target_modules=["SelfAttention.q", "SelfAttention.v"]');
    expect(text('lora', 't5-base')).toContain('HEAD = "classification_head"');
    expect(text('lora', 'llama-7b')).toContain('target_modules=["self_attn.q_proj", "self_attn.v_proj"]');
    expect(text('lora', 'llama-7b')).toContain('HEAD = "score"');
    expect(text('lora', 'roberta-base', { targets: ['down'] })).toContain(
      'target_modules=".*\\\\.\\\\d+\\\\.(output\\\\.dense)"',
    );
    const gpt2 = typedDimensions({ ...startTyped, style: 'gpt2' });
    if (isError(gpt2)) throw new Error('GPT-2 dimensions do not fit.');
    for (const code of [text('lora', 'gpt2'), text('lora', 'roberta-base', {}, { dimensions: gpt2 })])
      expect(code).toContain('target_modules=["attn.c_attn"],\n        fan_in_fan_out=True,');
    expect(text('lora', 'llama-7b')).not.toContain('fan_in_fan_out');
  });

  it('refuses what PEFT can not do in it', () => {
    expect(missing('prefix-tuning', 't5-base')).toBe('t5-prompts');
    expect(missing('prompt-tuning', 't5-base')).toBe('t5-prompts');
    expect(missing('bitfit', 'llama-7b')).toBe('unsuited');
    expect(missing('lora', 'roberta-base', {}, prose)).toBe('encoder-cannot-continue');
    expect(missing('lora', 'gpt2', { targets: ['q', 'v'] })).toBe('part-of-fused');
    expect(missing('ia3', 'gpt2')).toBe('part-of-fused');
    expect(text('ia3', 'gpt2', { placement: 'peft' })).toContain('IA3Config');
    expect(missing('krona', 'gpt2')).toBe('conv1d');
    expect(missing('loftq', 'gpt2')).toBe('conv1d');
    // A site that the model lacks is refused before anyone looks for it.
    expect(missing('lora', 'roberta-base', { targets: ['qkv'] })).toBe('unsuited');
  });

  it('reads padding on the side where its classifier can', () => {
    expect(text('prompt-tuning', 'llama-7b')).toContain('padding_side = "left"');
    expect(text('prompt-tuning', 'roberta-base')).toContain('padding_side = "right"');
    expect(text('lora', 'llama-7b')).toContain('padding_side = "right"');
  });

  it('is a language model for text', () => {
    const code = text('lora', 'llama-7b', {}, prose);
    expect(code).toContain('task_type="CAUSAL_LM"');
    expect(code).toContain('AutoModelForCausalLM.from_pretrained(name');
    for (const other of ['modules_to_save', 'DataCollator', 'read_table', 'import csv', 'macro F1'])
      expect(code).not.toContain(other);
    expect(text('lora', 'llama-7b', {}, { ...prose, data: 'poems.csv' })).toContain('read_table(path)');
  });
});

describe('the script', () => {
  it('carries the settings', () => {
    const code = text(
      'lora',
      'roberta-base',
      { r: 4, alpha: 32 },
      { seed: 7, clipNorm: 0, data: 'my "own" data.csv', schedule: 'constant', accumulation: 4 },
    );
    for (const line of [
      '        r=4,',
      'lora_alpha=32,',
      'SEED = 7',
      'CLIP_NORM = 0 ',
      'ACCUMULATION = 4 ',
      'SCHEDULE = "constant_with_warmup"',
      'DATA = "my \\"own\\" data.csv"',
      'task_type="SEQ_CLS"',
      'http://localhost/#r=4',
    ])
      expect(code).toContain(line);
  });

  it('names the columns and the header of own data', () => {
    const preview = {
      name: 'x',
      format: 'csv',
      columns: ['column 1', 'column 2'],
      rows: [],
      rowCount: 9,
      textColumn: 'column 2',
      labelColumn: 'column 1',
      task: 'classification',
      form: 'classify',
      classes: [],
      notes: [],
    } as const;
    expect(scriptDataOf(OWN, { name: 'pasted text', preview })).toEqual({
      data: 'pasted text.csv',
      columns: { text: 'column 2', label: 'column 1', header: false },
      responses: false,
      pairs: false,
    });
    const pair = { name: 'a.csv', preview: { ...preview, secondColumn: 'column 1' } };
    expect(missing('lora', 'roberta-base', {}, scriptDataOf(OWN, pair))).toBe('pairs');
    for (const task of ['regression', 'multi-label', 'token-classification'] as const)
      expect(missing('lora', 'roberta-base', {}, { task })).toBe('task');
    const named = { ...preview, columns: ['v1', 'v2'], textColumn: 'v2', labelColumn: 'v1' };
    const code = text('lora', 'roberta-base', {}, scriptDataOf(OWN, { name: 'spam.CSV', preview: named }));
    expect(code).toContain('DATA = "spam.CSV"\nTEXT_COLUMN, LABEL_COLUMN = "v2", "v1"\nHEADER = True');
    const answers = scriptDataOf(OWN, { name: 'a.json', preview: { ...named, task: 'causal-lm', form: 'respond' } });
    expect(missing('lora', 'llama-7b', {}, { task: 'causal-lm', ...answers })).toBe('responses');
    expect(scriptDataOf('cooking', undefined).data).toBe('cooking_train.tsv');
  });

  it.skipIf(!hasPython)('reads tables as the page does (needs Python 3)', () => {
    const files = [
      ['models/data/cooking_test.tsv', 'label', 'text'],
      ['models/data/languages_test.tsv', 'label', 'text'],
      ['fixtures/data/d01-spam-shape.csv', 'v1', 'v2'],
      ['fixtures/data/d11-sep.csv', 'label', 'text'],
      ['fixtures/data/d15-imbalanced.csv', 'label', 'text'],
    ] as const;
    const code = text('lora');
    const reading = code.slice(code.indexOf('def read_text'), code.indexOf('def read_data'));
    const program = `import csv, io, json, sys\nHEADER = True\n${reading}\nprint(json.dumps(read_table(sys.argv[1])))`;
    for (const [file, label, column] of files) {
      const output = execFileSync('python3', ['-c', program, file], { encoding: 'utf8' });
      const read = JSON.parse(output) as readonly Readonly<Record<string, string>>[];
      const table = parseTable(readFileSync(file), file);
      const [l, t] = [table.columns.indexOf(label), table.columns.indexOf(column)];
      const pairs = table.rows.map((row) => [row[l]!.trim(), row[t]!.trim()]);
      expect([file, pairs.length > 8, pairs[0]!.every((cell) => cell !== '')]).toEqual([file, true, true]);
      expect(read.map((row) => [row[label]!.trim(), row[column]!.trim()])).toEqual(pairs);
    }
  });

  it('says when the rate is not for this optimiser', () => {
    expect(text('lora')).not.toContain('was found with AdamW');
    const code = text('lora', 'roberta-base', {}, { optimizer: 'sgd' });
    expect(code).toContain('It was found with AdamW: expect to search again with SGD');
    expect(code).toContain('torch.optim.SGD(');
  });

  it('spells values as Python does', () => {
    expect(python({ a: [true, null, 'x"y'], b: 0.5 })).toBe('{"a": [True, None, "x\\"y"], "b": 0.5}');
  });

  it('keeps the blocks that apply', () => {
    const template = [
      'a',
      '#: if x',
      'b',
      '#: if y',
      'c',
      '#: else',
      'd',
      '#: end',
      '#: else',
      'e',
      '#: end',
      'f',
    ].join('\n');
    const of = (...flags: string[]) => assemble(template, new Set(flags)).replaceAll('\n', '');
    expect([of(), of('y'), of('x'), of('x', 'y')]).toEqual(['aef', 'aef', 'abdf', 'abcf']);
  });

  it('lets no link end the docstring, and no data name be read as a mark', () => {
    const code = text('lora', 'roberta-base', {}, { link: 'http://localhost/#"""\\nimport os', data: '<MODEL>.csv' });
    expect(code.split('"""')[1]).toContain('DeepSpeed');
    expect(code).toContain('DATA = "<MODEL>.csv"');
  });

  it.skipIf(!hasPython)('compiles for every method and model, with nothing left to fill in (needs Python 3)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'script-'));
    try {
      const files = methods.flatMap(({ id }) =>
        scriptTargets.flatMap((target) =>
          [{}, prose].flatMap((task) => {
            const { code } = scriptOf(run(id, target.id, {}, task));
            if (code === undefined) return [];
            expect(code).not.toMatch(/<[A-Z_0-9]+>|^#:/m);
            const file = join(folder, `${id}-${target.id}-${'data' in task}.py`);
            writeFileSync(file, code);
            return [file];
          }),
        ),
      );
      expect(files.length).toBeGreaterThan(60);
      execFileSync('python3', ['-m', 'py_compile', ...files]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
