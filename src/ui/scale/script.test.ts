/** The generated Python: it compiles, and it carries the configuration. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { methodById, methods } from '../../methods/registry';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { python, scriptOf, type ScriptRun } from './script';
import { isError, startTyped, targets, typedDimensions } from './targets';

const dimensionsOf = (id: string) => targets.find((target) => target.id === id)!.dimensions;
const run = (
  method: string,
  model = 'roberta-base',
  given: Record<string, unknown> = {},
  more: Partial<ScriptRun> = {},
): ScriptRun => ({
  method: methodById(method),
  hyperparameters: resolveHyperparameters(methodById(method), given),
  dimensions: dimensionsOf(model),
  model: targets.find((target) => target.id === model)!.hub,
  task: 'classification',
  data: 'fine_foods_train.tsv',
  learningRate: 2e-3,
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
const script = (...given: Parameters<typeof run>): string => scriptOf(run(...given));

/** True where Python 3 is installed: the tests that need it are skipped elsewhere. */
const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('the script', () => {
  it("names PEFT's modules for each family", () => {
    expect(script('lora')).toContain('"target_modules": ["attention.self.query", "attention.self.value"]');
    expect(script('lora', 't5-base')).toContain('"target_modules": ["SelfAttention.q", "SelfAttention.v"]');
    expect(script('lora', 'llama-7b')).toContain('"target_modules": ["self_attn.q_proj", "self_attn.v_proj"]');
    expect(script('lora', 'roberta-base', { targets: ['down'] })).toContain(
      '"target_modules": ".*\\\\.\\\\d+\\\\.(output\\\\.dense)"',
    );
    const gpt2 = typedDimensions({ ...startTyped, style: 'gpt2' });
    if (isError(gpt2)) throw new Error('GPT-2 dimensions do not fit.');
    expect(scriptOf(run('lora', 'roberta-base', {}, { dimensions: gpt2 }))).toContain(
      '"target_modules": ["attn.c_attn"]',
    );
  });

  it('carries the settings', () => {
    const text = script(
      'lora',
      'roberta-base',
      { r: 4, alpha: 32 },
      { learningRate: 5e-4, seed: 7, clipNorm: 0, data: 'my "own" data.csv' },
    );
    for (const line of [
      '"r": 4,',
      '"lora_alpha": 32,',
      'LEARNING_RATE = 0.0005',
      'SEED = 7',
      'CLIP_NORM = 0',
      'DATA = "my \\"own\\" data.csv"',
      '"task_type": "SEQ_CLS"',
    ])
      expect(text).toContain(line);
    expect(text).not.toMatch(/<[A-Z_]+>/);
    expect(script('lora', 'llama-7b', {}, { task: 'causal-lm' })).toContain('"task_type": "CAUSAL_LM"');
  });

  it('says why there is none', () => {
    expect(script('compacter')).toBe('not-in-peft');
    expect(script('lora', 'roberta-base', {}, { task: 'causal-lm' })).toBe('encoder-cannot-continue');
    expect(script('prefix-tuning', 't5-base')).toBe('t5-prompts');
    expect(script('bitfit', 'llama-7b')).toBe('unsuited');
  });

  it('trains the networks that a saved prompt has no place for', () => {
    expect(script('p-tuning', 'roberta-base', { l: 5, e: 64 })).toContain('"encoder_hidden_size": 64');
    expect(script('prefix-tuning', 'roberta-base', { reparameterise: true })).toContain('"prefix_projection": True');
  });

  it('spells values as Python does', () => {
    expect(python({ a: [true, null, 'x"y'], b: 0.5 })).toBe('{"a": [True, None, "x\\"y"], "b": 0.5}');
  });

  it('lets no link end the docstring', () => {
    const text = script('lora', 'roberta-base', {}, { link: 'http://localhost/#"""\\nimport os' });
    expect(text.split('"""')[1]).toContain('DeepSpeed');
  });

  it.skipIf(!hasPython)('compiles for every method and model (needs Python 3)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'script-'));
    try {
      const files = methods.flatMap(({ id }) =>
        targets.flatMap((target) => {
          const text = scriptOf(run(id, target.id));
          if (!text.includes('\n')) return [];
          const file = join(folder, `${id}-${target.id}.py`);
          writeFileSync(file, text);
          return [file];
        }),
      );
      expect(files.length).toBeGreaterThan(12);
      execFileSync('python3', ['-m', 'py_compile', ...files]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
