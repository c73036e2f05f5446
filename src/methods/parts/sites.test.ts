/** Where methods attach to layers that are narrow inside: sizes, and what HF PEFT is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareBase } from '../../anatomy/prepare';
import { decodeModel } from '../../onnx/codec';
import { fixtureRoot } from '../../../test/methodCases';
import { linearsAt, locate, peftTargets, siteShape, sitesOf } from './sites';

const read = (file: string) => readFileSync(join(fixtureRoot, 'architectures/mobilebert', file));
const { anatomy } = prepareBase(
  {
    graph: decodeModel(new Uint8Array(read('onnx/model.onnx'))),
    config: JSON.parse(read('config.json').toString()) as Record<string, unknown>,
  },
  { batch: 1, sequence: 4 },
);

it('sites of a layer with bottlenecks have the widths of its matrices', () => {
  const { dimensions, layers } = anatomy;
  for (const site of sitesOf(dimensions)) {
    const { inFeatures, outFeatures } = locate(layers[1]!, site).linear;
    expect(siteShape(dimensions, site), site).toEqual({ inFeatures, outFeatures });
  }
});

it('targets of PEFT are the last feed-forward block, not the ones before it', () => {
  const pattern = peftTargets(anatomy, linearsAt(anatomy, ['down']));
  expect(pattern).toBe('.*\\.layer\\.\\d+\\.(output\\.dense)');
  const means = (path: string) => new RegExp(`^(?:${String(pattern)})$`).test(`mobilebert.encoder.layer.1.${path}`);
  expect(['output.dense', 'ffn.0.output.dense', 'attention.output.dense'].filter(means)).toEqual(['output.dense']);
  expect(peftTargets(anatomy, linearsAt(anatomy, ['q', 'v']))).toEqual([
    'attention.self.query',
    'attention.self.value',
  ]);
});
