import { describe, expect, it } from 'vitest';
import { checkFinite } from './finite';
import { Graph } from './graph';
import { f32, tensorOf, type Tensor } from './tensor';

const holding = (name: string, tensor: Tensor): Graph => {
  const graph = new Graph();
  graph.initializers.set(name, tensor);
  return graph;
};
const half = (values: number[]): Tensor => tensorOf('float16', [values.length], values);

describe('numbers of a model', () => {
  it.each([
    ['NaN', f32([3], [1, NaN, 2])],
    ['infinity', f32([3], [0.5, Infinity, 2])],
    ['infinity', f32([2], [0.1, -Infinity])],
    ['NaN', half([1, NaN])],
    ['infinity', half([0.5, Infinity])],
    ['NaN', tensorOf('float64', [2], [1, NaN])],
    ['NaN', f32([], [NaN])],
  ])('are refused with the name of the tensor that holds %s', (odd, tensor) => {
    expect(() => checkFinite(holding('layer.weight', tensor))).toThrow(
      `The model's tensor "layer.weight" holds ${odd}`,
    );
  });

  it('may hide with infinity in a mask, or be a limit', () => {
    for (const tensor of [f32([1, 4], [0, -Infinity, -Infinity, 0]), f32([], [-Infinity]), half([0, -Infinity, 1])])
      expect(() => checkFinite(holding('mask', tensor))).not.toThrow();
  });

  it('may not be infinite as the scale of quantised weights', () => {
    expect(() => checkFinite(holding('dense.weight_scale', f32([], [Infinity])))).toThrow(
      /"dense.weight_scale" holds infinity/,
    );
  });

  it('are looked at inside constants and branches', () => {
    const graph = new Graph();
    const node = { name: 'c', op: 'Constant', domain: '', inputs: [], outputs: ['inner'], role: 'base' as const };
    graph.nodes.push({ ...node, attributes: { value: { kind: 'tensor', value: f32([2], [NaN, 1]) } } });
    expect(() => checkFinite(graph)).toThrow(/"inner" holds NaN/);
    const outer = new Graph();
    outer.nodes.push({ ...node, op: 'If', attributes: { then_branch: { kind: 'graph', value: graph } } });
    expect(() => checkFinite(outer)).toThrow(/"inner" holds NaN/);
  });
});
