/** What LoRA's derivatives do while they train, on whole runs of a small random model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishRun, lossFell, prepareRun } from '../../../test/maskRun';
import { WasmBackend } from '../../runtime/wasm';
import { sampledRank } from './dylora';

let backend: WasmBackend;
beforeAll(async () => { backend = await WasmBackend.create({ threads: 2 }); });
afterAll(() => backend.dispose());

type Values = ReadonlyMap<string, Float32Array>;
/** What is there of each kind: `kind(values, 'lora_A')`. */
const kind = (values: Values, ending: string): [string, Float32Array][] => [...values].filter(([name]) => name.endsWith(ending));
const valuesOf = async (trainer: Awaited<ReturnType<typeof prepareRun>>): Promise<Map<string, Float32Array>> =>
  new Map([...(await trainer.trained())].map(([name, tensor]) => [name, (tensor.data as Float32Array).slice()]));
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

describe('LoRA-FA', () => {
  it.each([false, true])('moves B and leaves A bit for bit, gradient correction %s', async (correct) => {
    const trainer = await prepareRun(backend, 'lora-fa', { r: 4, correct });
    const before = await valuesOf(trainer);
    await trainer.run();
    const after = await valuesOf(trainer);
    expect(kind(before, 'lora_A')).toHaveLength(4);
    for (const [name, a] of kind(before, 'lora_A')) expect(after.get(name)).toEqual(a);
    for (const [name, b] of kind(before, 'lora_B')) expect(after.get(name)).not.toEqual(b);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('multiplies the gradient of B by (A Aᵀ)⁻¹ / s²', async () => {
    // One step of plain SGD without clipping: the new B is −η times the gradient, corrected or not.
    const settings = { steps: 1, optimizer: { kind: 'sgd' as const, learningRate: 1, weightDecay: 0, clipNorm: 0 } };
    const [r, alpha] = [3, 6];
    const plain = await finishRun(backend, 'lora-fa', { r, alpha }, settings);
    const turned = await finishRun(backend, 'lora-fa', { r, alpha, correct: true }, settings);
    for (const [name, a] of kind(plain.values, 'lora_A')) {
      const [b, c] = [plain, turned].map(({ values }) => values.get(name.replace('lora_A', 'lora_B'))!);
      const width = a.length / r;
      // c (A Aᵀ) s² = b
      for (let o = 0; o < b!.length / r; o++) {
        for (let k = 0; k < r; k++) {
          let back = 0;
          for (let j = 0; j < r; j++) for (let i = 0; i < width; i++) back += c![o * r + j]! * a[j * width + i]! * a[k * width + i]!;
          expect(back * (alpha / r) ** 2).toBeCloseTo(b![o * r + k]!, 4);
        }
      }
    }
    await Promise.all([plain.trainer.dispose(), turned.trainer.dispose()]);
  });
});

describe('DyLoRA', () => {
  it('moves only the row that was drawn', async () => {
    const [r, seed] = [4, 3];
    const trainer = await prepareRun(backend, 'dylora', { r }, { seed, steps: 12 });
    let before = await valuesOf(trainer);
    for (let step = 1; step <= 12; step++) {
      await trainer.step();
      const after = await valuesOf(trainer);
      const drawn = sampledRank(seed, step, r) - 1;
      for (const [name, b] of kind(before, 'lora_B')) {
        const moved = Array.from({ length: r }, (_, k) => b.some((v, i) => i % r === k && v !== after.get(name)![i]));
        expect(moved).toEqual(Array.from({ length: r }, (_, k) => k === drawn));
      }
      for (const [name, a] of kind(before, 'lora_A')) {
        const width = a.length / r;
        expect(a.every((v, i) => Math.floor(i / width) === drawn || v === after.get(name)![i])).toBe(true);
      }
      before = after;
    }
    await trainer.dispose();
  });

  it('draws every rank about as often', () => {
    const counts = new Array<number>(8).fill(0);
    for (let step = 1; step <= 4000; step++) counts[sampledRank(7, step, 8) - 1]!++;
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

describe('SoRA', () => {
  it('ends with gates that are exactly zero, and says how many', async () => {
    const { trainer, values, stages } = await finishRun(backend, 'sora', { r: 4, lambda: 0.05, lambda_schedule: 'constant' }, { steps: 30 });
    const zero = sum(kind(values, 'sora_gate').map(([, gate]) => gate.filter((g) => g === 0).length));
    expect(zero).toBeGreaterThan(0);
    expect(zero).toBeLessThan(16);
    expect(stages[0]!.summary).toContain(`${zero} of 16 gates are zero`);
    expect(lossFell({ trainer })).toBe(true);
    await trainer.dispose();
  });

  it('shrinks by λ and no further, on top of the optimiser', async () => {
    const settings = { steps: 1, optimizer: { kind: 'sgd' as const, learningRate: 1e-30, weightDecay: 0, warmup: 0 } };
    const trainer = await prepareRun(backend, 'sora', { r: 4, lambda: 0.1, lambda_schedule: 'constant' }, settings);
    const before = await valuesOf(trainer);
    await trainer.run();
    const after = await valuesOf(trainer);
    for (const [name, gate] of kind(before, 'sora_gate')) {
      gate.forEach((g, i) => expect(after.get(name)![i]).toBeCloseTo(Math.sign(g) * Math.max(Math.abs(g) - 0.1, 0), 6));
    }
    await trainer.dispose();
  });
});
