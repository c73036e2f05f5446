/** The random projection: host and graph agree, it keeps lengths, and tensors get projections of their own. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { normalStream } from '../../autodiff/gradientCheck';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { asFloat32, f32 } from '../../onnx/tensor';
import { mixingOf, powerOfTwo, project, projectAll, signsOf } from './fastfood';

const random = normalStream(11);
const vector = (length: number) => Float32Array.from({ length }, random);
const length = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, v, i) => sum + v * b[i]!, 0) / length(a) / length(b);

/** H G Π H B v written out as matrices. */
function written(v: Float32Array, name: string, n: number): number[] {
  const size = powerOfTwo(n);
  const { permutation, gaussian, squares } = mixingOf(size);
  const signs = signsOf(name, Math.min(v.length, size));
  const entry = (i: number, j: number) => ((i & j).toString(2).split('1').length % 2 === 1 ? 1 : -1);
  const times = (x: number[]) => x.map((_, i) => x.reduce((sum, value, j) => sum + entry(i, j) * value, 0));
  const first = times(Array.from({ length: size }, (_, i) => (v[i] ?? 0) * (signs[i] ?? 0)));
  return times(Array.from(permutation, (from, i) => first[from]! * gaussian[i]!))
    .slice(0, n)
    .map((x) => x / Math.sqrt(n * squares));
}

describe('Fastfood', () => {
  it.each([
    [5, 24],
    [9, 64],
    [40, 20],
  ])('is the product of its matrices, %i numbers to %i', (d, n) => {
    const v = vector(d);
    const expected = written(v, 'w', n);
    project(v, 'w', n).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  it('keeps lengths about as they are, and gives each tensor a projection of its own', () => {
    const v = vector(200);
    const [a, b] = [project(v, 'layer.0.q', 5000), project(v, 'layer.0.k', 5000)];
    expect(length(a) / length(v)).toBeCloseTo(1, 1);
    expect(Math.abs(cosine(a, b))).toBeLessThan(0.2);
    expect(Math.abs(cosine(a, project(vector(200), 'layer.0.q', 5000)))).toBeLessThan(0.2);
  });

  it.each([
    [13, 5000],
    [300, 5000],
    [40, 20],
  ])('is the same in the graph, %i numbers to %i', async (d, n) => {
    const tensors = [
      { name: 'a', entries: n },
      { name: 'b', entries: n - 3 },
      { name: 'c', entries: n },
    ];
    const g = new Builder(new Graph(), 'method');
    const rows = projectAll(g, g.input('v', 'float32', [d]), tensors, g.input('factors', 'float32', [3]));
    g.graph.outputs = [rows];
    const v = vector(d);
    const out = asFloat32((await evaluate(g.finish(), { v: f32([d], v), factors: f32([3], [1, -2, 0.5]) }))[rows]!);
    tensors.forEach(({ name, entries }, row) => {
      const expected = project(v, name, entries);
      const largest = expected.reduce(
        (most, value, i) => Math.max(most, Math.abs(value * [1, -2, 0.5][row]! - out[row * powerOfTwo(n) + i]!)),
        0,
      );
      expect(largest).toBeLessThan(1e-5);
    });
  });
});
