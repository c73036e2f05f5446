/** LoRA-GA and CorDA begin as HF PEFT has them begin; `scripts/parity/make_starts.py` writes what PEFT makes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { asFloat32 } from '../../onnx/tensor';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { linearAlgebra } from '../linearAlgebra';
import { cordaStart } from '../reparameterised/corda';
import { componentsOf, eva, ranksOf } from '../reparameterised/eva';
import { loraGaStart } from '../reparameterised/loraGa';
import { inputsOf } from './dataStart';
import { lowRankSites } from './lowRank';
import { transposed } from './quantisedBase';
import { multiply } from './updatedSites';

const starts = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../interchange/fixtures/peftStarts.json'), 'utf8'),
) as Readonly<Record<'corda' | 'lora_ga' | 'eva', Readonly<Record<'a' | 'b' | 'shares', readonly number[]>>>>;

const fixture = loadFixture('bert-torchscript');
const { graph, anatomy } = prepareFixture(fixture, 7);
const { weight, inFeatures: columns, outFeatures: rows } = anatomy.layers[1]!.feedForward.up;
const r = 3;
const wave = (n: number, m: number, step: number) =>
  Float32Array.from({ length: n * m }, (_, i) => Math.sin(step * i ** 1.5));

/** The first eight columns of A and rows of B, without the signs that decompositions leave open. */
function near({ a, b }: { readonly a: Float32Array; readonly b: Float32Array }, theirs: (typeof starts)['corda']) {
  const part = [
    ...Array.from({ length: r * 8 }, (_, at) => a[Math.floor(at / 8) * columns + (at % 8)]!),
    ...b.subarray(0, 8 * r),
  ];
  const wanted = [...theirs.a, ...theirs.b];
  const scale = Math.max(...wanted);
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - Math.abs(part[i]!))))).toBeLessThan(1e-4 * scale);
}

describe('starts from data', () => {
  it('CorDA has PEFT’s factors', () => {
    const x = wave(40, columns, 0.7);
    const moment = multiply(transposed(x, 40, columns), x, 40).map((value) => value / 40);
    const matrix = transposed(asFloat32(graph.initializers.get(weight)!), columns, rows);
    near(cordaStart(matrix, moment, { rows, columns, r }, 2, linearAlgebra), starts.corda);
  });

  it('EVA has PEFT’s components and their shares of the variance, and ranks go where those are largest', () => {
    const x = wave(40, columns, 0.7);
    const sum = Float32Array.from({ length: columns }, (_, i) =>
      Array.from({ length: 40 }, (__, row) => x[row * columns + i]!).reduce((all, value) => all + value),
    );
    const moment = multiply(transposed(x, 40, columns), x, 40);
    const { directions, shares } = componentsOf(moment, sum, 40, 6, linearAlgebra);
    starts.eva.shares.forEach((share, k) => {
      expect(shares[k]!).toBeCloseTo(share, 4);
      for (let i = 0; i < 8; i++)
        expect(Math.abs(directions[k * columns + i]!)).toBeCloseTo(starts.eva.a[k * 8 + i]!, 3);
    });
    expect(
      ranksOf(
        [
          [0.5, 0.3, 0.1],
          [0.2, 0.15, 0.12],
          [0.05, 0.04, 0.03],
        ],
        5,
      ),
    ).toEqual([2, 3, 0]);
  });

  it('LoRA-GA has PEFT’s factors, and by the paper A and B of one length each', () => {
    const halved = wave(rows, 8, 0.3).map((value, at) => value * 0.5 ** (at % 8));
    const gradient = multiply(halved, wave(8, columns, 0.9), 8);
    const start = (form: string) => loraGaStart(gradient, { rows, columns, r }, { form, gamma: 16 }, linearAlgebra);
    near(start('peft'), starts.lora_ga);
    const { a, b } = start('paper');
    const lengthOf = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
    const size = rows ** 0.25 / 4;
    for (let k = 0; k < r; k++) {
      expect(lengthOf(a.subarray(k * columns, (k + 1) * columns))).toBeCloseTo(size, 4);
      expect(lengthOf(b.filter((_, at) => at % r === k))).toBeCloseTo(size, 4);
    }
  });

  it('looks at text and not at padding', async () => {
    const hp = resolveHyperparameters(eva, { r: 3 });
    const options = { batch: 2, sequence: 7, training: false, phase: 'score' };
    const { builder } = applyMethod(eva, hp, graph, anatomy, options);
    const [site] = lowRankSites(anatomy, hp);
    const { rows: found, count } = inputsOf(builder, anatomy, site!);
    builder.graph.outputs = [found, count, site!.linear.input];
    const made = builder.finish();
    const feeds = batchOf(fixture, made);
    for (const { name, init } of applyMethod(eva, hp, graph, anatomy, options).parameters)
      if (init.kind === 'base') feeds[name] = graph.initializers.get(init.tensor)!;
    const out = await evaluate(made, feeds);
    const mask = [...feeds.attention_mask!.data].map(Number);
    expect(mask).toContain(0);
    expect(out[count]!.data[0]).toBe(mask.filter((one) => one === 1).length);
    const width = site!.linear.inFeatures;
    const inputs = asFloat32(out[site!.linear.input]!);
    // What is zero by a product may have a sign.
    expect(Array.from(asFloat32(out[found]!), (value) => value + 0)).toEqual(
      [...inputs].map((value, at) => (mask[Math.floor(at / width)] ? value : 0)),
    );
  });
});
