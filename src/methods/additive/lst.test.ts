/** What reaches the task: the ladder alone, or with `merge_last` the backbone too; and what LST's gates let through. */
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../../test/methodCases';
import { asFloat32, f32, type Tensor } from '../../onnx/tensor';
import { applyMethod } from '../context';
import { initialise } from '../initialise';
import { lst } from './lst';

const [open, shut] = [5, -5];
const largest = (a: Float32Array, b: Float32Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);

describe.each(['bert-torchscript', 'gpt2-torchscript', 'llama-torchscript'])('%s', (name) => {
  const fixture = loadFixture(name);
  const { graph, anatomy } = prepareFixture(fixture, 7);
  const read = [anatomy.lastHidden, ...(anatomy.languageModelHead ? [anatomy.languageModelHead.logits] : [])];

  /** Hidden states and logits with parameters whose names match set to a number. */
  async function outputs(changes: readonly (readonly [RegExp, number])[], merge_last = false): Promise<Float32Array[]> {
    const applied = applyMethod(lst, { reduction: 2, merge_last }, graph, anatomy, {
      batch: 2,
      sequence: 7,
      training: false,
    });
    const wanted = [applied.lastHidden, ...(applied.logits ? [applied.logits] : [])];
    applied.builder.graph.outputs = wanted;
    const finished = applied.builder.finish();
    const feeds: Record<string, Tensor> = batchOf(fixture, finished);
    for (const p of applied.parameters) {
      const values = initialise(p, 1, graph);
      for (const [pattern, value] of changes) if (pattern.test(p.name)) values.fill(value);
      feeds[p.name] = f32(p.shape, values);
    }
    const session = await prepare(finished);
    const out = await session.run(feeds);
    await session.release();
    return wanted.map((value) => asFloat32(out[value]!));
  }

  it('without the last gate gives the task the ladder alone', async () => {
    const top = /^ladder\.up\.(weight|bias)$/;
    expect((await outputs([[top, 0]]))[0]!.every((value) => value === 0)).toBe(true);
    expect((await outputs([[top, 0]], true))[0]!.some((value) => value !== 0)).toBe(true);
  });

  it('with the last gate shut is the model itself, its language-model head included', async () => {
    const plain = graph.clone();
    plain.outputs = read;
    plain.prune();
    const session = await prepare(plain);
    const base = await session.run(batchOf(fixture, plain));
    const [same, other] = [await outputs([[/^ladder\.gate$/, shut]], true), await outputs([], true)];
    expect(same).toHaveLength(read.length);
    read.forEach((value, i) => {
      expect(largest(same[i]!, asFloat32(base[value]!))).toBeLessThan(1e-5);
      expect(largest(other[i]!, asFloat32(base[value]!))).toBeGreaterThan(1e-3);
    });
    await session.release();
  });

  it('with shut gates in the layers forgets what came up the ladder, with open ones sees no rung', async () => {
    const gates = /^layer\.\d+\.side\.gate$/,
      foot = /^ladder\.down\.weight$/,
      rungs = /\.side\.ladder\.weight$/;
    const change = async (gate: number, part: RegExp) =>
      largest(
        (await outputs([[gates, gate]]))[0]!,
        (
          await outputs([
            [gates, gate],
            [part, 0.3],
          ])
        )[0]!,
      );
    expect(await change(shut, foot)).toBeLessThan(1e-5);
    expect(await change(shut, rungs)).toBeGreaterThan(1e-4);
    expect(await change(open, foot)).toBeGreaterThan(1e-4);
    expect(await change(open, rungs)).toBeLessThan(1e-5);
  });
});
