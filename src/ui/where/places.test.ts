/** Every tensor that a method trains lies in a box that is lit, and every lit box holds a tensor. */
import { applicability } from '../../methods/applicability';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../data/files';
import { loadModel } from '../../interchange/modelFolder';
import { methods } from '../../methods/registry';
import { defaultsOf } from '../../state/hash';
import { ModelDescription } from '../../worker/anatomyOf';
import { placementOf } from './placement';
import { placesOf, tensorsAt } from './places';

const descriptions = new Map<string, ModelDescription>();
const names = ['tiny-encoder', 'tiny-decoder'] as const;
beforeAll(async () => {
  for (const name of names) {
    const files = ['onnx/model.onnx', 'config.json', 'tokenizer.json', 'tokenizer_config.json'].map(
      (path) => [path.replace('onnx/', ''), new Uint8Array(readFileSync(`models/${name}/${path}`))] as const,
    );
    descriptions.set(
      name,
      new ModelDescription(await loadModel(memorySource(new Map(files)), name, { path: 'model.onnx' })),
    );
  }
});

describe.each(names)('tensors in the diagram of %s', (name) => {
  it.each(methods.map((method) => [method.id, method] as const))('%s', (_, method) => {
    const description = descriptions.get(name)!;
    const { dimensions } = description.anatomy;
    const hp = defaultsOf(method);
    if (applicability(method, dimensions, hp)) return;
    const parameters = description.parameters(method.id, hp);
    const { marks } = placementOf(method.id, hp, dimensions, parameters);
    for (const parameter of parameters) expect(placesOf(parameter, marks), parameter.name).not.toHaveLength(0);
    for (const [place, mark] of Object.entries(marks))
      if (mark.count > 0) expect(tensorsAt(place as keyof typeof marks, marks, parameters), place).not.toHaveLength(0);
  });
});

it("a sum of the tensors of LoRA's boxes is the count that the boxes show", () => {
  const description = descriptions.get('tiny-encoder')!;
  const method = methods.find(({ id }) => id === 'lora')!;
  const parameters = description.parameters('lora', defaultsOf(method));
  const { marks } = placementOf('lora', defaultsOf(method), description.anatomy.dimensions, parameters);
  const inFirst = tensorsAt('q', marks, parameters).filter((p) => p.layer === 0);
  expect(inFirst.map((p) => p.name)).toEqual(['layer.0.q.lora_A', 'layer.0.q.lora_B']);
  expect(inFirst.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0)).toBe(marks.q!.count);
});
