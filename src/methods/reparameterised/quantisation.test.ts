/**
 * Packing, NF4 and the quantised methods: the graph reads what the host packed, and the device holds what the papers
 * say.
 */
import { inEnglish } from '../../messages/message';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Matrix, SVD } from 'ml-matrix';
import { evaluate } from '../../../test/evaluate';
import { classificationData, numbers, runConfig } from '../../../test/fixture';
import { finishRun, lossFell } from '../../../test/maskRun';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import { normalStream } from '../../autodiff/gradientCheck';
import { Builder } from '../../onnx/builder';
import { decodeModel } from '../../onnx/codec';
import { Graph } from '../../onnx/graph';
import { gpuOps } from '../../onnx/support';
import { asFloat32, i32, type Tensor } from '../../onnx/tensor';
import { WasmBackend } from '../../runtime/wasm';
import { Trainer } from '../../../test/trainer';
import type { Hyperparameters, MergeContext } from '../contract';
import { resolveHyperparameters } from '../hyperparameters';
import { lowRankSites } from '../parts/lowRank';
import { transposed } from '../parts/quantisedBase';
import { dequantiseInt4, emitInt4, quantiseInt4 } from '../parts/int4';
import { linearAlgebra } from '../linearAlgebra';
import { leading, loftqStart } from './loftq';
import { blockSize, dequantiseNf4, dynamicMap, emitNf4, nf4Values, quantiseNf4 } from '../parts/nf4';
import { pack, unpack } from '../parts/packing';
import { mergedZeros, qaLora } from './qaLora';

let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

async function run(emit: (g: Builder) => string): Promise<Tensor> {
  const builder = new Builder(new Graph(), 'method');
  const out = emit(builder);
  builder.graph.outputs = [out];
  const graph = builder.finish();
  expect(graph.nodes.filter((node) => !gpuOps.has(node.op))).toEqual([]);
  return (await evaluate(graph, {}))[out]!;
}

const normals = (n: number, seed = 1): Float32Array => {
  const random = normalStream(seed);
  return Float32Array.from({ length: n }, () => random());
};

describe('packing', () => {
  it.each([4, 8] as const)('%i bits: the graph unpacks every code, those with the sign bit too', async (bits) => {
    const draw = numbers(bits);
    const codes = Uint8Array.from({ length: (64 * 32) / bits }, () => draw(2 ** bits));
    codes.fill(2 ** bits - 1, 0, 32 / bits);
    codes.fill(0, 32 / bits, 64 / bits);
    const words = pack(codes, bits);
    expect(words.some((word) => word < 0) && words.some((word) => word > 0)).toBe(true);
    const back = await run((g) => unpack(g, g.initializer('words', i32([words.length], words)), bits));
    expect([...(back.data as Int32Array)]).toEqual([...codes]);
  });
});

describe('NF4', () => {
  it("has bitsandbytes' tables", () => {
    expect(nf4Values).toHaveLength(16);
    expect(dynamicMap).toHaveLength(256);
    expect(new Set(dynamicMap).size).toBe(256);
    expect(dynamicMap[255]).toBe(1);
    expect(dynamicMap[0]).toBeCloseTo(-0.99296875, 8);
    expect(dynamicMap.indexOf(0)).toBe(127);
  });

  it.each([
    [24, 40, true],
    [24, 40, false],
    [3, 50, true],
    [64, 520, true],
  ])('a matrix %i × %i, double %s: graph and host read the same', async (rows, columns, double) => {
    const matrix = normals(rows * columns);
    const quantised = quantiseNf4(matrix, rows, columns, double);
    const found = await run((g) => emitNf4(g, quantised));
    expect(found.dims).toEqual([rows, columns]);
    const expected = dequantiseNf4(quantised);
    asFloat32(found).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 6));
    // Half the widest gap of the table, times the block's maximum, and the error of the maximum itself.
    for (let i = 0; i < matrix.length; i++) {
      const block = matrix.subarray(Math.floor(i / blockSize) * blockSize, (Math.floor(i / blockSize) + 1) * blockSize);
      const largest = block.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      expect(Math.abs(matrix[i]! - expected[i]!)).toBeLessThan(largest * (0.5 * (1 - 0.6962) + (double ? 0.03 : 1e-6)));
    }
  });

  it('takes 4.127 bits a weight, or 4.5 without double quantisation', () => {
    const [rows, columns] = [512, 512];
    const bits = (double: boolean) =>
      (8 * quantiseNf4(normals(rows * columns), rows, columns, double).bytes) / (rows * columns);
    expect(bits(true)).toBeCloseTo(4 + 8 / 64 + 32 / (64 * 256), 3);
    expect(bits(false)).toBe(4.5);
  });

  it('keeps zeros', () => {
    expect([...dequantiseNf4(quantiseNf4(new Float32Array(128), 2, 64, false))].every((v) => v === 0)).toBe(true);
  });
});

