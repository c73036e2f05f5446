/**
 * What a method is made of, as data: its tensors with shape, start, place and treatment. A method declares the list
 * once (`Method.declare`); everything that is counted, stored, drawn or estimated is a fold over it.
 */
import type { BaseTensor, Dimensions, Site } from '../anatomy/anatomy';
import { depthOf } from '../anatomy/shared';
import { placesOutsideLayers, type Place } from '../anatomy/places';
import type { Initializer } from './initializer';
import { nothingCarried, type Carried } from './lifecycle';
import type { Projection } from './hooks';
import type { Change, StoredBits } from './parameter';

/**
 * What happens to a tensor: `new` and trained; `unfrozen`, the base model's own and trained; `mask`, trained scores of
 * which only the decision is kept; `frozen`, part of the adapter and never trained; `state`, written by the method and
 * kept with the adapter; `carried`, no tensor of the graph, but kept in the adapter's file.
 */
export type Treatment = 'new' | 'unfrozen' | 'mask' | 'frozen' | 'state' | 'carried';

export interface TensorSpec {
  /** Our name, also the graph input: `layer.0.q.lora_A`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly treatment: Treatment;
  /** How it starts; absent where `apply` works it out from the base weights, and for unfrozen tensors. */
  readonly init?: Initializer;
  /** The weight that is unfrozen, whose entries are chosen, or a part of which it takes the place of. */
  readonly base?: BaseTensor;
  /** Layer that it sits in; absent for what belongs to no layer, or to several alike. */
  readonly layer?: number;
  /** Boxes of the block diagram, in each of which it has an equal share. */
  readonly places: readonly Place[];
  readonly change: Change;
  /** Shown in its box, for example "r 8". */
  readonly symbol?: string;
  /** Weight decay applies. Default: matrices yes, vectors no. */
  readonly decay?: boolean;
  /** What it gets as its gradient is a stand-in (straight-through). */
  readonly surrogate?: boolean;
  /** Its optimiser works in a subspace, and keeps as little as that has dimensions. */
  readonly project?: Projection;
  /** A finished adapter keeps only what its values decide. */
  readonly bits?: StoredBits;
  /**
   * Its name at HF PEFT: on the module of a site, or the one that this is a part of (`parent`), on that of the unfrozen
   * weight, or as it stands.
   */
  readonly peft?: { readonly site?: Site; readonly parent?: true; readonly tensor: string };
  /** PEFT's shape, where it has the same numbers in the same order under another shape. */
  readonly peftShape?: readonly number[];
  /** Bytes in the adapter's file, where they are not four a scalar (a bit for a mask). */
  readonly bytes?: number;
}

/**
 * What `declare` may depend on besides sizes and knobs: the phase, and what earlier phases found. Empty where there is
 * no run.
 */
export interface Situation {
  readonly phase: string | undefined;
  readonly carried: Carried;
  /** Whether the graph trains: some tensors exist only then. */
  readonly training: boolean;
  /** The run's seed; absent where only sizes are asked for, so that nothing need be drawn. */
  readonly seed?: number;
}

export const noRun: Situation = { phase: undefined, carried: nothingCarried, training: false };

const trained: ReadonlySet<Treatment> = new Set<Treatment>(['new', 'unfrozen', 'mask']);

export const isTrained = ({ treatment }: TensorSpec): boolean => trained.has(treatment);

/** Scalars of one tensor. */
export const scalarsOf = ({ shape }: Pick<TensorSpec, 'shape'>): number =>
  shape.reduce((product, size) => product * size, 1);

const sum = (specs: readonly TensorSpec[], of: (spec: TensorSpec) => number): number =>
  specs.reduce((total, spec) => total + of(spec), 0);

/** Trainable scalars, without the task's head. */
export const trainableScalars = (specs: readonly TensorSpec[]): number => sum(specs.filter(isTrained), scalarsOf);

/** Of the trainable scalars those that are the base model's own. */
export const unfrozenScalars = (specs: readonly TensorSpec[]): number =>
  sum(
    specs.filter(({ treatment }) => treatment === 'unfrozen'),
    scalarsOf,
  );

/** Scalars of one of the optimiser's moments. */
export const momentScalars = (specs: readonly TensorSpec[]): number =>
  sum(specs.filter(isTrained), ({ shape, project }) =>
    shape.reduce((product, size, axis) => product * (axis === project?.axis ? project.rank : size), 1),
  );

/** Scalars of the bases of the subspaces that optimisers work in. */
export const projectorScalars = (specs: readonly TensorSpec[]): number =>
  sum(specs, ({ shape, project }) => (project ? shape[project.axis]! * project.rank : 0));

const bytesOf = (spec: TensorSpec): number =>
  spec.bytes ?? (spec.bits || spec.treatment === 'mask' ? Math.ceil(scalarsOf(spec) / 8) : 4 * scalarsOf(spec));

