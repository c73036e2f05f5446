/** Two stacks and the attention between them, in tiny exports of T5, BART, mBART and Marian. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encoderDecoders, loadFixture } from '../../test/encoderDecoders';
import { fixtureRoot } from '../../test/methodCases';
import { readSafetensors } from '../interchange/safetensors';
import type { BaseTensor } from './anatomy';
import { dimensionsOf } from './dimensions';
import { stateDictName } from './names';
import { prepareBase } from './prepare';
import { summarise } from './summary';

const size = { batch: 2, sequence: 7, target: 5 };
const describeFixture = async (name: string, change: (config: Record<string, unknown>) => void = () => undefined) => {
  const { graph, config } = await loadFixture(name);
  const copy = { ...config };
  change(copy);
  return prepareBase({ graph, config: copy }, size);
};

/** What PyTorch counts as no parameter: BART's bias of the logits, Marian's sines. */
const isBuffer = (marian: boolean, name: string): boolean =>
  name === 'final_logits_bias' || (marian && name.includes('embed_positions'));

describe('the parts of an encoder–decoder', () => {
  it.each(encoderDecoders)('%s is understood, its weights are those of the class in Transformers', async (name) => {
    const { anatomy } = await describeFixture(name);
    const { dimensions, missing, prefix, layers, inputs } = anatomy;
    expect(missing).toEqual([]);
    expect(dimensions.kind).toBe('encoder-decoder');
    expect(dimensions.encoderLayers).toBe(dimensions.layers / 2);
    expect(layers.map(({ cross }) => cross !== undefined)).toEqual(
      layers.map((_, i) => i >= dimensions.encoderLayers!),
    );
    expect(inputs).toEqual({ ids: 'input_ids', decoderIds: 'decoder_input_ids', mask: 'attention_mask' });
    const source = name.replace(/^t5-(merged|single)$/, 't5');
    const stored = readSafetensors(
      new Uint8Array(readFileSync(join(fixtureRoot, 'encoder-decoders', source, 'model.safetensors'))),
    );
    const wanted = [...stored.tensors.keys()].filter((key) => !isBuffer(name === 'marian', key));
    // Tied tables are stored under any of their names.
    const alias = (key: string) =>
      key.replace(/(en|de)coder\.embed_tokens|lm_head/, name === 't5-gated' ? '$&' : 'shared');
    expect(dimensions.tensors.map((tensor) => stateDictName(prefix, tensor.name)).sort()).toEqual(
      [...new Set(wanted.map(alias))].sort(),
    );
    const scalars = wanted.reduce((sum, key) => sum + stored.tensors.get(key)!.data.length, 0);
    expect(dimensions.parameters).toBe(scalars);
  });

  it.each(['t5', 't5-gated'])('%s: config.json alone tells the same sizes and weights', async (name) => {
    const { config } = await loadFixture(name);
    const { tensors: found, ...sizes } = (await describeFixture(name)).anatomy.dimensions;
    const { tensors, ...told } = dimensionsOf(config!);
    expect(told).toEqual(sizes);
    const sorted = (list: readonly BaseTensor[]) =>
      list.map(({ place, layer, role, shape }) => JSON.stringify([place, layer, role, shape])).sort();
    expect(sorted(tensors)).toEqual(sorted(found));
  });

  it('places norms by how a family has them', async () => {
    const placesOf = async (name: string) => {
      const { anatomy } = await describeFixture(name);
      const { normPosition, finalNorm } = anatomy.dimensions;
      return {
        normPosition,
        decoder: anatomy.layers.at(-1)!.norms.map(({ path }) => path.split('.').slice(3).join('.')),
        ends: [anatomy.stacks!.encoderNorm?.path, finalNorm && anatomy.finalNorm?.path],
      };
    };
    const bart = ['self_attn_layer_norm', 'encoder_attn_layer_norm', 'final_layer_norm'];
    expect(await placesOf('bart')).toEqual({ normPosition: 'post', decoder: bart, ends: [undefined, false] });
    expect(await placesOf('mbart')).toEqual({
      normPosition: 'pre',
      decoder: bart,
      ends: ['encoder.layer_norm', 'decoder.layer_norm'],
    });
    expect(await placesOf('t5')).toEqual({
      normPosition: 'pre',
      decoder: ['layer.0.layer_norm', 'layer.1.layer_norm', 'layer.2.layer_norm'],
      ends: ['encoder.final_layer_norm', 'decoder.final_layer_norm'],
    });
  });

  it('lists each stack with the names of Transformers', async () => {
    const { anatomy, graph } = await describeFixture('t5-gated');
    const parts = summarise(anatomy, (name) => graph.initializers.get(name)!.dims);
    const path = (part: string) => parts.find((one) => one.part === part)?.path;
    expect(path('layer.0.ffn.gate')).toBe('encoder.block.0.layer.1.DenseReluDense.wi_0');
    expect(path('layer.0.cross.k')).toBeUndefined();
    expect(path('layer.2.cross.k')).toBe('decoder.block.0.layer.1.EncDecAttention.k');
    expect(path('encoderNorm')).toBe('encoder.final_layer_norm');
    expect(path('languageModelHead')).toBe('lm_head');
  });

  it('says where nothing tells with which token the decoder begins, or names are not known', async () => {
    const silent = await describeFixture('t5', (config) => delete config.decoder_start_token_id);
    expect(silent.anatomy.dimensions.gaps?.startToken).toMatchObject({ code: 'anatomy.noStartToken' });
    const strange = await describeFixture('bart', (config) => (config.model_type = 'prophetnet'));
    expect(strange.anatomy.missing).toMatchObject([{ part: 'family' }]);
  });
});