describe('QLoRA', () => {
  it('learns beside codes, and only A and B move', async () => {
    const { trainer, values } = await finishRun(backend, 'qlora', { r: 4 }, { steps: 30 });
    expect(lossFell({ trainer })).toBe(true);
    expect([...values.keys()].filter((name) => !/lora_[AB]$/.test(name)).every((name) => name.startsWith('head'))).toBe(
      true,
    );
    await trainer.dispose();
  });
});

/** Bytes of frozen weights on the device while a method trains the bundled encoder. */
async function frozenBytes(id: string, hyperparameters: Hyperparameters = {}): Promise<number> {
  const folder = 'models/tiny-encoder';
  backend.forgetUnused();
  const trainer = new Trainer({
    model: decodeModel(readFileSync(`${folder}/onnx/model.onnx`)),
    modelConfig: JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')) as Record<string, unknown>,
    config: runConfig({ steps: 1, batchSize: 2, sequenceLength: 8, method: { id, hyperparameters } }),
    data: classificationData(),
    backend,
  });
  await trainer.prepare();
  await trainer.run();
  const { frozen } = backend.memory().live;
  await trainer.dispose();
  backend.forgetUnused();
  return frozen;
}

describe('memory', () => {
  it("QLoRA's quantised weights take about an eighth of fp32 on the device", async () => {
    const [d, wide, layers] = [128, 512, 2];
    const full = 4 * layers * (4 * d * d + 2 * d * wide);
    const saved =
      (await frozenBytes('lora', { targets: ['q', 'k', 'v', 'o', 'up', 'down'] })) - (await frozenBytes('qlora'));
    const ratio = (full - saved) / full;
    expect(ratio).toBeGreaterThan(0.12);
    expect(ratio).toBeLessThan(0.13);
  });
});

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0));

/** B A of factors (r, columns) and (rows, r), row by row. */
function product(
  { a, b }: { readonly a: Float32Array; readonly b: Float32Array },
  rows: number,
  columns: number,
): Float32Array {
  const r = b.length / rows;
  return Float32Array.from({ length: rows * columns }, (_, i) =>
    Array.from({ length: r }, (__, k) => b[Math.floor(i / columns) * r + k]! * a[k * columns + (i % columns)]!).reduce(
      (x, y) => x + y,
      0,
    ),
  );
}

