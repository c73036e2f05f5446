/**
 * What methods train on RoBERTa-base and -large (those for decoders on GPT-2 and GPT-2 medium) is what HF PEFT says
 * that it trains; `scripts/parity/make_counts.py` writes what PEFT counts.
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
  /** Of the models; absent: RoBERTa. */
  readonly family?: 'gpt2';
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

const gpt2 = (n_embd: number, n_layer: number, n_head: number) =>
  dimensionsOf({ model_type: 'gpt2', vocab_size: 50257, n_positions: 1024, n_embd, n_layer, n_head });

const sizes = { base: roberta(768, 12, 12), large: roberta(1024, 24, 16) } as const;
const decoders = { base: gpt2(768, 12, 12), large: gpt2(1024, 24, 16) } as const;

/** They are a LoRA that was found, whose own count is another. */
const elsewhere = new Set(['lora-xs', 'sora', 'increlora', 'laplace-lora']);
const severalTasks = new Set(['lorahub', 'l-lora', 'moelora']);

describe('counts on RoBERTa-base and -large', () => {
  it.each(rows.map((row) => [`${row.method} ${JSON.stringify(row.hyperparameters)}`, row] as const))('%s', (_, row) => {
    const method = methodById(row.method);
    const hp = resolveHyperparameters(method, row.hyperparameters);
    for (const [size, dimensions] of Object.entries(row.family ? decoders : sizes)) {
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