/** Bytes of the tensors in an adapter's file, without the head's. */
export const storedBytes = (specs: readonly TensorSpec[]): number => sum(specs, bytesOf);

/** A weight of the base model that is trained itself. */
export const unfrozen = (base: BaseTensor, options: Partial<TensorSpec> = {}): TensorSpec => ({
  name: base.name,
  shape: base.shape,
  treatment: 'unfrozen',
  base,
  ...(base.layer !== undefined && { layer: base.layer }),
  places: [base.place],
  change: 'full',
  ...options,
});

/** The tensors of every layer. */
export const inEachLayer = (
  { layers }: Pick<Dimensions, 'layers'>,
  make: (layer: number) => readonly TensorSpec[],
): TensorSpec[] => Array.from({ length: layers }, (_, layer) => make(layer)).flat();

/**
 * The tensors of every execution of a layer, where layers with the same weights get their own.
 * @param make its layer, and its number
 */
export const inEachExecution = (
  d: Pick<Dimensions, 'layers' | 'depth'>,
  make: (layer: number, position: number) => readonly TensorSpec[],
): TensorSpec[] => {
  const depth = depthOf(d);
  return Array.from({ length: depth }, (_, position) =>
    make(Math.floor((position * d.layers) / depth), position),
  ).flat();
};

/** What a box of the block diagram shows. */
export interface Mark {
  readonly treatment: Change;
  /** Trainable scalars here, in one layer (on average) where the place is in a layer. */
  readonly count: number;
  readonly symbol?: string;
}

export type Marks = Readonly<Partial<Record<Place, Mark>>>;

export interface Placement {
  readonly marks: Marks;
  /** The same for each layer by itself, first layer first. */
  readonly layers: readonly Marks[];
  /** Trainable scalars in each layer, first layer first; what belongs to all layers alike is shared out. */
  readonly perLayer: readonly number[];
}

/** A tensor as far as the drawing needs it. What is not trained is drawn, and counts nothing. */
export type Placed = Pick<TensorSpec, 'shape' | 'layer' | 'places' | 'change' | 'symbol'> & {
  readonly treatment?: Treatment;
};

function marksOf(tensors: readonly Placed[], share: (tensor: Placed, place: Place) => number): Marks {
  const marks: Partial<Record<Place, { treatment: Change; count: number; symbols: Set<string> }>> = {};
  for (const tensor of tensors) {
    for (const place of tensor.places) {
      const mark = (marks[place] ??= { treatment: tensor.change, count: 0, symbols: new Set() });
      mark.count += share(tensor, place);
      if (tensor.symbol) mark.symbols.add(tensor.symbol);
    }
  }
  return Object.fromEntries(
    Object.entries(marks).map(([place, { treatment, count, symbols }]) => [
      place,
      { treatment, count, ...(symbols.size > 0 && { symbol: [...symbols].join(', ') }) },
    ]),
  );
}

const inDecoder: ReadonlySet<Place> = new Set<Place>([
  'crossQ',
  'crossK',
  'crossV',
  'crossAttention',
  'crossO',
  'normCross',
]);

/**
 * Where tensors sit, with the trainable scalars of each place.
 * @param layers of the model @param encoderLayers those of them that have no cross-attention, with two stacks
 */
export function placementOf(tensors: readonly Placed[], layers: number, encoderLayers = 0): Placement {
  const part = (tensor: Placed) =>
    tensor.treatment && !trained.has(tensor.treatment) ? 0 : scalarsOf(tensor) / tensor.places.length;
  const inLayers = (place: Place) => !placesOutsideLayers.has(place);
  const shared = tensors.filter(({ layer }) => layer === undefined);
  const byLayer = Array.from({ length: layers }, (_, index) => [
    ...tensors.filter(({ layer }) => layer === index),
    ...shared.map((tensor) => ({ ...tensor, places: tensor.places.filter(inLayers), whole: tensor })),
  ]);
  const marked = byLayer.map((own) =>
    marksOf(own, (tensor) => ('whole' in tensor ? part(tensor.whole as Placed) / layers : part(tensor))),
  );
  return {
    marks: marksOf(tensors, (tensor, place) =>
      inLayers(place) ? part(tensor) / (inDecoder.has(place) ? layers - encoderLayers : layers) : part(tensor),
    ),
    layers: marked,
    perLayer: marked.map((marks) => Object.values(marks).reduce((total, { count }) => total + count, 0)),
  };
}

/** All trainable scalars that a placement shows. */
export function drawnScalars({ marks, perLayer }: Pick<Placement, 'marks' | 'perLayer'>): number {
  const outside = (Object.entries(marks) as [Place, Mark][])
    .filter(([place]) => placesOutsideLayers.has(place) && place !== 'head')
    .reduce((total, [, mark]) => total + mark.count, 0);
  // Shares of tensors that several places or layers have in common need not add up to whole numbers in floating point.
  return Math.round((outside + perLayer.reduce((total, count) => total + count, 0)) * 1e6) / 1e6;
}
