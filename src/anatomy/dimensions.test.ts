import { describe, expect, it } from 'vitest';
import { dimensionsOf } from './dimensions';

describe('sizes from config.json', () => {
  it.each([
    // Known totals: without pooler and task head; GPT-2 and Llama with a tied or untied language-model head.
    [
      'bert-base-uncased',
      {
        model_type: 'bert',
        vocab_size: 30522,
        hidden_size: 768,
        num_hidden_layers: 12,
        num_attention_heads: 12,
        intermediate_size: 3072,
        max_position_embeddings: 512,
        type_vocab_size: 2,
      },
      108_891_648,
      102_144,
    ],
    [
      'roberta-base',
      {
        model_type: 'roberta',
        vocab_size: 50265,
        hidden_size: 768,
        num_hidden_layers: 12,
        num_attention_heads: 12,
        intermediate_size: 3072,
        max_position_embeddings: 514,
        type_vocab_size: 1,
      },
      124_055_040,
      102_144,
    ],
    [
      'distilbert-base',
      {
        model_type: 'distilbert',
        vocab_size: 30522,
        dim: 768,
        n_layers: 6,
        n_heads: 12,
        hidden_dim: 3072,
        max_position_embeddings: 512,
      },
      66_362_880,
      51_456,
    ],
    [
      'gpt2',
      { model_type: 'gpt2', vocab_size: 50257, n_embd: 768, n_layer: 12, n_head: 12, n_positions: 1024 },
      124_439_808,
      102_144,
    ],
    [
      'llama-7b',
      {
        model_type: 'llama',
        vocab_size: 32000,
        hidden_size: 4096,
        num_hidden_layers: 32,
        num_attention_heads: 32,
        intermediate_size: 11008,
        tie_word_embeddings: false,
      },
      6_738_415_616,
      0,
    ],
    [
      't5-base',
      { model_type: 't5', vocab_size: 32128, d_model: 768, d_kv: 64, d_ff: 3072, num_layers: 12, num_heads: 12 },
      222_903_552,
      0,
    ],
  ])('%s', (_, config, parameters, biasScalars) => {
    expect(dimensionsOf(config)).toMatchObject({ parameters, biasScalars });
  });

  it('names what is missing', () => {
    expect(() => dimensionsOf({ model_type: 'reformer' })).toThrow(/"reformer" are not known/);
    expect(() => dimensionsOf({ model_type: 'bert' })).toThrow(/hidden_size/);
  });
});
