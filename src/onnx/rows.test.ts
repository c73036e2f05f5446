/** Which values are by rows, on graphs of a few nodes; and that what is claimed holds when rows change places. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { Builder } from './builder';
import { Graph, int, ints } from './graph';
import { uniformNoise } from './random';
import { dependences, type Dependence } from './rows';
import { f32, i32, type Tensor } from './tensor';

const [B, T, D] = [3, 4, 2];

interface Values {
  readonly g: Builder;
  /** int32 (B, T) */
  readonly ids: string;
  /** (B, T, D), and the same as (B·T, D) */
  readonly x: string;
  readonly flat: string;
  constant: (...dims: number[]) => string;
}

/** Numbers that differ from each other. */
const numbers = (dims: readonly number[], seed = 1): Tensor<'float32'> =>
  f32(
    dims,
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + 1.7 * i)),
  );

function build(make: (values: Values) => string): { readonly graph: Graph; readonly value: string } {
  const graph = new Graph();
  const g = new Builder(graph, 'base');
  const ids = g.input('ids', 'int32', [B, T]);
  const x = g.gather(g.initializer('table', numbers([20, D])), ids);
  const value = make({
    g,
    ids,
    x,
    flat: g.reshape(x, [B * T, D]),
    constant: (...dims) => g.initializer('c', numbers(dims, dims.length)),
  });
  graph.outputs = [value];
  return { graph: g.finish(), value };
}

const heads = ({ g, x }: Values) => g.transpose(g.reshape(x, [B, T, 1, D]), [0, 2, 1, 3]);
const cases: readonly (readonly [string, Dependence, (values: Values) => string])[] = [
  ['an embedding', 'rows', ({ x }) => x],
  ['tokens of all rows in one axis', 'rows', ({ flat }) => flat],
  ['positions added', 'rows', ({ g, x, constant }) => g.add(x, constant(1, T, D))],
  ['positions of a lower rank', 'rows', ({ g, x, constant }) => g.add(constant(T, D), x)],
  ['another constant for each row', 'mixed', ({ g, x, constant }) => g.add(x, constant(B, T, D))],
  [
    'the same constant, written out for each row',
    'rows',
    ({ g, x }) => g.add(x, g.initializer('same', f32([B, 1, D], [1, 2, 1, 2, 1, 2]))),
  ],
  [
    'what is looked up with such a constant',
    'rows',
    ({ g, x, constant }) =>
      g.add(
        x,
        g.gather(
          constant(5, D),
          g.initializer(
            'types',
            i32(
              [B, T],
              Array.from({ length: B * T }, (_, i) => i % T),
            ),
          ),
        ),
      ),
  ],
  ['a product', 'rows', ({ g, flat, constant }) => g.emit('Gemm', [flat, constant(D, 5), constant(5)])],
  [
    'a product that adds up tokens',
    'mixed',
    ({ g, flat, constant }) => g.emit('Gemm', [flat, constant(B * T, 5)], { transA: int(1) }),
  ],
  [
    'a product with another offset for each row',
    'mixed',
    ({ g, flat, constant }) => g.emit('Gemm', [flat, constant(D, 5), constant(B * T, 5)]),
  ],
  ['a product from the left', 'mixed', ({ g, flat, constant }) => g.matmul(constant(5, B * T), flat)],
  [
    'attention',
    'rows',
    (v) => v.g.matmul(v.g.softmax(v.g.matmul(heads(v), v.g.transpose(heads(v), [0, 1, 3, 2]))), heads(v)),
  ],
  ['attention among the rows', 'mixed', ({ g, x }) => g.softmax(g.reshape(x, [1, B, T * D]), 1)],
  ['a softmax along the batch', 'mixed', ({ g, flat }) => g.softmax(flat, 0)],
  ['a norm', 'rows', ({ g, x, constant }) => g.layerNorm(x, constant(D), constant(D), 1e-5)[0]],
  ['a mean over tokens', 'rows', ({ g, x }) => g.reduceMean(x, [1])],
  ['a mean over the batch', 'mixed', ({ g, x }) => g.reduceMean(x, [0], true)],
  ['what differs from the mean over the batch', 'mixed', ({ g, x }) => g.sub(x, g.reduceMean(x, [0], true))],
  ['tokens first', 'mixed', ({ g, x }) => g.transpose(x, [1, 0, 2])],
  ['tokens first, and back', 'mixed', ({ g, x }) => g.transpose(g.transpose(x, [1, 0, 2]), [1, 0, 2])],
  ['a part of each row', 'rows', ({ g, x }) => g.slice(x, 1, 1, 3)],
  ['some of the rows', 'mixed', ({ g, x }) => g.slice(x, 0, 1, 3)],
  [
    'the last token, by a constant position',
    'rows',
    ({ g, x }) => g.gather(x, g.initializer('last', i32([1], [T - 1])), 1),
  ],
  ['rows of the batch, looked up', 'mixed', ({ g, x }) => g.gather(x, g.initializer('rows', i32([2], [2, 0])), 0)],
  ['two side by side', 'rows', ({ g, x }) => g.concat([x, x], 2)],
  ['two below each other', 'mixed', ({ g, x }) => g.concat([x, x], 0)],
  ['running sums of each row', 'rows', ({ g, x }) => g.emit('CumSum', [x, g.intScalar(1)])],
  ['running sums over the batch', 'mixed', ({ g, x }) => g.emit('CumSum', [x, g.intScalar(0)])],
  ['an operator without a rule', 'mixed', ({ g, x }) => g.emit('ReduceProd', [x], { axes: ints([2]) })],
  ['weights alone', 'constant', ({ g, constant }) => g.matmul(constant(4, 4), constant(4, 4))],
];

const roll = ({ dims, dtype, data }: Tensor): Tensor => {
  const piece = data.length / B;
  return { dims, dtype, data: (data as Float32Array).map((_, i) => Number(data[(i + piece) % data.length])) };
};

describe('dependences', () => {
  it.each(cases)('%s: %s', async (_, expected, make) => {
    const { graph, value } = build(make);
    expect(dependences(graph, ['ids'], B).get(value)).toBe(expected);
    if (expected !== 'rows') return;
    const ids = i32(
      [B, T],
      Array.from({ length: B * T }, (_token, i) => (i * 7) % 20),
    );
    const [straight, rolled] = [
      (await evaluate(graph, { ids }))[value]!,
      (await evaluate(graph, { ids: roll(ids) }))[value]!,
    ];
    expect([...rolled.data]).toEqual([...roll(straight).data]);
    expect([...rolled.data]).not.toEqual([...straight.data]);
  });

  it('leaves out what depends on anything else', () => {
    const { graph, value } = build(({ g, x }) =>
      g.add(
        g.add(x, g.reshape(g.cast(g.input('labels', 'int32', [B]), 'float32'), [B, 1, 1])),
        uniformNoise(g, [B, T, D], g.input('seed', 'int32', []), 0),
      ),
    );
    const found = dependences(graph, ['ids'], B);
    expect(found.has(value)).toBe(false);
    expect(graph.nodes.filter((node) => node.outputs.some((out) => found.has(out))).map(({ op }) => op)).toEqual([
      'Gather',
    ]);
  });
});
