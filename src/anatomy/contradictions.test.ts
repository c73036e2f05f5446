/** A config.json that is not the file's: the file is believed, and what differs is named. */
import type { Anatomy } from './anatomy';
import { inEnglish } from '../messages/message';
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { libraryHead } from '../tasks/libraryHead';

/** A fixture with other entries in its config.json. */
function described(name: string, entries: Readonly<Record<string, unknown>>) {
  const fixture = loadFixture(name);
  return prepareFixture({ ...fixture, config: { ...fixture.config, ...entries } }, 7).anatomy;
}

const inWords = (missing: Anatomy['missing']) =>
  missing.map(({ part, message }) => ({ part, message: inEnglish(message) }));

describe('a model_type that the graph contradicts', () => {
  it.each([
    ['bert-torchscript', 'gpt2', 'bert', 'encoder', /norms stand after attention.*read as bert/],
    ['bert-legacy', 'llama', 'bert', 'encoder', /norms stand after/],
    ['bert-torchscript', 'roberta', 'bert', 'encoder', /counted from 0/],
    ['bert-torchscript', 'distilbert', 'bert', 'encoder', /embedding of token types/],
    ['bert-torchscript', 'albert', 'bert', 'encoder', /weights of its own/],
    ['distilbert-torchscript', 'bert', 'distilbert', 'encoder', /has a part "\S*q_lin/],
    ['electra-torchscript', 'bert', 'electra', 'encoder', /narrower than the layers/],
    ['roberta-torchscript', 'bert', 'roberta', 'encoder', /counted from behind the padding/],
    ['gpt2-torchscript', 'bert', 'gpt2', 'decoder', /norms stand before/],
    ['gpt2-dynamo', 'llama', 'gpt2', 'decoder', /are LayerNorms/],
    ['llama-torchscript', 'gpt2', 'llama', 'decoder', /are RMSNorms/],
  ] as const)('%s called %s is read as %s, %s', (name, told, family, kind, why) => {
    const anatomy = described(name, { model_type: told });
    expect(anatomy.dimensions).toMatchObject({ family, kind });
    expect(inWords(anatomy.missing).filter(({ part }) => part === 'model type')).toEqual([
      { part: 'model type', message: expect.stringMatching(why) as string },
    ]);
    // Neither the names of its parts nor its head are those of the wrong family.
    const right = described(name, {});
    expect(anatomy.names).toEqual(right.names);
    expect(libraryHead(anatomy)).toEqual(libraryHead(right));
    expect(anatomy.dimensions.maxPositions).toBe(right.dimensions.maxPositions);
  });
});

describe('the kind comes from what attention sees', () => {
  it.each([
    ['bert-torchscript', { architectures: ['BertLMHeadModel'] }, 'encoder', /describes a decoder/],
    ['bert-torchscript', { is_decoder: true }, 'encoder', /describes a decoder/],
    ['gpt2-torchscript', { architectures: ['GPT2ForMaskedLM'] }, 'decoder', /describes an encoder/],
  ] as const)('%s with %j is a %s', (name, entries, kind, why) => {
    const { dimensions, missing } = described(name, entries);
    expect(dimensions.kind).toBe(kind);
    expect(inWords(missing)).toEqual([{ part: 'kind', message: expect.stringMatching(why) as string }]);
  });
});

describe('sizes', () => {
  it.each([
    ['bert-torchscript', { hidden_size: 48 }, 'hidden size', 48, 32],
    ['bert-torchscript', { num_attention_heads: 8 }, 'heads', 8, 4],
    ['bert-torchscript', { vocab_size: 30522 }, 'vocabulary', 30522, 97],
    ['bert-torchscript', { num_hidden_layers: 1 }, 'layers', 1, 2],
    ['bert-torchscript', { intermediate_size: 99 }, 'feed-forward width', 99, 64],
    ['bert-torchscript', { max_position_embeddings: 512 }, 'positions', 512, 40],
    ['bert-torchscript', { type_vocab_size: 7 }, 'token types', 7, 2],
    ['electra-torchscript', { embedding_size: 8 }, 'embedding size', 8, 16],
    ['gpt2-torchscript', { n_embd: 48 }, 'hidden size', 48, 32],
    ['llama-torchscript', { num_key_value_heads: 1 }, 'heads of keys and values', 1, 2],
    ['llama-torchscript', { head_dim: 64 }, 'head size', 64, 8],
  ] as const)('%s with %j', (name, entries, part, told, found) => {
    const { missing, dimensions } = described(name, entries);
    expect(inWords(missing)).toEqual([
      {
        part,
        message: `config.json says ${told} for ${part}, the graph has ${found}; the graph is believed.`,
      },
    ]);
    const right = described(name, {}).dimensions;
    expect({ ...dimensions, tensors: [] }).toEqual({ ...right, tensors: [] });
  });

  it('too many layers are told once, and refused', () => {
    const { missing, dimensions } = described('bert-torchscript', { num_hidden_layers: 12 });
    expect(missing.map(({ part }) => part)).toEqual(['layers']);
    expect(inEnglish(dimensions.gaps!.layers!)).toBe('config.json says 12 layers, and 2 were found.');
  });
});
