/**
 * Coordinates of a method's small picture: one block from left to right, the same places at the same spots for all
 * methods of a model, so that pictures compare. Pure.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import type { Change } from '../../methods/parameter';
import type { Marks } from '../../methods/tensors';

export interface Shape {
  readonly place: Place;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How it is changed; absent where it stays as it is. */
  readonly change?: Change;
}

export interface Sketch {
  readonly shapes: readonly Shape[];
  /** Around what every layer has. */
  readonly frame: { readonly x: number; readonly width: number };
  readonly width: number;
}

/** Of the row of boxes; below it lies a lane for what runs beside the layers. */
export const ROW = 36;
export const HEIGHT = 45;
const GAP = 2.5;

/** Lays boxes in columns from left to right; what a method adds has its room even where it is not. */
class Columns {
  readonly shapes: Shape[] = [];
  x = 1;

  constructor(private readonly marks: Marks) {}

  private put(place: Place, x: number, y: number, width: number, height: number): void {
    const change = this.marks[place]?.treatment;
    this.shapes.push({ place, x, y, width, height, ...(change && { change }) });
  }

  /** One box above the other, each a share of the height. */
  column(width: number, height: number, ...places: readonly Place[]): void {
    const gap = 1.5;
    const each = (height - gap * (places.length - 1)) / places.length;
    const top = (ROW - height) / 2;
    places.forEach((place, index) => this.put(place, this.x, top + index * (each + gap), width, each));
    this.x += width + GAP;
  }

  /** Only what the method has there. */
  room(width: number, height: number, ...places: readonly Place[]): void {
    const present = places.filter((place) => this.marks[place]);
    if (present.length > 0) this.column(width, height, ...present);
    else this.x += width + GAP;
  }

  /** In the lane below the row, or over a part of it. */
  below(place: Place, from: number, to: number, y: number, height: number): void {
    if (this.marks[place]) this.put(place, from, y, to - from, height);
  }
}

const has = (d: Dimensions, marks: Marks, place: Place): boolean =>
  marks[place] !== undefined || d.tensors.some((tensor) => tensor.place === place);

function norms(pen: Columns, d: Dimensions, marks: Marks, ...places: readonly Place[]): void {
  for (const place of places) if (has(d, marks, place)) pen.column(3, 22, place);
}

export function sketchOf(d: Dimensions, marks: Marks): Sketch {
  const pen = new Columns(marks);
  const post = d.normPosition === 'post';
  pen.column(5, 26, 'tokens');
  pen.column(6, 30, 'embeddings');
  const left = pen.x;
  pen.x += 1.5;
  pen.room(6, 18, 'entry');
  if (!post) norms(pen, d, marks, 'norm1');
  if (d.fusedQkv && !marks.q && !marks.k && !marks.v) pen.column(14, 30, 'qkv');
  else pen.column(14, 32, 'q', 'k', 'v', ...(marks.qkv ? (['qkv'] as const) : []));
  if (marks.attention) pen.column(6, 14, 'attention');
  pen.column(9, 24, 'o');
  pen.room(7, 18, 'adapter1');
  norms(pen, d, marks, 'normOut1', ...(post ? (['norm1'] as const) : []));
  if (d.encoderLayers !== undefined) {
    if (!post) norms(pen, d, marks, 'normCross');
    pen.column(11, 32, 'crossQ', 'crossK', 'crossV');
    if (marks.crossAttention) pen.column(6, 14, 'crossAttention');
    pen.column(7, 24, 'crossO');
    if (post) norms(pen, d, marks, 'normCross');
  }
  if (!post) norms(pen, d, marks, 'norm2');
  const feedForward = pen.x;
  // A module beside the feed-forward block has the lower part to itself.
  const tall = marks.parallel ? 18 : 28;
  pen.column(11, tall, ...(d.gated ? (['gate', 'up'] as const) : (['up'] as const)));
  pen.room(6, 14, 'middle');
  pen.column(11, tall, 'down');
  pen.below('parallel', feedForward, pen.x - GAP, ROW - 8, 7);
  pen.room(7, 18, 'adapter2');
  norms(pen, d, marks, 'normOut2', ...(post ? (['norm2'] as const) : []));
  pen.room(7, 18, 'onTop');
  const frame = { x: left, width: pen.x - left - 0.5 };
  pen.x += 2.5;
  if (has(d, marks, 'finalNorm')) pen.column(3, 22, 'finalNorm');
  pen.room(6, 18, 'fusion');
  pen.column(6, 26, 'head');
  const width = pen.x - GAP + 1;
  const right = frame.x + frame.width;
  pen.below('subspace', frame.x, frame.x + 16, ROW + 3, 5);
  pen.below('side', frame.x + 20, right, ROW + 2, 6);
  pen.below('ladder', right + 2, width - 1, ROW + 2, 6);
  return { shapes: pen.shapes, frame, width };
}
