import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { Builder } from './builder';
import { decodeModel, encodeModel } from './codec';
import { Graph } from './graph';
import { f32, fromHalf, toHalf } from './tensor';

describe('Builder', () => {
  it('emits a graph that runs, and survives encode and decode', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [2, 3]);
    const w = g.initializer('w', f32([2, 3], [1, 0, 0, 0, 1, 0]));
    graph.outputs = [g.add(g.linear(x, w), g.scalar(1))];
    g.finish();
    expect(graph.shapeOf(graph.outputs[0]!)).toEqual([2, 2]);
    const feeds = { x: f32([2, 3], [1, 2, 3, 4, 5, 6]) };
    const direct = await evaluate(graph, feeds);
    const again = await evaluate(decodeModel(encodeModel(graph).model), feeds);
    expect(Array.from(direct[graph.outputs[0]!]!.data as Float32Array)).toEqual([2, 3, 5, 6]);
    expect(again).toEqual(direct);
  });

  it('wrap puts a new value in front of all readers', () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [2]);
    const y = g.exp(x);
    const z = g.neg(y);
    graph.outputs = [z, y];
    const wrapped = g.wrap(y, (v) => g.mul(v, g.scalar(2)));
    g.finish();
    expect(graph.outputs).toEqual([z, wrapped]);
    expect(graph.producers().get(z)!.inputs).toEqual([wrapped]);
    expect(graph.producers().get(wrapped)!.inputs[0]).toBe(y);
  });
});

describe('half precision', () => {
  it('decodes and encodes every finite half exactly', () => {
    for (let bits = 0; bits < 65536; bits++) {
      if ((bits & 0x7c00) === 0x7c00) continue;
      expect(toHalf(fromHalf(bits))).toBe(bits);
    }
  });
});
