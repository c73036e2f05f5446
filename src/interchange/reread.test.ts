/** Weights that lie in their file: the same numbers, and none of the file's bytes held. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memorySource, type FileSource } from '../data/files';
import { bytesOf } from '../onnx/codec';
import { isMadeOnDemand, sizeOf } from '../onnx/tensor';
import { loadModel } from './modelFolder';

const path = 'onnx/model.onnx';
const bytes = new Uint8Array(readFileSync('models/tiny-decoder/onnx/model.onnx'));

/** What a browser's worker reads at once; Node has no such reader, and its Blob none either. */
class Reader {
  readAsArrayBuffer(part: { readonly bytes: Uint8Array }): ArrayBuffer {
    return part.bytes.slice().buffer as ArrayBuffer;
  }
}

const kept = (file: Uint8Array): Blob =>
  ({
    size: file.byteLength,
    slice: (start: number, end: number) => ({ bytes: file.subarray(start, end) }),
  }) as unknown as Blob;

const source = (blob: () => Blob | undefined): FileSource => ({
  ...memorySource(new Map([[path, bytes]])),
  blob: async () => blob(),
});

const load = async (blob: () => Blob | undefined) => (await loadModel(source(blob), 'm', { path })).graph;

describe('a model whose file can be read again', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('has the numbers of one in memory, and holds only small ones', async () => {
    vi.stubGlobal('FileReaderSync', Reader);
    const [held, light] = [await load(() => undefined), await load(() => kept(bytes))];
    let left = 0;
    for (const [name, tensor] of held.initializers) {
      const again = light.initializers.get(name)!;
      expect(Buffer.compare(bytesOf(again), bytesOf(tensor)), name).toBe(0);
      expect(again.data.buffer === bytes.buffer, name).toBe(false);
      if (!isMadeOnDemand(again)) left += sizeOf(again.dims);
    }
    const all = [...held.initializers.values()].reduce((sum, { dims }) => sum + sizeOf(dims), 0);
    expect(left / all).toBeLessThan(0.1);
  });

  it('stays in memory where another file lies there, or nothing can be read at once', async () => {
    const plain = await load(() => kept(bytes));
    vi.stubGlobal('FileReaderSync', Reader);
    const other = await load(() => kept(bytes.subarray(1)));
    for (const graph of [plain, other]) expect([...graph.initializers.values()].some(isMadeOnDemand)).toBe(false);
  });

  it('says that a file is gone', async () => {
    vi.stubGlobal(
      'FileReaderSync',
      class {
        readAsArrayBuffer(): never {
          throw new DOMException('gone', 'NotReadableError');
        }
      },
    );
    const graph = await load(() => kept(bytes));
    const large = [...graph.initializers.values()].find(isMadeOnDemand)!;
    expect(() => large.data).toThrow(/onnx\/model.onnx can't be read any more.*Load the model again/);
  });
});
