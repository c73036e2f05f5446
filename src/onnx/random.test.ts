/** Random numbers in the graph: their distribution, their independence, and the exact bits. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { evaluate, prepare } from '../../test/evaluate';
import { Builder } from './builder';
import { Graph } from './graph';
import { dropout, uniformNoise } from './random';
import { f32, i32, sizeOf } from './tensor';

async function draw(shape: readonly number[], seed: number, salts: readonly number[]): Promise<Float32Array[]> {
  const graph = new Graph();
  const g = new Builder(graph, 'method');
  const seedInput = g.input('seed', 'int32', []);
  graph.outputs = salts.map((salt) => uniformNoise(g, shape, seedInput, salt));
  const outputs = graph.outputs;
  const result = await evaluate(g.finish(), { seed: i32([], [seed]) });
  return outputs.map((out) => result[out]!.data as Float32Array);
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - 0.5) * (b[i]! - 0.5);
  return (12 * sum) / a.length;
}

function chiSquare(values: Float32Array, bins = 16): number {
  const counts = new Array<number>(bins).fill(0);
  for (const v of values) counts[Math.floor(v * bins)]!++;
  const expected = values.length / bins;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

/** Five standard deviations of a correlation of n independent pairs. */
const bound = (n: number): number => 5 / Math.sqrt(n);
const shape = [512, 384];
const n = sizeOf(shape);

