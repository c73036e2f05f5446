/** The WASM backend in Node: in-place outputs, two threads, memory, errors. */
import { inEnglish } from '../messages/message';
import { beforeAll, describe, expect, it } from 'vitest';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { f32 } from '../onnx/tensor';
import type { DeviceTensor } from './backend';
import { WasmBackend } from './wasm';

/** w' = w - 0.1 (x W + w) with a frozen matrix W of n × n. */
function toyStep(n: number): Graph {
  const graph = new Graph();
  const g = new Builder(graph, 'base');
  const x = g.input('x', 'float32', [1, n]);
  const w = g.input('w', 'float32', [1, n]);
  const frozen = g.initializer(
    'W',
    f32(
      [n, n],
      Float32Array.from({ length: n * n }, (_, i) => Math.sin(i)),
    ),
  );
  const out = g.sub(w, g.scale(g.add(g.matmul(x, frozen), w), 0.1));
  graph.outputs = [out];
  return g.finish();
}

/** The same in plain arithmetic. */
function reference(n: number, x: Float32Array, w: Float32Array, steps: number): Float32Array {
  let now = w;
  for (let s = 0; s < steps; s++) {
    const next = new Float32Array(n);
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i]! * Math.fround(Math.sin(i * n + j));
      next[j] = now[j]! - 0.1 * (sum + now[j]!);
    }
    now = next;
  }
  return now;
}

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 2 });
});

describe('WasmBackend', () => {
  it('runs with two threads in Node', () => {
    expect(backend.threads).toBe(2);
    expect(inEnglish(backend.description)).toBe('WASM · 2 threads');
  });

  it('writes outputs in place: swapping two buffers equals the reference', async () => {
    const n = 33;
    const graph = toyStep(n);
    const executable = await backend.load(graph, 'toy');
    const x = Float32Array.from({ length: n }, (_, i) => Math.cos(i));
    const w = Float32Array.from({ length: n }, (_, i) => i / n);
    const input = backend.upload(f32([1, n], x), 'inputs');
    let now: DeviceTensor = backend.upload(f32([1, n], w), 'trainable');
    let next: DeviceTensor = backend.allocate({ dtype: 'float32', shape: [1, n] }, 'trainable');
    for (let step = 0; step < 5; step++) {
      await executable.run({ x: input, w: now }, { [graph.outputs[0]!]: next });
      [now, next] = [next, now];
    }
    const expected = reference(n, x, w, 5);
    const found = (await now.read()).data as Float32Array;
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    input.write(new Float32Array(n));
    await executable.run({ x: input, w: now }, { [graph.outputs[0]!]: next });
    expect(((await next.read()).data as Float32Array)[1]).toBeCloseTo(found[1]! * 0.9, 5);
    for (const tensor of [input, now, next]) tensor.dispose();
    await executable.release();
  });
});

describe('bytes and turns', () => {
  it('counts bytes by owner and gives them back', async () => {
    backend.forgetUnused();
    const before = backend.memory();
    const n = 256;
    const graph = toyStep(n);
    const executable = await backend.load(graph, 'toy');
    const tensor = backend.allocate({ dtype: 'float32', shape: [1, n] }, 'trainable');
    const during = backend.memory();
    expect(during.live.frozen - before.live.frozen).toBe(n * n * 4);
    expect(during.live.trainable - before.live.trainable).toBe(n * 4);
    const second = await backend.load(graph, 'toy again');
    expect(backend.memory().live.frozen).toBe(during.live.frozen);
    await second.release();
    tensor.dispose();
    tensor.dispose();
    await executable.release();
    expect(backend.memory().live.frozen).toBe(during.live.frozen);
    backend.forgetUnused();
    const after = backend.memory();
    expect(after.live.frozen).toBe(before.live.frozen);
    expect(after.live.trainable).toBe(before.live.trainable);
    expect(after.peak).toBeGreaterThanOrEqual(during.total);
  });

  it('stays right when the heap grows between and during runs', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const x = g.input('x', 'float32', [1 << 20]);
    let wide = g.reshape(x, [1, 1 << 20]);
    wide = g.add(g.expand(wide, [64, 1 << 20]), g.scalar(1));
    graph.outputs = [g.reduceSum(wide, [0])];
    g.finish();
    const executable = await backend.load(graph, 'growing');
    const input = backend.upload(f32([1 << 20], new Float32Array(1 << 20).fill(0.5)), 'inputs');
    const output = backend.allocate({ dtype: 'float32', shape: [1 << 20] }, 'inputs');
    const heap = backend.memory().total;
    await executable.run({ x: input }, { [graph.outputs[0]!]: output });
    expect(backend.memory().total).toBeGreaterThan(heap);
    expect(backend.memory().live.activations).toBeGreaterThan(100e6);
    expect(((await output.read()).data as Float32Array).every((v) => v === 96)).toBe(true);
    input.dispose();
    output.dispose();
    await executable.release();
  });

  it('queues runs that are started at once', async () => {
    const graph = toyStep(8);
    const executable = await backend.load(graph, 'toy');
    const x = backend.upload(f32([1, 8], new Float32Array(8)), 'inputs');
    const tensors = Array.from({ length: 4 }, (_, i) =>
      backend.upload(f32([1, 8], new Float32Array(8).fill(i === 0 ? 1 : 0)), 'trainable'),
    );
    await Promise.all(
      [0, 1, 2].map((i) => executable.run({ x, w: tensors[i]! }, { [graph.outputs[0]!]: tensors[i + 1]! })),
    );
    expect(((await tensors[3]!.read()).data as Float32Array)[0]).toBeCloseTo(0.729, 5);
    for (const tensor of [x, ...tensors]) tensor.dispose();
    await executable.release();
  });

  it('names a missing tensor and refuses wrong sizes', async () => {
    const graph = toyStep(8);
    const executable = await backend.load(graph, 'toy');
    const x = backend.allocate({ dtype: 'float32', shape: [1, 8] }, 'inputs');
    await expect(executable.run({ x }, {})).rejects.toThrow('The toy graph needs a tensor for its input "w".');
    expect(() => x.write(new Float32Array(9))).toThrow("can't take 36 bytes");
    x.dispose();
    await expect(x.read()).rejects.toThrow('disposed');
    await executable.release();
  });
});
