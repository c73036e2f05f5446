/**
 * Every rule case on WebGPU through Dawn: all nodes on the GPU (the runtime refuses others), same numbers as on WASM.
 */
import { describe, expect, it } from 'vitest';
import { Builder } from '../src/onnx/builder';
import { Graph } from '../src/onnx/graph';
import { dropout, uniformNoise } from '../src/onnx/random';
import { f32, i32 } from '../src/onnx/tensor';
import { gradientGraph } from './checkRule';
import { evaluate } from './evaluate';
import { ruleCases } from './ruleCases';
import { runOn, SLOW, webgpu } from './webgpu';

/** Cases whose forward operator the provider does not run; models with them are lowered before training. */
const beyondProvider = (op: string, name: string): boolean =>
  op === 'LogSoftmax' ||
  // onnxruntime-web 1.30: a Slice with a negative step starts at the last element wherever it should start.
  (op === 'Slice' && name === 'backwards by 2');

describe('on WebGPU', () => {
  it(
    'each rule case runs on the GPU alone and agrees with WASM',
    async () => {
      const backend = await webgpu();
      const wrong: string[] = [];
      for (const { op, name, args, body } of ruleCases) {
        if (beyondProvider(op, name)) continue;
        const { graph, feeds } = gradientGraph(args, body);
        // A graph that only hands an input or a constant through has nothing to run.
        graph.outputs = graph.outputs.filter((out) => !graph.isInput(out) && !graph.initializers.has(out));
        if (graph.outputs.length === 0) continue;
        graph.prune();
        graph.inputs = graph.inputs.filter((input) => graph.nodes.some((node) => node.inputs.includes(input.name)));
        const needed = Object.fromEntries(graph.inputs.map(({ name: input }) => [input, feeds[input]!]));
        const expected = await evaluate(graph, needed);
        const found = await runOn(backend, graph, needed).catch((error: unknown) => error as Error);
        if (found instanceof Error) {
          wrong.push(`${op} (${name}): ${found.message}`);
          continue;
        }
        for (const out of graph.outputs) {
          const [a, b] = [expected[out]!.data as Float32Array, found[out]!.data as Float32Array];
          const scale = Math.max(1e-3, ...a.map(Math.abs));
          // 5·10⁻⁴: sine and cosine of a software adapter are good to 1.5·10⁻⁴.
          if (!a.every((v, i) => Math.abs(v - b[i]!) <= 5e-4 * scale))
            wrong.push(`${op} (${name}): ${out} is ${b.join(', ')} instead of ${a.join(', ')}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    SLOW,
  );

  it(
    'draws the same random bits as on WASM',
    async () => {
      const graph = new Graph();
      const g = new Builder(graph, 'method');
      const seed = g.input('seed', 'int32', []);
      const x = g.input('x', 'float32', [64, 48]);
      graph.outputs = [uniformNoise(g, [64, 48], seed, 3), dropout(g, x, 0.1, seed, 5)];
      const outputs = [...graph.outputs];
      const feeds = { seed: i32([], [2 ** 31 - 77]), x: f32([64, 48], new Float32Array(64 * 48).fill(1)) };
      const expected = await evaluate(g.finish(), feeds);
      const found = await runOn(await webgpu(), graph, feeds);
      for (const out of outputs)
        expect([...(found[out]!.data as Float32Array)]).toEqual([...(expected[out]!.data as Float32Array)]);
    },
    SLOW,
  );
});
