/**
 * From gradients to the next state, in the graph: gradient hooks, clipping, the optimiser, update hooks, the method's
 * own states.
 */
import { perStepInput, seedInput } from '../methods/context';
import type { Parameter } from '../methods/contract';
import type { MethodState, UpdateView } from '../methods/lifecycle';
import type { Builder } from '../onnx/builder';
import { uniformNoise } from '../onnx/random';
import { i32, sizeOf } from '../onnx/tensor';
import { clipByGlobalNorm, declareScalars, type Optimizer } from '../optim';
import { decayMask, optimizerFor, projectorOf, projectorShape, type Member, type Unit } from './pack';

/** Steps whose loss and gradient norm stay on the device until they are read. */
export const ringLength = 64;
export const slotInput = 'step_slot';
/** Output that holds the next value of an input that carries over. */
export const nextOf = (input: string): string => `${input}:next`;
/** Random numbers of hooks: apart from those of the forward pass, which count from zero. */
const firstHookDraw = 1_000_000;

export interface UpdatePlan {
  readonly units: readonly Unit[];
  /** Trained parameters. */
  readonly parameters: readonly Parameter[];
  readonly states: readonly MethodState[];
  readonly optimizer: Optimizer;
  readonly clipNorm: number;
}

/** Values of single tensors inside packed units. */
class Parts {
  private readonly places: ReadonlyMap<string, { readonly unit: number; readonly member?: Member }>;
  private readonly cut = new Map<string, string>();

  constructor(
    private readonly builder: Builder,
    units: readonly Unit[],
    private readonly values: readonly string[],
  ) {
    this.places = new Map(
      units.flatMap((unit, i) =>
        unit.members.length > 0
          ? unit.members.map((member) => [member.name, { unit: i, member }] as const)
          : [[unit.name, { unit: i }] as const],
      ),
    );
  }

  of(name: string): string {
    const place = this.places.get(name);
    if (!place) throw new Error(`"${name}" is not trained, so it has no gradient and no next value.`);
    const whole = this.values[place.unit];
    if (whole === undefined) throw new Error(`The new value of "${name}" is not known yet at this point of the step.`);
    const { member } = place;
    if (!member) return whole;
    const known = this.cut.get(name);
    if (known) return known;
    const part = this.builder.reshape(
      this.builder.slice(whole, 0, member.offset, member.offset + sizeOf(member.shape)),
      member.shape,
    );
    this.cut.set(name, part);
    return part;
  }
}

/** Puts `change(member)` in place of those members of a unit's value for which it gives something. */
function rewrite(
  builder: Builder,
  unit: Unit,
  whole: string,
  change: (name: string, part: () => string) => string | undefined,
): string {
  if (unit.members.length === 0) return change(unit.name, () => whole) ?? whole;
  const pieces: string[] = [];
  let from = 0;
  const upTo = (end: number): void => {
    if (end > from) pieces.push(builder.slice(whole, 0, from, end));
  };
  for (const { name, shape, offset } of unit.members) {
    const end = offset + sizeOf(shape);
    const changed = change(name, () => builder.reshape(builder.slice(whole, 0, offset, end), shape));
    if (changed === undefined) continue;
    upTo(offset);
    pieces.push(builder.reshape(changed, [sizeOf(shape)]));
    from = end;
  }
  if (pieces.length === 0) return whole;
  upTo(unit.shape[0]!);
  return builder.concat(pieces, 0);
}

/** ring' = ring with (loss, norm) in column `slot`. */
function emitRing(builder: Builder, loss: string, norm: string): string {
  const ring = builder.input('ring', 'float32', [2, ringLength]);
  const slot = builder.input(slotInput, 'int32', []);
  const columns = builder.initializer(
    'ring/columns',
    i32(
      [1, ringLength],
      Array.from({ length: ringLength }, (_, i) => i),
    ),
  );
  const pair = builder.concat([builder.reshape(loss, [1, 1]), builder.reshape(norm, [1, 1])], 0);
  return builder.where(builder.equal(columns, slot), pair, ring);
}

/**
 * Scalars for a unit in which weight decay applies to some members only: what depends on the decay becomes a vector,
 * with the value of no decay for the other members.
 */
