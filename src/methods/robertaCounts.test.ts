/**
 * What methods train on RoBERTa-base and -large is what HF PEFT says that it trains; `scripts/parity/make_counts.py`
 * writes what PEFT counts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '../anatomy/dimensions';
import { applicability } from './applicability';
import type { Hyperparameters } from './contract';
import { resolveHyperparameters } from './hyperparameters';
import { methodById, methods } from './registry';

interface Row {
  readonly method: string;
  readonly hyperparameters: Hyperparameters;
  readonly base: number;
  readonly large: number;
}

const rows = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/robertaCounts.json'), 'utf8')) as Row[];

const roberta = (hidden: number, layers: number, heads: number) =>
  dimensionsOf({
    model_type: 'roberta',
    vocab_size: 50265,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: 4 * hidden,
    max_position_embeddings: 514,
    type_vocab_size: 1,
  });

const sizes = { base: roberta(768, 12, 12), large: roberta(1024, 24, 16) } as const;

/** PEFT has them for decoders alone, or they are a LoRA that was found, whose own count is another. */
const elsewhere = new Set([
  'llama-adapter',
  'alora',
  'lora-xs',
  'sora',
  'increlora',
  'laplace-lora',
  'lora-fa',
  'krona',
]);
const severalTasks = new Set(['lorahub', 'l-lora', 'moelora']);

describe('counts on RoBERTa-base and -large', () => {
  it.each(rows.map((row) => [`${row.method} ${JSON.stringify(row.hyperparameters)}`, row] as const))('%s', (_, row) => {
    const method = methodById(row.method);
    const hp = resolveHyperparameters(method, row.hyperparameters);
    for (const [size, dimensions] of Object.entries(sizes)) {
      expect(applicability(method, dimensions, hp)).toBeUndefined();
      expect(method.count(dimensions, hp), size).toBe(row[size as keyof typeof sizes]);
    }
  });

  it('has a row of every method that PEFT counts', () => {
    const counted = new Set(rows.map(({ method }) => method));
    const wanted = methods.filter(
      ({ id, peftType, peftConfig }) => (peftType ?? peftConfig) && !elsewhere.has(id) && !severalTasks.has(id),
    );
    expect(wanted.filter(({ id }) => !counted.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
