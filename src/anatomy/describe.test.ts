import { inEnglish } from '../messages/message';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureNames, fixtureRoot, loadFixture, prepareFixture } from '../../test/methodCases';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { asFloat32, f32 } from '../onnx/tensor';
import type { Anatomy, BaseTensor } from './anatomy';
import { AnatomyError, describe as describeGraph } from './describe';
import { dimensionsOf } from './dimensions';
import { stateDictName } from './names';
import { summarise } from './summary';

/** The tensors of a fixture's model.safetensors, which transformers wrote: shape and values by state-dict name. */
function stateDict(family: string): Map<string, { shape: number[]; data: Float32Array }> {
  const bytes = readFileSync(join(fixtureRoot, family, 'model.safetensors'));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >;
  delete header.__metadata__;
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const copy = Uint8Array.from(bytes.subarray(8 + length + from, 8 + length + to));
        return [name, { shape, data: new Float32Array(copy.buffer) }];
      },
    ),
  );
}

const familyOf = (name: string) => name.split('-')[0]!;

describe.each(fixtureNames)('anatomy of %s', (name) => {
  const fixture = loadFixture(name);
  let graph: Graph, anatomy: Anatomy;
  beforeAll(() => {
    ({ graph, anatomy } = prepareFixture(fixture, 7));
  });
  const family = familyOf(name);

  it('is complete', () => {
    expect(anatomy.missing).toEqual([]);
    expect(anatomy.dimensions).toMatchObject({
      family: family.replace(/^(llama|albert)\d+/, '$1'),
      layers: { albert: 1, albert2: 4 }[family] ?? 2,
      ...(family.startsWith('albert') && { depth: family === 'albert' ? 3 : 8 }),
      hidden: 32,
      heads: 4,
      headDim: family === 'llama16' ? 16 : 8,
      kvHeads: family.startsWith('llama') ? 2 : 4,
      intermediate: 64,
      vocabulary: 97,
      fusedQkv: family === 'gpt2',
      gated: family.startsWith('llama'),
      embeddingSize: /^(electra|albert)/.test(family) ? 16 : 32,
    });
  });

  it('names every weight as transformers does', () => {
    const expected = stateDict(family);
    const tolerance = /int8|half/.test(name) ? 0.05 : 1e-6;
    // Quantised files store the output embedding a second time, with other rounding.
    if (anatomy.languageModelHead?.tied === false)
      expected.set('lm_head.weight', expected.get('lm_head.weight') ?? expected.get('transformer.wte.weight')!);
    const found = [...anatomy.names].map(([initializer, relative]) => {
      const full = stateDictName(anatomy.prefix, relative);
      return { initializer, full: expected.has(full) ? full : relative };
    });
    expect(found.map(({ full }) => full).sort()).toEqual([...expected.keys()].sort());
    for (const { initializer, full } of found) {
      const tensor = graph.initializers.get(initializer)!;
      const ours = asFloat32(tensor);
      const theirs = expected.get(full)!;
      const [rows, columns] = tensor.dims as [number, number];
      const transposed =
        theirs.shape.length === 2 &&
        !/embed(dings\.|_tokens)|wte|wpe/.test(full) &&
        (family !== 'gpt2' || full === 'lm_head.weight');
      expect(transposed ? [columns, rows] : [...tensor.dims], full).toEqual(theirs.shape);
      let worst = 0;
      for (let i = 0; i < ours.length; i++) {
        const j = transposed ? (i % columns) * rows + Math.floor(i / columns) : i;
        worst = Math.max(worst, Math.abs(ours[i]! - theirs.data[j]!));
      }
      expect(worst, full).toBeLessThan(tolerance);
    }
  });

  it('has the sizes that config.json alone gives', () => {
    const untied = {
      ...fixture.config,
      ...(anatomy.languageModelHead && { tie_word_embeddings: anatomy.languageModelHead.tied }),
    };
    const [{ tensors: found, ...sizes }, { tensors: described, ...expected }] = [
      anatomy.dimensions,
      dimensionsOf(untied),
    ];
    expect(sizes).toEqual(expected);
    // Names are the file's own, and so is the order.
    const sites = (tensors: readonly BaseTensor[]) =>
      tensors.map(({ place, layer, role, shape }) => `${layer ?? ''} ${place} ${role} ${String(shape)}`).sort();
    expect(sites(found)).toEqual(sites(described));
  });

  it('recognises the family without config.json', () => {
    expect(describeGraph(graph).dimensions.family).toBe(anatomy.dimensions.family);
    // Groups of shared layers are seen in the graph, too.
    expect(describeGraph(graph).layers.map(({ path }) => path)).toEqual(anatomy.layers.map(({ path }) => path));
  });

  it('lists its parts', () => {
    const parts = summarise(anatomy, (initializer) => graph.shapeOf(initializer));
    expect(parts.length).toBeGreaterThan(12);
    expect(new Set(parts.map((part) => part.part)).size).toBe(parts.length);
    expect(parts.find((part) => part.part === `layer.${family === 'albert' ? 0 : 1}.ffn.down`)?.shape).toEqual([
      64, 32,
    ]);
  });
});