export function scalarsFor(
  builder: Builder,
  unit: Unit,
  optimizer: Optimizer,
  scalars: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (unit.decay !== 'some') return scalars;
  const without = optimizer.scalars({ step: 1, learningRate: 1, weightDecay: 0 });
  const withDecay = optimizer.scalars({ step: 1, learningRate: 1, weightDecay: 1 });
  const mask = builder.initializer('decays', decayMask(unit));
  return Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [
      name,
      without[name] === withDecay[name] ? value : builder.where(mask, value, builder.scalar(without[name]!)),
    ]),
  );
}

/** A unit's new value, with what its members' hooks make of theirs: a share of the step, or something else. */
const hookedUpdate = (
  view: UpdateView,
  unit: Unit,
  updated: string,
  parameters: ReadonlyMap<string, Parameter>,
): string => {
  const { builder } = view;
  return rewrite(builder, unit, updated, (name, part) => {
    const { rate = 1, update } = parameters.get(name) ?? {};
    if (rate === 1 && !update) return undefined;
    const old = view.before(name);
    const moved = rate === 1 ? part() : builder.add(old, builder.scale(builder.sub(part(), old), rate));
    return update?.(view, moved) ?? moved;
  });
};

/**
 * Emits one update.
 * @param gradients of each unit, means over the batch
 * @returns outputs with their names: units, optimiser states, method states, ring
 */
export function emitUpdate(
  builder: Builder,
  plan: UpdatePlan,
  gradients: readonly string[],
  loss: string,
): [string, string][] {
  const { units, optimizer, states } = plan;
  const outputs: [string, string][] = [];
  const parameters = new Map(plan.parameters.map((p) => [p.name, p]));
  const input = (name: string, shape: readonly number[]): string =>
    builder.graph.isInput(name) ? name : builder.input(name, 'float32', shape);
  builder.role = 'optimizer';

  const before = new Parts(
    builder,
    units,
    units.map((unit) => input(unit.name, unit.shape)),
  );
  const shapes = new Map(states.map((state) => [state.name, state.shape]));
  let draws = firstHookDraw;
  const beforeUpdate: UpdateView = {
    builder,
    before: (name) => before.of(name),
    after: (name) => {
      throw new Error(`The new value of "${name}" is not known yet: a gradient hook runs before the update.`);
    },
    gradient: (name) => {
      throw new Error(`The gradient of "${name}" is given to its own hook only.`);
    },
    state: (name) => input(name, shapes.get(name)!),
    perStep: (name) => input(perStepInput(name), []),
    uniform: (shape) => uniformNoise(builder, shape, seedInput(builder), draws++),
  };
  const hooked = units.map((unit, i) =>
    rewrite(builder, unit, gradients[i]!, (name, part) => parameters.get(name)?.gradient?.(beforeUpdate, part())),
  );
  const clip = clipByGlobalNorm(builder, hooked, plan.clipNorm);
  const scalars = declareScalars(builder, optimizer);

  const gradientParts = new Parts(builder, units, hooked);
  const after: string[] = [];
  units.forEach((unit, i) => {
    const own = optimizerFor(unit, optimizer);
    const state = Object.fromEntries(
      own
        .slots(unit.shape)
        .map((slot) => [slot.name, builder.input(`${unit.name}:${slot.name}`, 'float32', slot.shape)]),
    );
    if (unit.projection) builder.input(projectorOf(unit.name), 'float32', projectorShape(unit, unit.projection));
    const next = builder.scope(`optimizer/${unit.name}`, () => {
      const updated = own.update(builder, {
        parameter: unit.name,
        gradient: hooked[i]!,
        state,
        scalars: scalarsFor(builder, unit, optimizer, scalars),
        decay: unit.decay !== false,
        ...(clip.scale && { gradientScale: clip.scale }),
      });
      const view: UpdateView = { ...beforeUpdate, gradient: (name) => gradientParts.of(name) };
      return { ...updated, parameter: hookedUpdate(view, unit, updated.parameter, parameters) };
    });
    after.push(next.parameter);
    outputs.push([next.parameter, nextOf(unit.name)]);
    for (const [name, value] of Object.entries(next.state)) outputs.push([value, nextOf(`${unit.name}:${name}`)]);
  });

  const afterParts = new Parts(builder, units, after);
  const afterUpdate: UpdateView = {
    ...beforeUpdate,
    gradient: (name) => gradientParts.of(name),
    after: (name) => afterParts.of(name),
  };
  for (const state of states) {
    beforeUpdate.state(state.name);
    outputs.push([builder.scope(`state/${state.name}`, () => state.next(afterUpdate)), nextOf(state.name)]);
  }
  outputs.push([emitRing(builder, loss, clip.norm), nextOf('ring')]);
  return outputs;
}
