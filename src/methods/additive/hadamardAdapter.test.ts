/** The Hadamard adapter's two stages: head first, then the adapter under a head that does not move. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareRun } from '../../../test/maskRun';
import type { Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const values = (tensors: ReadonlyMap<string, Tensor>, name: string): number[] =>
  Array.from(tensors.get(name)!.data as Float32Array);

describe('hadamard-adapter', () => {
  it('trains only the head first, and then everything but the head', async () => {
    const trainer = await prepareRun(backend, 'hadamard-adapter', { head: 0.5 }, { steps: 16 });
    const start = await trainer.trained();
    expect([...start.keys()].every((name) => name.startsWith('head.'))).toBe(true);
    await trainer.run(7);
    await trainer.step();
    const head = await trainer.trained();
    expect(values(head, 'head.weight')).not.toEqual(values(start, 'head.weight'));
    await trainer.run();
    const end = await trainer.trained();
    expect(trainer.result().stages.map(({ id, from, to }) => [id, from, to])).toEqual([
      ['head', 0, 8],
      ['adapter', 8, 16],
    ]);
    for (const name of ['head.weight', 'head.bias']) expect(values(end, name)).toEqual(values(head, name));
    const { hidden, layers } = { hidden: values(end, 'layer.0.hadamard.weight').length, layers: 2 };
    expect(trainer.counts).toMatchObject({ trainable: 4 * layers * hidden, formula: 4 * layers * hidden, head: 0 });
    // The norm behind attention moves, the one behind the feed-forward block is not even unfrozen.
    expect([...end.keys()].filter((name) => name.includes('LayerNorm')).sort()).toEqual(
      [0, 1].flatMap((i) => ['bias', 'weight'].map((part) => `encoder.layer.${i}.attention.output.LayerNorm.${part}`)),
    );
    expect(values(end, 'layer.1.hadamard.weight').some((v) => v !== 1)).toBe(true);
    expect(values(end, 'layer.0.hadamard.bias').some((v) => v !== 0)).toBe(true);
    await trainer.dispose();
  });
});
