/** Where a training graph is split: on a graph of a few nodes, and on whole models with LST. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { fixture } from '../../test/fixture';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { f32, i32 } from '../onnx/tensor';
import { taskById } from '../tasks/registry';
import { assembleTraining } from './assembleTraining';
import { splitFeatures } from './features';

const [B, T, D] = [2, 3, 4];
const noise = (dims: readonly number[], seed: number) =>
  f32(
    dims,
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + 2.3 * i)),
  );

/** A frozen layer h, what it is less its mean over the batch, and a trained w that reads one of them or both. */
function small(reads: { readonly layer: boolean; readonly centred: boolean }): {
  readonly graph: Graph;
  readonly h: string;
  readonly deep: string;
} {
  const graph = new Graph();
  const g = new Builder(graph, 'base');
  const x = g.gather(g.initializer('table', noise([9, D], 1)), g.input('ids', 'int32', [B, T]));
  const mask = g.reshape(g.cast(g.input('mask', 'int32', [B, T]), 'float32'), [B, T, 1]);
  const h = g.matmul(x, g.initializer('frozen', noise([D, D], 2)));
  const deep = g.matmul(g.sub(h, g.reduceMean(h, [0], true)), g.initializer('frozen2', noise([D, D], 3)));
  g.role = 'method';
  const w = g.input('w', 'float32', [D]);
  const read = [...(reads.layer ? [h, g.gelu(h), x] : []), ...(reads.centred ? [deep] : [])];
  graph.outputs = [
    g.reduceMean(
      read.map((value) => g.mul(g.mul(value, w), mask)).reduce((sum, value) => g.add(sum, value)),
      [0, 1, 2],
    ),
  ];
  return { graph: g.finish(), h, deep };
}

const ops = (graph: Graph) => graph.nodes.map(({ op }) => op);

describe('splitFeatures', () => {
  it.each([
    [{ layer: true, centred: false }, 0],
    [{ layer: false, centred: true }, 1],
    [{ layer: true, centred: true }, 1],
  ])('keeps the last product that is by rows, and computes the rest again: %o', async (reads, products) => {
    const { graph, h } = small(reads);
    const before = ops(graph);
    const { features, rest, frontier } = splitFeatures(graph, ['ids', 'mask'], B)!;
    // The deep value mixes rows, so its product is done again, from h; embedding, GELU and mask are too cheap to keep.
    expect(frontier).toEqual([{ name: h, input: `${h}:kept`, type: { dtype: 'float32', shape: [B, T, D] } }]);
    expect(ops(features)).toEqual(['Gather', 'MatMul']);
    expect(ops(rest).filter((op) => op === 'MatMul')).toHaveLength(products);
    expect(rest.inputs.map(({ name }) => name).sort()).toEqual(
      [...(reads.layer ? ['ids'] : []), 'mask', 'w', `${h}:kept`].sort(),
    );
    expect(ops(graph)).toEqual(before);

    const ids = i32([B, T], [1, 2, 3, 4, 5, 6]),
      mask = i32([B, T], [1, 1, 1, 1, 1, 0]),
      w = noise([D], 5);
    const [whole] = Object.values(await evaluate(graph, { ids, mask, w }));
    const kept = (await evaluate(features, { ids }))[h]!;
    const [parts] = Object.values(await evaluate(rest, { ...(reads.layer && { ids }), mask, w, [`${h}:kept`]: kept }));
    expect(parts!.data).toEqual(whole!.data);
  });

  it('finds nothing where no product is frozen, or all that is read mixes rows from the start', () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.gather(g.initializer('table', noise([9, D], 1)), g.input('ids', 'int32', [B, T]));
    const turned = g.transpose(x, [1, 0, 2]);
    const trained = g.matmul(x, g.input('w', 'float32', [D, D]));
    graph.outputs = [
      g.add(trained, g.transpose(g.matmul(turned, g.initializer('frozen', noise([D, D], 2))), [1, 0, 2])),
    ];
    expect(splitFeatures(g.finish(), ['ids'], B)).toBeUndefined();
  });
});

const models = ['bert', 'distilbert', 'electra', 'roberta'].map((name) => [name, 'classification'] as const);
const decoders = ['gpt2', 'llama'].flatMap((name) =>
  (['classification', 'causal-lm'] as const).map((task) => [name, task] as const),
);
describe.each([1, 2])('LST, %s batches an update', (accumulation) => {
  it.each([...models, ...decoders])('%s, %s: no product of the backbone is left to the trained part', (name, task) => {
    const [batch, sequence] = [3, 5];
    const method = methodById('lst');
    const { update, accumulate, base } = assembleTraining(
      {
        model: fixture(`${name}-torchscript`),
        method,
        hyperparameters: resolveHyperparameters(method),
        task: taskById(task),
        taskOptions: {},
        batch,
        sequence,
        seed: 1,
      },
      { kind: 'adamw', clipNorm: 1, accumulation },
    );
    const main = accumulate ?? update;
    const { ids, mask, tokenTypes } = base.anatomy.inputs;
    const { features, rest, frontier } = splitFeatures(
      main,
      [ids, mask, tokenTypes].filter((input) => input && main.isInput(input)) as string[],
      batch,
    )!;
    // One for each layer; ELECTRA's embeddings are projected, so they are worth keeping too.
    expect(frontier.map(({ type }) => type.shape)).toEqual(
      Array(base.anatomy.layers.length + (name === 'electra' ? 1 : 0)).fill([
        batch * sequence,
        base.anatomy.dimensions.hidden,
      ]),
    );
    const products = (graph: Graph) =>
      graph.nodes.filter(({ op, role }) => role === 'base' && ['Gemm', 'MatMul'].includes(op));
    expect(products(features).length).toBeGreaterThan(0);
    // The language-model head reads what the ladder returns.
    expect(products(rest)).toHaveLength(task === 'causal-lm' ? 1 : 0);
    expect(rest.outputs).toEqual(main.outputs);
    expect(features.nodes.every((node) => node.role !== 'optimizer' && node.role !== 'gradient')).toBe(true);
  });
});