describe('LoftQ', () => {
  it.each([
    [12, 20],
    [20, 12],
  ])(
    'decomposes %i × %i: the error is that of the singular values left out, and both sides share them',
    (rows, columns) => {
      const matrix = normals(rows * columns, 4);
      const values = new SVD(Matrix.from1DArray(rows, columns, matrix), { autoTranspose: true }).diagonal;
      for (const r of [1, 5, 12]) {
        const factors = linearAlgebra.truncatedSvd(matrix, rows, columns, r);
        expect(distance(product(factors, rows, columns), matrix)).toBeCloseTo(
          Math.sqrt(values.slice(r).reduce((sum, v) => sum + v * v, 0)),
          4,
        );
        const row = factors.a.subarray(0, columns);
        expect(row.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(values[0]!, 4);
      }
    },
  );

  it('takes the start at a lower rank from one at a higher', () => {
    const [rows, columns] = [20, 32];
    const start = (r: number) =>
      loftqStart(normals(rows * columns, 3), rows, columns, { r, rounds: 1, double: true }, linearAlgebra);
    expect(leading(start(16), rows, columns, 4)).toEqual(start(4));
  });

  it('starts nearer to the weight than QLoRA, and nearer still after more rounds', () => {
    const [rows, columns, r] = [32, 64, 8];
    const matrix = normals(rows * columns, 2);
    const error = (rounds: number) => {
      const start = loftqStart(matrix, rows, columns, { r, rounds, double: true }, linearAlgebra);
      const read = dequantiseNf4(start.quantised),
        update = product(start, rows, columns);
      return distance(
        read.map((v, i) => v + update[i]!),
        matrix,
      );
    };
    const plain = distance(dequantiseNf4(quantiseNf4(matrix, rows, columns, true)), matrix);
    expect(error(1)).toBeLessThan(0.85 * plain);
    expect(error(5)).toBeLessThan(error(1));
  });

  it('trains from there', async () => {
    const { trainer } = await finishRun(backend, 'loftq', { r: 4 }, { steps: 30, optimizer: { learningRate: 5e-3 } });
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });
});

describe('QA-LoRA', () => {
  it.each([8, 32])('INT4 in groups of %i: the graph reads what the host packed, within half a step', async (group) => {
    const [rows, columns] = [5, 64];
    const matrix = normals(rows * columns, 6);
    const quantised = quantiseInt4(matrix, rows, columns, group);
    const found = asFloat32(await run((g) => emitInt4(g, quantised)));
    const expected = dequantiseInt4(quantised);
    found.forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i]!, 5);
      expect(Math.abs(v - matrix[i]!)).toBeLessThan(0.501 * quantised.scales.data[Math.floor(i / group)]!);
    });
  });

  it('merges into the zero points: the same codes and scales stand for the tuned weights', () => {
    const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
    const hp = resolveHyperparameters(qaLora, { r: 3, alpha: 6, group: '16' });
    const { linear } = anatomy.layers[0]!.attention.q;
    const site = lowRankSites(anatomy, hp, 'all linears').find((one) => one.stem === 'layer.0.q')!;
    const factors: Record<string, Float32Array> = {
      'layer.0.q.lora_A': normals(3 * 2, 8),
      'layer.0.q.lora_B': normals(32 * 3, 9),
    };
    const base = transposed(asFloat32(graph.initializers.get(linear.weight)!), 32, 32);
    const quantised = quantiseInt4(base, 32, 32, 16);
    const context: MergeContext = {
      anatomy,
      linearAlgebra,
      base: () => base,
      trained: (name) => factors[name]!,
      shape: () => [],
      set: () => undefined,
    };
    const merged = dequantiseInt4(quantised, mergedZeros(context, quantised, [site], hp));
    // W + s B A P, where P averages the inputs of each group.
    const update = product({ a: factors['layer.0.q.lora_A']!, b: factors['layer.0.q.lora_B']! }, 32, 2);
    const read = dequantiseInt4(quantised);
    merged.forEach((w, i) =>
      expect(w).toBeCloseTo(read[i]! + (2 / 16) * update[Math.floor(i / 32) * 2 + Math.floor((i % 32) / 16)]!, 5),
    );
  });

  it('trains', async () => {
    const { trainer } = await finishRun(backend, 'qa-lora', { r: 4 }, { steps: 30 });
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('says which groups fit', () => {
    const { anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
    expect(inEnglish(qaLora.check!(anatomy.dimensions, resolveHyperparameters(qaLora, { group: '64' }))!)).toMatch(
      /group of qa-lora is 64, which does not divide the 32 inputs of a layer; choose 8 or 16 or 32\./,
    );
  });
});