describe('uniformNoise', () => {
  it.each([0, 1, 2, 12345, -7, 2 ** 31 - 1])('is uniform for seed %d', async (seed) => {
    const [u] = (await draw(shape, seed, [3])) as [Float32Array];
    const mean = u.reduce((a, x) => a + x, 0) / n;
    const variance = u.reduce((a, x) => a + (x - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(bound(n) / Math.sqrt(12));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
    expect(chiSquare(u)).toBeLessThan(44.3); // 15 degrees of freedom, p = 10⁻⁴
    expect(u.every((x) => x > 0 && x < 1)).toBe(true);
  });
  it('is uniform within every row and every column', async () => {
    const [u] = (await draw(shape, 5, [0])) as [Float32Array];
    const means = (count: number, length: number, at: (i: number, k: number) => number): number[] =>
      Array.from(
        { length: count },
        (_, i) => Array.from({ length }, (_, k) => u[at(i, k)]!).reduce((a, x) => a + x, 0) / length,
      );
    for (const m of means(512, 384, (i, k) => i * 384 + k))
      expect(Math.abs(m - 0.5)).toBeLessThan(bound(384) / Math.sqrt(12));
    for (const m of means(384, 512, (i, k) => k * 384 + i))
      expect(Math.abs(m - 0.5)).toBeLessThan(bound(512) / Math.sqrt(12));
  });
  it('neighbours are uncorrelated, along rows and columns', async () => {
    const [u] = (await draw(shape, 5, [0])) as [Float32Array];
    for (const lag of [1, 2, 3, 384, 768, 385])
      expect(Math.abs(correlation(u.subarray(lag), u.subarray(0, n - lag)))).toBeLessThan(bound(n));
  });
  it('products over two rows and two columns average out', async () => {
    const [u] = (await draw(shape, 9, [0])) as [Float32Array];
    let sum = 0;
    for (let r = 0; r + 1 < 512; r += 2)
      for (let c = 0; c + 1 < 384; c += 2) {
        const at = (i: number, k: number): number => (u[(r + i) * 384 + c + k]! - 0.5) * Math.sqrt(12);
        sum += at(0, 0) * at(0, 1) * at(1, 0) * at(1, 1);
      }
    expect(Math.abs(sum / (256 * 192))).toBeLessThan(bound(256 * 192));
  });
  it('successive seeds are uncorrelated', async () => {
    const draws: Float32Array[] = [];
    for (const seed of [0, 1, 2, 3, 65536, -1]) draws.push((await draw(shape, seed, [1]))[0]!);
    draws.forEach((a, i) =>
      draws.slice(0, i).forEach((b) => expect(Math.abs(correlation(a, b))).toBeLessThan(bound(n))),
    );
  });
  it('one element over many seeds is uniform and uncorrelated in time', async () => {
    const graph = new Graph();
    const g = new Builder(graph, 'method');
    const seeds = 400;
    graph.outputs = [uniformNoise(g, [4, 8], g.input('seed', 'int32', []), 2)];
    const out = graph.outputs[0]!;
    const session = await prepare(g.finish());
    const rows: number[][] = [];
    for (let seed = 0; seed < seeds; seed++)
      rows.push([...((await session.run({ seed: i32([], [seed]) }))[out]!.data as Float32Array)]);
    await session.release();
    for (let k = 0; k < 32; k++) {
      const series = Float32Array.from(rows, (row) => row[k]!);
      expect(chiSquare(series, 8)).toBeLessThan(29.9); // 7 degrees of freedom, p = 10⁻⁴
      expect(Math.abs(correlation(series.subarray(1), series.subarray(0, seeds - 1)))).toBeLessThan(bound(seeds));
    }
  });
  it('salts are uncorrelated', async () => {
    const draws = await draw(shape, 7, [0, 1, 2, 100]);
    draws.forEach((a, i) =>
      draws.slice(0, i).forEach((b) => expect(Math.abs(correlation(a, b))).toBeLessThan(bound(n))),
    );
  });
  it('takes any shape', async () => {
    for (const s of [[], [7], [2, 3, 4, 5], [5, 1]]) {
      const [u] = (await draw(s, 1, [0])) as [Float32Array];
      expect(u.length).toBe(sizeOf(s));
    }
  });
  it('has exactly the bits of the definition, wrapping around in each product and sum', async () => {
    const [R, C, seed, salt] = [40, 30, 2 ** 31 - 5, 7];
    const [u] = (await draw([R, C], seed, [salt])) as [Float32Array];
    const rowKeys = xoroshiro128plus(0x5eed);
    const columnKeys = xoroshiro128plus(salt);
    const columns = Array.from({ length: C }, () => columnKeys.next() | 1);
    const expected = Array.from({ length: R }, () => {
      let h = (rowKeys.next() + Math.imul(seed, 0x61c88647)) | 0;
      for (const m of [0x2c1b3c6d, 0x52f45a72]) h = Math.imul((h + Math.trunc(h / 65536)) | 0, m);
      return columns.map((b) =>
        Math.fround(Math.fround(Math.fround(Math.imul(h + 1, b)) * Math.fround(2 ** -32 * (1 - 2 ** -20))) + 0.5),
      );
    }).flat();
    expect([...u]).toEqual(expected);
  });
});

describe('dropout', () => {
  const run = async (p: number, seed: number): Promise<Float32Array> => {
    const graph = new Graph();
    const g = new Builder(graph, 'method');
    const x = g.input('x', 'float32', [8, 16, 64]);
    graph.outputs = [dropout(g, x, p, g.input('seed', 'int32', []), 4)];
    const out = graph.outputs[0]!;
    return (await evaluate(g.finish(), { x: f32([8, 16, 64], new Float32Array(8192).fill(3)), seed: i32([], [seed]) }))[
      out
    ]!.data as Float32Array;
  };
  it.each([0.05, 0.1, 0.5, 0.9])('drops with probability %d and keeps the mean', async (p) => {
    const y = await run(p, 3);
    const dropped = y.filter((v) => v === 0).length / y.length;
    expect(Math.abs(dropped - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / y.length));
    expect(y.every((v) => v === 0 || Math.abs(v - 3 / (1 - p)) < 1e-5)).toBe(true);
  });
  it('draws a new mask for a new seed, the same for the same', async () => {
    expect(await run(0.5, 1)).toEqual(await run(0.5, 1));
    expect(await run(0.5, 1)).not.toEqual(await run(0.5, 2));
  });
  it('is the identity for p = 0 and refuses p = 1', () => {
    const g = new Builder(new Graph(), 'method');
    const x = g.input('x', 'float32', [2]);
    const seed = g.input('seed', 'int32', []);
    expect(dropout(g, x, 0, seed, 0)).toBe(x);
    expect(() => dropout(g, x, 1, seed, 0)).toThrow('below 1');
  });
  it('shares the row numbers between places', () => {
    const graph = new Graph();
    const g = new Builder(graph, 'method');
    const seed = g.input('seed', 'int32', []);
    let x = g.input('x', 'float32', [4, 8]);
    for (let salt = 0; salt < 5; salt++) x = dropout(g, x, 0.1, seed, salt);
    expect(graph.nodes.length).toBe(9 + 5 * 4);
  });
});
