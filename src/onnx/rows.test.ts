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
  readonly b: Builder;
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
  const b = new Builder(graph, 'base');
  const ids = b.input('ids', 'int32', [B, T]);
  const x = b.gather(b.initializer('table', numbers([20, D])), ids);
  const value = make({
    b,
    ids,
    x,
    flat: b.reshape(x, [B * T, D]),
    constant: (...dims) => b.initializer('c', numbers(dims, dims.length)),
  });
  graph.outputs = [value];
  return { graph: b.finish(), value };
}

const heads = ({ b, x }: Values) => b.transpose(b.reshape(x, [B, T, 1, D]), [0, 2, 1, 3]);
const cases: readonly (readonly [string, Dependence, (values: Values) => string])[] = [
  ['an embedding', 'rows', ({ x }) => x],
  ['tokens of all rows in one axis', 'rows', ({ flat }) => flat],
  ['positions added', 'rows', ({ b, x, constant }) => b.add(x, constant(1, T, D))],
  ['positions of a lower rank', 'rows', ({ b, x, constant }) => b.add(constant(T, D), x)],
  ['another constant for each row', 'mixed', ({ b, x, constant }) => b.add(x, constant(B, T, D))],
  [
    'the same constant, written out for each row',
    'rows',
    ({ b, x }) => b.add(x, b.initializer('same', f32([B, 1, D], [1, 2, 1, 2, 1, 2]))),
  ],
  [
    'what is looked up with such a constant',
    'rows',
    ({ b, x, constant }) =>
      b.add(
        x,
        b.gather(
          constant(5, D),
          b.initializer(
            'types',
            i32(
              [B, T],
              Array.from({ length: B * T }, (_, i) => i % T),
            ),
          ),
        ),
      ),
  ],
  ['a product', 'rows', ({ b, flat, constant }) => b.emit('Gemm', [flat, constant(D, 5), constant(5)])],
  [
    'a product that adds up tokens',
    'mixed',
    ({ b, flat, constant }) => b.emit('Gemm', [flat, constant(B * T, 5)], { transA: int(1) }),
  ],
  [
    'a product with another offset for each row',
    'mixed',
    ({ b, flat, constant }) => b.emit('Gemm', [flat, constant(D, 5), constant(B * T, 5)]),
  ],
  ['a product from the left', 'mixed', ({ b, flat, constant }) => b.matmul(constant(5, B * T), flat)],
  [
    'attention',
    'rows',
    (v) => v.b.matmul(v.b.softmax(v.b.matmul(heads(v), v.b.transpose(heads(v), [0, 1, 3, 2]))), heads(v)),
  ],
  ['attention among the rows', 'mixed', ({ b, x }) => b.softmax(b.reshape(x, [1, B, T * D]), 1)],
  ['a softmax along the batch', 'mixed', ({ b, flat }) => b.softmax(flat, 0)],
  ['a norm', 'rows', ({ b, x, constant }) => b.layerNorm(x, constant(D), constant(D), 1e-5)[0]],
  ['a mean over tokens', 'rows', ({ b, x }) => b.reduceMean(x, [1])],
  ['a mean over the batch', 'mixed', ({ b, x }) => b.reduceMean(x, [0], true)],
  ['what differs from the mean over the batch', 'mixed', ({ b, x }) => b.sub(x, b.reduceMean(x, [0], true))],
  ['tokens first', 'mixed', ({ b, x }) => b.transpose(x, [1, 0, 2])],
  ['tokens first, and back', 'mixed', ({ b, x }) => b.transpose(b.transpose(x, [1, 0, 2]), [1, 0, 2])],
  ['a part of each row', 'rows', ({ b, x }) => b.slice(x, 1, 1, 3)],
  ['some of the rows', 'mixed', ({ b, x }) => b.slice(x, 0, 1, 3)],
  [
    'the last token, by a constant position',
    'rows',
    ({ b, x }) => b.gather(x, b.initializer('last', i32([1], [T - 1])), 1),
  ],
  ['rows of the batch, looked up', 'mixed', ({ b, x }) => b.gather(x, b.initializer('rows', i32([2], [2, 0])), 0)],
  ['two side by side', 'rows', ({ b, x }) => b.concat([x, x], 2)],
  ['two below each other', 'mixed', ({ b, x }) => b.concat([x, x], 0)],
  ['running sums of each row', 'rows', ({ b, x }) => b.emit('CumSum', [x, b.intScalar(1)])],
  ['running sums over the batch', 'mixed', ({ b, x }) => b.emit('CumSum', [x, b.intScalar(0)])],
  ['an operator without a rule', 'mixed', ({ b, x }) => b.emit('ReduceProd', [x], { axes: ints([2]) })],
  ['weights alone', 'constant', ({ b, constant }) => b.matmul(constant(4, 4), constant(4, 4))],
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
    const { graph, value } = build(({ b, x }) =>
      b.add(
        b.add(x, b.reshape(b.cast(b.input('labels', 'int32', [B]), 'float32'), [B, 1, 1])),
        uniformNoise(b, [B, T, D], b.input('seed', 'int32', []), 0),
      ),
    );
    const found = dependences(graph, ['ids'], B);
    expect(found.has(value)).toBe(false);
    expect(graph.nodes.filter((node) => node.outputs.some((out) => found.has(out))).map(({ op }) => op)).toEqual([
      'Gather',
    ]);
  });
});
