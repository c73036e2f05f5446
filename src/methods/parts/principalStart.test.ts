/** PiSSA and OLoRA begin as HF PEFT has them begin, on the same weights. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { initialise } from '../initialise';
import { methodById } from '../registry';

const starts = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../interchange/fixtures/peftStarts.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<'a' | 'b' | 'product', readonly number[]>>>>;
const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
const [r, part] = [3, 8];

describe.each(Object.keys(starts).filter((name) => name.includes(' ')))('%s', (name) => {
  const [id, site] = name.split(' ') as [string, string];
  const method = methodById(id);
  const hp = resolveHyperparameters(method, { r, alpha: 6, targets: ['q', 'up'] });
  const { parameters } = applyMethod(method, hp, graph, anatomy, { batch: 2, sequence: 7, training: true });
  const valuesOf = (tensor: string) =>
    initialise(
      parameters.find((p) => p.name === `layer.1.${site}.${tensor}`)!,
      1,
      graph,
    );
  const [a, b] = [valuesOf('lora_A'), valuesOf('lora_B')];
  const columns = a.length / r;
  const near = (ours: readonly number[], theirs: readonly number[]) =>
    expect(Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)))).toBeLessThan(2e-5);
  const grid = (rows: number, width: number, at: (row: number, column: number) => number) =>
    Array.from({ length: rows * width }, (_, i) => at(Math.floor(i / width), i % width));

  it("has PEFT's factors and their product", () => {
    near(
      grid(r, part, (k, i) => Math.abs(a[k * columns + i]!)),
      starts[name]!.a,
    );
    near(
      grid(part, r, (o, k) => Math.abs(b[o * r + k]!)),
      starts[name]!.b,
    );
    near(
      grid(part, part, (o, i) => 2 * [0, 1, 2].reduce((sum, k) => sum + b[o * r + k]! * a[k * columns + i]!, 0)),
      starts[name]!.product,
    );
  });

  it('keeps what it took away, untrained', () => {
    for (const [trained, kept] of [
      ['lora_A', 'start_A'],
      ['lora_B', 'start_B'],
    ] as const)
      expect(valuesOf(kept)).toEqual(valuesOf(trained));
    expect(parameters.filter((p) => p.frozen).every((p) => /start_[AB]$/.test(p.name))).toBe(true);
  });
});
