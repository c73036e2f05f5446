/** PiSSA, OLoRA, TinyLoRA and DeLoRA begin as HF PEFT has them begin, on the same weights. */
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
) as Readonly<Record<string, Readonly<Record<'a' | 'b' | 'product' | 'lengths', readonly number[]>>>>;
const { graph, anatomy } = prepareFixture(loadFixture('bert-torchscript'), 7);
const [r, part] = [3, 8];

/** The tensors of a site when training begins. */
function startOf(id: string, site: string) {
  const method = methodById(id);
  const scaled = method.hyperparameters.some((knob) => knob.name === 'alpha');
  const hp = resolveHyperparameters(method, { r, ...(scaled && { alpha: 6 }), targets: ['q', 'up'] });
  const { parameters } = applyMethod(method, hp, graph, anatomy, { batch: 2, sequence: 7, training: true });
  const valuesOf = (tensor: string) =>
    initialise(
      parameters.find((p) => p.name === `layer.1.${site}.${tensor}`)!,
      1,
      graph,
    );
  return { parameters, valuesOf };
}

const near = (ours: ArrayLike<number>, theirs: readonly number[]) =>
  expect(Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)))).toBeLessThan(2e-5);

describe.each(Object.keys(starts).filter((name) => name.includes(' ') && !name.startsWith('delora')))('%s', (name) => {
  const [id, site] = name.split(' ') as [string, string];
  const { parameters, valuesOf } = startOf(id, site);
  const own = id === 'tinylora' ? id : 'lora';
  const [a, b] = [valuesOf(`${own}_A`), valuesOf(`${own}_B`)];
  const columns = a.length / r;
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

  // TinyLoRA takes nothing away.
  if (id === 'tinylora') return;
  it('keeps what it took away, untrained', () => {
    for (const [trained, kept] of [
      ['lora_A', 'start_A'],
      ['lora_B', 'start_B'],
    ] as const)
      expect(valuesOf(kept)).toEqual(valuesOf(trained));
    expect(parameters.filter((p) => p.frozen).every((p) => /start_[AB]$/.test(p.name))).toBe(true);
  });
});

it.each(['q', 'up'])('delora: keeps how long the weights of each input of %s are', (site) => {
  near(startOf('delora', site).valuesOf('delora_w_norm'), starts[`delora ${site}`]!.lengths);
});

it("lora-xs: A is TinyLoRA's with the singular values, B without", () => {
  const [xs, tiny] = [startOf('lora-xs', 'up'), startOf('tinylora', 'up')];
  const [a, b] = [xs.valuesOf('lora_A'), xs.valuesOf('lora_B')];
  const [root, half] = [tiny.valuesOf('tinylora_A'), tiny.valuesOf('tinylora_B')];
  for (let k = 0; k < r; k++) {
    const column = Array.from({ length: b.length / r }, (_, o) => b[o * r + k]!);
    expect(Math.hypot(...column)).toBeCloseTo(1, 4);
    // √σ of TinyLoRA's factors, twice.
    const length = Math.hypot(...column.map((_, o) => half[o * r + k]!));
    near([a[k * 32]!, a[k * 32 + 5]!], [length * root[k * 32]!, length * root[k * 32 + 5]!]);
  }
});
