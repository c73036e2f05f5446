/** Parts of the runtime that need no device: queue, meter, errors, weights told from shapes. */
import { describe, expect, it } from 'vitest';
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { f32, i32 } from '../onnx/tensor';
import type { Owner } from './backend';
import { requestAdapter } from './device';
import { BackendError, backendError } from './errors';
import { says } from './messages';
import { MemoryMeter, meterDevice } from './memory';
import { RunQueue } from './queue';
import { separateWeights, WeightStore } from './weights';

describe('RunQueue', () => {
  it('never overlaps tasks, and goes on after one fails', async () => {
    const queue = new RunQueue();
    let running = 0;
    const order: number[] = [];
    const task = (id: number) =>
      queue.add(async () => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5 - id));
        running--;
        order.push(id);
        if (id === 1) throw new Error('one');
        return id;
      });
    const results = await Promise.allSettled([task(0), task(1), task(2)]);
    expect(order).toEqual([0, 1, 2]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await queue.drained();
  });
});

describe('MemoryMeter', () => {
  /** As much of a device as the meter touches. */
  function fakeDevice(): GPUDevice {
    return {
      createBuffer: ({ size }: { size: number }) => ({
        size,
        destroy() {
          this.size = 0;
        },
      }),
    } as unknown as GPUDevice;
  }

  it('counts each buffer under the owner at its creation, once, and remembers the peak', () => {
    const meter = new MemoryMeter();
    const device = fakeDevice();
    let owner: Owner = 'frozen';
    const undo = meterDevice(device, meter, () => owner);
    const weights = device.createBuffer({ size: 100, usage: 0 });
    owner = 'activations';
    const work = device.createBuffer({ size: 40, usage: 0 });
    expect(meter.reading()).toMatchObject({ total: 140, peak: 140, live: { frozen: 100, activations: 40 } });
    work.destroy();
    work.destroy();
    expect(work.size).toBe(0);
    device.createBuffer({ size: 10, usage: 0 });
    expect(meter.reading()).toMatchObject({ total: 110, peak: 140, peakByOwner: { frozen: 100, activations: 40 } });
    meter.resetPeak();
    expect(meter.reading().peak).toBe(110);
    undo();
    device.createBuffer({ size: 1000, usage: 0 });
    weights.destroy();
    expect(meter.reading().total).toBe(10);
  });
});

describe('errors', () => {
  it('tells running out of memory from other failures, and keeps its own', () => {
    expect(backendError(new Error('std::bad_alloc'), says.running({ graph: 'training' }))).toMatchObject({
      kind: 'out-of-memory',
    });
    const other = backendError('no kernel', says.preparing({ graph: 'training' }));
    expect(other).toMatchObject({
      kind: 'runtime',
      message: 'The runtime failed while preparing the training graph: no kernel',
    });
    expect(backendError(other, says.reading)).toBe(other);
  });

  it('says that there is no WebGPU', async () => {
    await expect(requestAdapter()).rejects.toThrow(BackendError);
    await expect(requestAdapter()).rejects.toThrow('train with the WASM backend');
  });
});

describe('separateWeights', () => {
  it('makes large weights inputs and leaves small and int64 constants', () => {
    const graph = new Graph();
    const g = new Builder(graph, 'base');
    const w = g.initializer('w', f32([64, 64], new Float32Array(4096)));
    const y = g.reshape(g.add(g.input('x', 'float32', [64, 64]), g.add(w, g.scalar(1))), [4096]);
    graph.outputs = [g.gather(y, g.initializer('ids', i32([2000], new Int32Array(2000))))];
    g.finish();
    const { graph: result, weights } = separateWeights(graph, 4096);
    expect([...weights.keys()]).toEqual([w, 'ids']);
    expect(result.inputs.map((input) => input.name)).toEqual(['x', w, 'ids']);
    expect([...result.initializers.keys()].some((name) => name.includes('shape'))).toBe(true);
    expect(graph.initializers.has(w)).toBe(true);
  });
});

describe('WeightStore', () => {
  it('keeps one tensor per array, and frees a model when another one comes', () => {
    const alive = new Set<string>();
    const store = new WeightStore((tensor) => {
      const id = String(tensor.data[0]);
      alive.add(id);
      return {
        type: { dtype: tensor.dtype, shape: tensor.dims },
        owner: 'frozen',
        write: () => undefined,
        read: () => Promise.resolve(tensor),
        dispose: () => {
          alive.delete(id);
        },
      };
    });
    const [a, b, c] = [1, 2, 3].map((value) => f32([1], [value]));
    const first = store.acquire(
      new Map([
        ['x', a!],
        ['y', b!],
      ]),
    );
    const second = store.acquire(new Map([['other name', a!]]));
    expect(second.tensors.get('other name')).toBe(first.tensors.get('x'));
    first.release();
    first.release();
    store.forgetUnused();
    expect([...alive]).toEqual(['1']);
    second.release();
    const again = store.acquire(new Map([['x', a!]]));
    again.release();
    expect([...alive]).toEqual(['1']);
    store.acquire(new Map([['z', c!]]));
    expect([...alive]).toEqual(['3']);
  });
});