describe('what is not understood', () => {
  /** A word embedding, then `body`, then the graph's end. */
  function graphOf(body: (g: Builder, x: string) => string): Graph {
    const g = new Builder(new Graph(), 'base');
    const ids = g.input('input_ids', 'int32', [1, 4]);
    const table = g.initializer('table', f32([10, 8], new Float32Array(80).fill(0.1)));
    g.graph.outputs = [body(g, g.gather(table, ids))];
    return g.finish();
  }
  const matrix = (g: Builder, inFeatures: number, outFeatures: number) =>
    g.initializer('w', f32([inFeatures, outFeatures], new Float32Array(inFeatures * outFeatures).fill(0.1)));
  function attention(g: Builder, x: string): string {
    const split = (value: string) => g.transpose(g.reshape(value, [1, 4, 2, 4]), [0, 2, 1, 3]);
    const [q, k, v] = [0, 1, 2].map(() => split(g.matmul(x, matrix(g, 8, 8)))) as [string, string, string];
    const probabilities = g.softmax(g.matmul(q, g.transpose(k)));
    return g.matmul(g.reshape(g.transpose(g.matmul(probabilities, v), [0, 2, 1, 3]), [1, 4, 8]), matrix(g, 8, 8));
  }

  it('refuses a graph without any transformer part', () => {
    const g = new Builder(new Graph(), 'base');
    const image = g.input('image', 'float32', [1, 4]);
    g.graph.outputs = [g.emit('Relu', [image])];
    expect(() => describeGraph(g.finish())).toThrow(AnatomyError);
  });

  it('says so when there is no attention', () => {
    const anatomy = describeGraph(graphOf((g, x) => g.matmul(x, matrix(g, 8, 8))));
    expect(anatomy.dimensions).toMatchObject({ layers: 0, family: 'unknown', vocabulary: 10, embeddingSize: 8 });
    expect(anatomy.missing.map((finding) => finding.part)).toContain('layers');
    expect(anatomy.embeddings.word.weight).toBe('table');
  });

  it('takes the width of the hidden states where they are wider than the word embedding', () => {
    const graph = graphOf((g, x) => g.matmul(x, matrix(g, 8, 12)));
    expect(describeGraph(graph, { hidden_size: 12 }).dimensions).toMatchObject({ hidden: 12, embeddingSize: 8 });
  });

  it('names the layer whose feed-forward block is unusual', () => {
    const anatomy = describeGraph(graphOf((g, x) => g.add(x, attention(g, x))));
    const finding = anatomy.missing.find(({ part }) => part === 'layer 0');
    expect(inEnglish(finding!.message)).toMatch(/No normalisation layer reads the residual sum/);
  });

  it('says so when the exporter stored two equal tensors once', () => {
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
    const [first, second] = anatomy.layers.map((layer) => layer.norms[0]!.bias!) as [string, string];
    const shared = graph.clone();
    for (const node of shared.nodes) node.inputs = node.inputs.map((input) => (input === second ? first : input));
    shared.prune();
    const { missing, dimensions } = describeGraph(shared, { model_type: 'bert' });
    expect(missing.map(({ part, message }) => ({ part, message: inEnglish(message) }))).toEqual([
      {
        part: 'encoder.layer.1.attention.output.LayerNorm.bias',
        message: expect.stringMatching(/only be trained together/) as string,
      },
    ]);
    expect(dimensions.biasScalars).toBe(anatomy.dimensions.biasScalars - 32);
  });

  it('says so when config.json and graph disagree', () => {
    const fixture = loadFixture('bert-torchscript');
    const { missing } = prepareFixture(
      { ...fixture, config: { ...fixture.config, num_attention_heads: 8 } },
      7,
    ).anatomy;
    expect(missing).toEqual([expect.objectContaining({ part: 'heads' })]);
  });
});
