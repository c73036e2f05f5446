/** Which positions LoReFT edits: of texts of several lengths, beside padding. */
import { expect, it } from 'vitest';
import { evaluate } from '../../../test/evaluate';
import { loadFixture, prepareFixture } from '../../../test/methodCases';
import { inEnglish } from '../../messages/message';
import { Builder } from '../../onnx/builder';
import { Graph } from '../../onnx/graph';
import { f32, i32 } from '../../onnx/tensor';
import { applicability } from '../applicability';
import { resolveHyperparameters } from '../hyperparameters';
import { loreft, positionsOf } from './loreft';

const { anatomy } = prepareFixture(loadFixture('gpt2-torchscript'), 7);

it('edits the first and the last positions of a text, at most half of them each', async () => {
  const g = new Builder(new Graph(), 'method');
  const lengths = [7, 4, 2, 1];
  g.input('attention_mask', 'int32', [4, 7]);
  g.input('h', 'float32', [4, 7, 2]);
  const hp = resolveHyperparameters(loreft, { first: 2, last: 3 });
  const { first, last } = positionsOf({ builder: g, anatomy }, hp, 'h');
  g.graph.outputs = [first, last];
  const mask = lengths.flatMap((length) => Array.from({ length: 7 }, (_, i) => (i < length ? 1 : 0)));
  const out = await evaluate(g.finish(), {
    attention_mask: i32([4, 7], mask),
    h: f32([4, 7, 2], new Float32Array(56)),
  });
  const rows = (value: string) =>
    lengths.map((_, row) =>
      [...out[value]!.data]
        .slice(7 * row, 7 * row + 7)
        .map(Number)
        .join(''),
    );
  expect(rows(first)).toEqual(['1100000', '1100000', '1000000', '0000000']);
  expect(rows(last)).toEqual(['0000111', '0011000', '0100000', '0000000']);
});

it('refuses to edit nowhere, and a text that is continued', () => {
  const refusal = (settings: object, task: 'causal-lm' | 'classification') =>
    applicability(loreft, anatomy.dimensions, resolveHyperparameters(loreft, { r: 3, ...settings }), task);
  expect(inEnglish(refusal({ first: 0, last: 0 }, 'classification')!)).toMatch(/first and last are both 0/);
  expect(refusal({}, 'classification')).toBeUndefined();
  expect(refusal({}, 'causal-lm')).toBeDefined();
});
