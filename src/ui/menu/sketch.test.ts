/** Every place that a method trains or adds is lit in its small picture, inside the picture, and each by itself. */
import { describe, expect, it } from 'vitest';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import { applicability } from '../../methods/applicability';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import { methods } from '../../methods/registry';
import { models } from '../../state/catalogue';
import { HEIGHT, sketchOf, type Shape, type Sketch } from './sketch';

const overlap = (a: Shape, b: Shape): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function check({ shapes, width }: Sketch): void {
  shapes.forEach((shape, index) => {
    expect(shape.x, shape.place).toBeGreaterThanOrEqual(0);
    expect(shape.x + shape.width, shape.place).toBeLessThanOrEqual(width);
    expect(shape.y + shape.height, shape.place).toBeLessThanOrEqual(HEIGHT);
    for (const other of shapes.slice(index + 1))
      expect(overlap(shape, other), `${shape.place} and ${other.place}`).toBe(false);
  });
}

describe.each(models.map(({ id, dimensions }) => [id, dimensions] as const))('on %s', (_, dimensions) => {
  it.each(methods.map((method) => [method.id, method] as const))('%s', (_id, method) => {
    if (applicability(method, dimensions)) return;
    const { marks } = method.placement(dimensions, resolveHyperparameters(method));
    const sketch = sketchOf(dimensions, marks);
    check(sketch);
    const lit = sketch.shapes.filter(({ change }) => change).map(({ place }) => place);
    expect(lit.sort()).toEqual(Object.keys(marks).sort());
  });
});

it('has room for all places at once, whatever the model', () => {
  const base = models[0]!.dimensions;
  const places: readonly Place[] = [
    ...(['tokens', 'embeddings', 'entry', 'norm1', 'q', 'k', 'v', 'qkv', 'attention', 'o', 'adapter1'] as const),
    ...(['normOut1', 'crossQ', 'crossK', 'crossV', 'crossAttention', 'crossO', 'normCross', 'norm2'] as const),
    ...(['gate', 'up', 'middle', 'down', 'parallel', 'adapter2', 'onTop', 'normOut2'] as const),
    ...(['finalNorm', 'fusion', 'subspace', 'side', 'ladder', 'head'] as const),
  ];
  const marks = Object.fromEntries(places.map((place) => [place, { treatment: 'module' as const, count: 1 }]));
  for (const normPosition of ['pre', 'post'] as const) {
    const d: Dimensions = { ...base, normPosition, gated: true, encoderLayers: 1, finalNorm: true };
    const { shapes, ...sketch } = sketchOf(d, marks);
    check({ shapes, ...sketch });
    expect(shapes.map(({ place }) => place).sort()).toEqual([...places].sort());
  }
});
