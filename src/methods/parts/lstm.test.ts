/** The unrolled LSTM against the recurrence written out by hand, its gradients, and the limit on pieces of a shader. */
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../test/evaluate';
import { checkGradients, gradientTolerance, normalStream } from '../../autodiff/gradientCheck';
import { differentiate } from '../../autodiff/reverse';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { f32, sizeOf, type Tensor } from '../../onnx/tensor';
import type { MethodContext } from '../contract';
import { trainableScalars } from '../tensors';
import { bidirectionalLstm, lstmSpecs } from './lstm';

const [l, d, e, depth] = [9, 3, 4, 2];
const drawn = { places: ['tokens'], change: 'rows' } as const;

function emitted() {
  const g = new Builder(new Graph(), 'method');
  const random = normalStream(3);
  const feeds: Record<string, Tensor> = {};
  const declare = (name: string, shape: readonly number[]) => {
    feeds[name] = f32(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => 0.5 * random()),
    );
    return g.input(name, 'float32', shape);
  };
  const x = declare('x', [l, d]);
  const specs = new Map(lstmSpecs('lstm', d, e, depth, drawn).map((spec) => [spec.name, spec]));
  const tensor = (name: string) => declare(name, specs.get(name)!.shape);
  const context = { builder: g, tensor } as unknown as MethodContext;
  return { g, feeds, states: bidirectionalLstm(context, 'lstm', x, e, depth) };
}

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

/** One direction of one layer as nn.LSTM's documentation writes it. */
function recurrence(x: number[][], weights: (kind: string) => ArrayLike<number>): number[][] {
  let h = Array<number>(e).fill(0),
    c = Array<number>(e).fill(0);
  return x.map((row) => {
    const gate = (index: number, unit: number) => {
      const at = index * e + unit;
      let sum = weights('bias_ih')[at]! + weights('bias_hh')[at]!;
      row.forEach((v, k) => {
        sum += weights('weight_ih')[at * row.length + k]! * v;
      });
      h.forEach((v, k) => {
        sum += weights('weight_hh')[at * e + k]! * v;
      });
      return sum;
    };
    const next = Array.from(
      { length: e },
      (_, unit) => sigmoid(gate(1, unit)) * c[unit]! + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)),
    );
    h = next.map((value, unit) => sigmoid(gate(3, unit)) * Math.tanh(value));
    c = next;
    return h;
  });
}

describe('LSTM', () => {
  it('computes the recurrence of both directions', async () => {
    const { g, feeds, states } = emitted();
    g.graph.outputs = [states];
    const out = (await (await prepare(g.finish())).run(feeds))[states]!;
    let x = Array.from({ length: l }, (_, t) => Array.from(feeds.x!.data as Float32Array).slice(t * d, (t + 1) * d));
    for (let layer = 0; layer < depth; layer++) {
      const one = (direction: string, rows: number[][]) =>
        recurrence(rows, (kind) => feeds[`lstm.${kind}_l${layer}${direction}`]!.data as Float32Array);
      const [forward, backward] = [one('', x), one('_reverse', [...x].reverse()).reverse()];
      x = forward.map((row, t) => [...row, ...backward[t]!]);
    }
    expect(out.dims).toEqual([l, 2 * e]);
    x.flat().forEach((v, i) => expect(out.data[i]).toBeCloseTo(v, 5));
  });

  it('has as many scalars as the formula says, and gradients that agree with finite differences', async () => {
    const { g, feeds, states } = emitted();
    const names = Object.keys(feeds).filter((name) => name !== 'x');
    expect(names.reduce((sum, name) => sum + sizeOf(feeds[name]!.dims), 0)).toBe(
      trainableScalars(lstmSpecs('lstm', d, e, depth, drawn)),
    );
    const loss = g.reduceSum(g.mul(states, states), [0, 1]);
    const gradients = differentiate(g, loss, names);
    g.graph.outputs = [loss, ...gradients.values()];
    const graph = g.finish();
    for (const node of graph.nodes) if (node.op === 'Split') expect(node.outputs.length).toBeLessThan(8);
    const session = await prepare(graph);
    const { tensors } = await checkGradients({
      run: (v) => session.run(v),
      loss,
      parameters: new Map(names.map((name) => [name, feeds[name]!])),
      gradients,
      feeds,
    });
    expect(tensors.filter((tensor) => tensor.relativeError > gradientTolerance)).toEqual([]);
    await session.release();
  });
});
