/**
 * S-MAM (Lawton et al. 2023): a structured search in a net of low-rank updates and parallel adapters, which gives each
 * update its own rank and each adapter its own width.
 *
 *   part u of an update:   row u of A and column u of B        of an adapter:  row u of W_d, b_d[u] and column u of W_u
 *   s(u) = −Σ_{i ∈ u} θ_i ∂L/∂θ_i, for each scalar of u
 *
 * The search is that of `pruningSearch.ts`; an adapter's b_u is a part of its own. The net that it begins with and
 * scores for each scalar are an own formulation.
 */
import { defineMethod } from '../define';
import { fillBudget } from '../parts/budgetGates';
import { enterKept } from '../parts/keptEntries';
import { mamKnobs, mamRefusal, prunedMam, type MamTensor, type ReadKept } from '../parts/prunedMam';
import { anyOrder, searchPaper } from '../parts/pruningSearch';
import type { Selection } from '../parts/sparseDelta';
import { everyTask } from '../taskId';
import { texts } from './sMam.en';

/** The axis that counts units: rows of A and W_d, columns of B and W_u. */
const unitAxis = (name: string): 0 | 1 => (/lora_B$|up\.weight$/.test(name) ? 1 : 0);

/** All of b_u is one unit. */
const unitsIn = ({ name, spec: { shape } }: MamTensor): number =>
  name.endsWith('up.bias') ? 1 : shape[unitAxis(name)]!;

/** Tensors whose units belong together. */
const moduleOf = (name: string): string => name.replace(/\.(lora_[AB]|down\.\w+|up\.weight)$/, '');

interface Unit {
  readonly module: string;
  readonly index: number;
  readonly size: number;
}

function unitsOf(tensors: readonly MamTensor[]): Unit[] {
  const modules = new Map<string, { count: number; size: number }>();
  for (const tensor of tensors) {
    const count = unitsIn(tensor);
    const size = (modules.get(moduleOf(tensor.name))?.size ?? 0) + tensor.length / count;
    modules.set(moduleOf(tensor.name), { count, size });
  }
  return [...modules].flatMap(([module, { count, size }]) =>
    Array.from({ length: count }, (_, index) => ({ module, index, size })),
  );
}

/** Entries of one unit of a tensor, in rising order. */
function entriesOf(tensor: MamTensor, index: number): number[] {
  const units = unitsIn(tensor);
  const length = tensor.length / units;
  return Array.from({ length }, (_, i) => (unitAxis(tensor.name) === 1 ? i * units + index : index * length + i));
}

/** Indices by module of the units that are taken by falling score as long as they fit. */
function fill(units: readonly Unit[], scores: readonly number[], count: number): Map<string, number[]> {
  const sizes = units.map(({ size }) => size);
  const kept = new Map<string, number[]>();
  for (const i of fillBudget(scores, sizes, count))
    kept.set(units[i]!.module, [...(kept.get(units[i]!.module) ?? []), units[i]!.index]);
  return kept;
}

const selected = (tensors: readonly MamTensor[], kept: ReadonlyMap<string, readonly number[]>): Selection =>
  new Map(
    tensors.flatMap((tensor) => {
      const units = kept.get(moduleOf(tensor.name));
      if (!units) return [];
      return [[tensor.name, Int32Array.from(units.flatMap((unit) => entriesOf(tensor, unit))).sort()] as const];
    }),
  );

/** What the loss would miss for each scalar of a unit; −∞ where it is gone. */
function worth(
  { module, index, size }: Unit,
  tensors: readonly MamTensor[],
  scores: ReadonlyMap<string, Float32Array>,
) {
  const sum = tensors
    .filter(({ name }) => moduleOf(name) === module)
    .flatMap((tensor) => entriesOf(tensor, index).map((at) => scores.get(tensor.name)![at]!))
    .reduce((total, score) => total + score, 0);
  return sum / size;
}

const anyUnits = (tensors: readonly MamTensor[], count: number) => {
  const units = unitsOf(tensors);
  return fill(units, anyOrder(units.length), count);
};

/** The tensor with the units that are left; where none is, one of zeros. */
const readUnits: ReadKept = (context, spec, start, positions) => {
  const { builder: g } = context;
  const { name, shape } = spec;
  const axis = unitAxis(name);
  const left = Math.max(1, ((positions?.length ?? 0) * shape[axis]!) / start.length);
  const reduced = name.endsWith('up.bias') ? shape : shape.map((size, i) => (i === axis ? left : size));
  // Entries are in rising order, which is the reduced tensor's own.
  return positions ? g.reshape(enterKept(context, name, start, positions), reduced) : g.filled(reduced, 0);
};

const parts = prunedMam(
  {
    largest(tensors, scores, count) {
      const units = unitsOf(tensors).map((unit) => ({ ...unit, worth: worth(unit, tensors, scores) }));
      const left = units.filter((unit) => unit.worth > -Infinity);
      return selected(
        tensors,
        fill(
          left,
          left.map((unit) => unit.worth),
          count,
        ),
      );
    },
    anywhere: (tensors, count) => selected(tensors, anyUnits(tensors, count)),
    counts(tensors, count) {
      const kept = anyUnits(tensors, count);
      return new Map(
        tensors.flatMap((tensor) => {
          const units = kept.get(moduleOf(tensor.name))?.length ?? 0;
          return units > 0 ? [[tensor.name, (units * tensor.length) / unitsIn(tensor)] as const] : [];
        }),
      );
    },
  },
  readUnits,
);

export const sMam = defineMethod({
  id: 's-mam',
  texts,
  category: 'hybrid',
  paper: searchPaper,
  hyperparameters: mamKnobs,
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,

  check: (d, hp) => mamRefusal('s-mam', d, hp),
  phases: (request) => parts.phases(request),
  chooses: () => true,
  declare: (d, hp, at) => parts.declare(d, hp, at),
  apply: (context, hp) => parts.apply(context, hp),
  identityAtInit: true,

  formula:
    String.raw`h = W_0 x + \tfrac{\alpha}{r} \sum_{u \in U} b_u\, a_u^{\top} x, \qquad U = \text{the units with the ` +
    String.raw`largest } ` +
    String.raw`-\sum_{i \in u} \theta_i \frac{\partial \mathcal{L}}{\partial \theta_i} \text{ for their size}`,
});
