/** Prefix tuning before text whose positions are unlike Llama's, against HF PEFT (fixtures/positions). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { fixtureNames, loadFixture, prepareFixture } from '../../../test/methodCases';
import { prepareBase } from '../../anatomy/prepare';
import { decodeModel } from '../../onnx/codec';
import { f32, i32, numbersOf } from '../../onnx/tensor';
import { applyMethod } from '../context';
import { resolveHyperparameters } from '../hyperparameters';
import { prefixTuning } from './prefixTuning';

interface Expected {
  readonly inputs: { readonly input_ids: number[][]; readonly attention_mask: number[][] };
  readonly prompt_embeddings?: number[][];
  readonly logits?: number[][][];
}

function load(name: string) {
  const folder = `fixtures/positions/${name}`;
  const json = (file: string) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, unknown>;
  const graph = decodeModel(readFileSync(`${folder}/model.onnx`));
  const base = prepareBase({ graph, config: json('config.json') }, { batch: 2, sequence: 7 });
  const apply = (given: Readonly<Record<string, unknown>> = {}) =>
    applyMethod(prefixTuning, resolveHyperparameters(prefixTuning, { l: 4, ...given }), base.graph, base.anatomy, {
      batch: 2,
      sequence: 7,
      training: false,
    });
  return { expected: json('expected.json') as unknown as Expected, apply };
}

describe('a prefix', () => {
  it.each(['smollm3', 'mistral-window', 'stablelm', 'gptj'])('stands where HF PEFT puts it: %s', async (name) => {
    const { expected, apply } = load(name);
    const { builder, logits, parameters } = apply();
    builder.graph.outputs = [logits!];
    const graph = builder.finish();
    const { input_ids: ids, attention_mask: mask } = expected.inputs;
    const got = await evaluate(graph, {
      input_ids: i32([2, 7], ids.flat()),
      attention_mask: i32([2, 7], mask.flat()),
      [parameters[0]!.name]: f32(parameters[0]!.shape, expected.prompt_embeddings!.flat()),
    });
    const wanted = expected.logits!.flat(2);
    const width = wanted.length / 14;
    const worst = numbersOf(got[logits!]!).reduce(
      (most, x, i) => (mask.flat()[Math.floor(i / width)] ? Math.max(most, Math.abs(x - wanted[i]!)) : most),
      0,
    );
    expect(worst).toBeLessThan(2e-5);
  });

  it.each([['gpt_neo', /Layer 1 sees a window of the text only/]])(
    'is refused where its place is not that of HF PEFT: %s',
    (name, reason) => {
      const { apply } = load(name);
      expect(() => apply()).toThrow(reason);
      expect(() => apply({ shift_positions: false })).not.toThrow();
    },
  );

  it('is refused where it would fall out of the window', () => {
    const { apply } = load('mistral-window');
    expect(() => apply({ l: 5 })).not.toThrow();
    expect(() => apply({ l: 6 })).toThrow(/attention sees 12 positions only/);
  });

  it.each(fixtureNames)('can be put before %s', (name) => {
    expect(prepareFixture(loadFixture(name), 7).anatomy.dimensions.gaps?.prefix).toBeUndefined();
  });
});
