/** Every tensor that a method trains lies in a box that is lit, and every lit box holds a tensor. */
import { foreign, inEnglish } from '../../messages/message';
import { applicability } from '../../methods/applicability';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../data/files';
import { loadModel } from '../../interchange/modelFolder';
import { methods } from '../../methods/registry';
import { defaultsOf } from '../../state/hash';
import { ModelDescription } from '../../worker/anatomyOf';
import { recordedPairs, recordingFile, runAt, type Recording } from '../../state/recording';
import { drawnScalars, placementOf, type Place } from './placement';
import { placesOf, tensorsAt } from './places';

const descriptions = new Map<string, ModelDescription>();
const names = ['tiny-encoder', 'tiny-decoder'] as const;
/** Boxes that are drawn once, not in each layer. */
const single: readonly string[] = ['subspace', 'tokens', 'embeddings', 'fusion', 'ladder', 'finalNorm', 'head'];
const choosers = ['fish-mask', 'lt-sft', 'diff-pruning', 'child-tuning', 'sparse-adapter', 's3delta-m', 'autopeft'];
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
    const { marks } = placementOf(method.id, hp, dimensions, { parameters });
    for (const parameter of parameters) expect(placesOf(parameter, marks), parameter.name).not.toHaveLength(0);
    for (const [place, mark] of Object.entries(marks))
      if (mark.count > 0) expect(tensorsAt(place as keyof typeof marks, marks, parameters), place).not.toHaveLength(0);
  });

  it.each(methods.map((method) => [method.id, method] as const))(
    '%s: every number is the one counted',
    (id, method) => {
      const description = descriptions.get(name)!;
      const { dimensions } = description.anatomy;
      const hp = defaultsOf(method);
      if (!method.kinds.includes(dimensions.kind) || method.check?.(dimensions, hp)) return;
      const parameters = description.parameters(id, hp);
      const [before, built] = [placementOf(id, hp, dimensions), placementOf(id, hp, dimensions, { parameters })];
      expect(drawnScalars(before), 'before').toBeCloseTo(method.count(dimensions, hp), 5);
      expect(drawnScalars(built), 'built').toBeCloseTo(method.count(dimensions, hp), 5);
      // What the method chooses by itself is said to be a mean until it has; nothing else may differ once it is built.
      if (before.about) return expect(built.about).toBe('layers');
      before.perLayer.forEach((count, layer) => expect(built.perLayer[layer], `layer ${layer}`).toBeCloseTo(count, 5));
      // Each box holds what its tensors hold, in the mean over the layers.
      for (const [place, mark] of Object.entries(before.marks)) {
        const here = tensorsAt(place as Place, before.marks, parameters);
        // Tensors that several boxes share belong to none of them alone.
        if (here.some((parameter) => placesOf(parameter, before.marks).length > 1)) continue;
        const scalars = here.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
        const layered = here.some(({ layer }) => layer !== undefined) || !single.includes(place);
        const partly = parameters.some(
          (p) => placesOf(p, before.marks).length > 1 && placesOf(p, before.marks).includes(place as Place),
        );
        if (!partly) expect(layered ? mark.count * dimensions.layers : mark.count, place).toBeCloseTo(scalars, 5);
      }
    },
  );

  it.each(choosers)('%s: what it has chosen is counted, and boxes are said to be means', (id) => {
    const { dimensions } = descriptions.get(name)!.anatomy;
    const hp = defaultsOf(methods.find((method) => method.id === id));
    expect(placementOf(id, hp, dimensions)).toMatchObject({ about: 'layers' });
    const layers = Array.from({ length: dimensions.layers }, (_, i) => 681 + i);
    expect(placementOf(id, hp, dimensions, { layers, settled: true })).toMatchObject({
      perLayer: layers,
      about: 'boxes',
    });
  });

  it.each(choosers)('%s: what its recording knows of the layers is what its summary says', (id) => {
    const method = methods.find((candidate) => candidate.id === id)!;
    const pair = recordedPairs.find(({ model }) => model === name);
    // Those that came after the survey have no recordings.
    if (!pair || method.since || !method.kinds.includes(pair.kind) || !method.tasks.includes(pair.task)) return;
    const file = new URL(`../../../public/recordings/${recordingFile({ ...pair, method: id })}`, import.meta.url);
    const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    // One that does not know is drawn with means.
    const { layers } = recording;
    if (!layers) return expect(['fish-mask', 'child-tuning', 'sparse-adapter']).not.toContain(`${id}`);
    expect(layers).toHaveLength(descriptions.get(name)!.anatomy.dimensions.layers);
    for (const { summary } of recording.stages)
      for (const [, layer, count] of inEnglish(summary ?? foreign('')).matchAll(/in layer (\d+) \(([\d,]+)\)/g))
        expect(layers[Number(layer) - 1]).toBe(Number(count!.replaceAll(',', '')));
    expect(runAt(recording, recording.losses.length).layers).toEqual(layers);
    expect(runAt(recording, 0).layers).toBeUndefined();
  });
});

it("a sum of the tensors of LoRA's boxes is the count that the boxes show", () => {
  const description = descriptions.get('tiny-encoder')!;
  const method = methods.find(({ id }) => id === 'lora')!;
  const parameters = description.parameters('lora', defaultsOf(method));
  const { marks } = placementOf('lora', defaultsOf(method), description.anatomy.dimensions, { parameters });
  const inFirst = tensorsAt('q', marks, parameters).filter((p) => p.layer === 0);
  expect(inFirst.map((p) => p.name)).toEqual(['layer.0.q.lora_A', 'layer.0.q.lora_B']);
  expect(inFirst.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0)).toBe(marks.q!.count);
});
