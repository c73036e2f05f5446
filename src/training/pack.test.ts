/** Packing: layout, contents, gradients, and decay for some members only. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { zeros, type Parameter } from '../methods/contract';
import { decayMask, packValues, planUnits, readFromBuckets, unitGradient, unpackValues } from './pack';

const parameter = (name: string, shape: readonly number[], decay = true): Parameter => ({
  name,
  shape,
  decay,
  init: zeros,
  group: 'method',
});
const parameters = [
  parameter('a', [2, 3]),
  parameter('b', [4], false),
  parameter('big', [10, 10]),
  parameter('c', [1, 2, 2]),
];
const contents = new Map(
  parameters.map((p, i) => [
    p.name,
    Float32Array.from({ length: p.shape.reduce((x, y) => x * y, 1) }, (_, j) => 100 * i + j),
  ]),
);

describe('packing', () => {
  const units = planUnits(parameters, 50);

  it('puts small tensors into one bucket and leaves large ones alone', () => {
    expect(units.map((unit) => [unit.name, unit.shape, unit.decay])).toEqual([
      ['bucket', [14], 'some'],
      ['big', [10, 10], true],
    ]);
    expect(units[0]!.members.map((m) => [m.name, m.offset])).toEqual([
      ['a', 0],
      ['b', 6],
      ['c', 10],
    ]);
    expect([...decayMask(units[0]!).data]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('packs nothing for one tensor alone, nor with a threshold of 0', () => {
    expect(planUnits([parameters[0]!], 50)).toEqual([{ name: 'a', shape: [2, 3], decay: true, members: [] }]);
    expect(planUnits(parameters, 0).every((unit) => unit.members.length === 0)).toBe(true);
  });

  it('unpacks what it packed', () => {
    for (const unit of units) {
      for (const [name, tensor] of unpackValues(
        unit,
        packValues(unit, (n) => contents.get(n)!),
      )) {
        expect([...tensor.data]).toEqual([...contents.get(name)!]);
        expect(tensor.dims).toEqual(parameters.find((p) => p.name === name)!.shape);
      }
    }
  });

  it('reads tensors from the bucket and gathers their gradients in its order', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    for (const p of parameters) g.input(p.name, 'float32', p.shape);
    readFromBuckets(g, units);
    expect(graph.inputs.map((input) => input.name)).toEqual(['big', 'bucket']);
    const doubled = new Map(parameters.map((p) => [p.name, g.scale(p.name, 2)]));
    graph.outputs = units.map((unit) => unitGradient(g, unit, doubled));
    g.finish();
    const [bucket, big] = units.map((unit) => packValues(unit, (n) => contents.get(n)!));
    const result = await evaluate(graph, { bucket: bucket!, big: big! });
    expect([...(result[graph.outputs[0]!]!.data as Float32Array)]).toEqual([...bucket!.data].map((v) => 2 * v));
    expect(() => unitGradient(g, units[0]!, new Map())).toThrow('no gradient for "a"');
  });

  it('leaves out buckets that a graph does not read', () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    g.input('big', 'float32', [10, 10]);
    readFromBuckets(g, units);
    expect(graph.inputs.map((input) => input.name)).toEqual(['big']);
  });
});
