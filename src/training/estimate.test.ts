/** Memory from graph lifetimes, on graphs whose numbers can be counted by hand. */
import { describe, expect, it } from 'vitest';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { peakWorkspace } from '../onnx/lifetimes';
import { f32 } from '../onnx/tensor';
import { frozenBytes, keptActivations } from './estimate';

/** y = exp(reshape(x W)) summed; its gradient reads exp's output through another reshape, and x W not at all. */
function example(): Graph {
  const graph = new Graph();
  const g = new Builder(graph, 'base');
  const x = g.input('x', 'float32', [4, 8]);
  const w = g.initializer('w', f32([8, 16], new Float32Array(128)));
  const product = g.matmul(x, w); // 256 bytes
  const y = g.exp(g.reshape(product, [64])); // 256 bytes
  const sum = g.reduceSum(y, [0]);
  g.role = 'gradient';
  const gradient = g.mul(g.reshape(y, [4, 16]), g.reshape(y, [4, 16])); // 256 bytes
  const back = g.matmul(gradient, g.transpose(w)); // 512 bytes of Wᵀ, 128 bytes of output
  graph.outputs = [sum, back];
  return g.finish();
}

describe('memory estimate', () => {
  it('keeps what the backward pass reads, once, however it is shaped', () => {
    expect(keptActivations(example())).toBe(256);
  });

  it('finds the largest sum of live values', () => {
    // x W and exp together are 512; later the gradient (256), Wᵀ (512) and nothing else.
    expect(peakWorkspace(example())).toBe(768);
  });

  it('counts shared weights once', () => {
    const graph = example();
    graph.initializers.set('again', graph.initializers.get('w')!);
    const shapes = [...graph.initializers.values()]
      .filter((t) => t.dtype === 'int64')
      .reduce((sum, t) => sum + t.data.byteLength, 0);
    expect(frozenBytes(graph)).toBe(512 + shapes);
  });
});
