/** Hooks, rates, own states, per-step numbers and extra losses, on a made-up method. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classificationData, fixture } from '../../test/fixture';
import { BatchSource } from '../data/batching';
import { packRows } from '../data/encode';
import type { Method, MethodContext } from '../methods/contract';
import type { TensorSpec } from '../methods/tensors';
import { headOnly } from '../methods/baseline/headOnly';
import { WasmBackend } from '../runtime/wasm';
import { taskById } from '../tasks/registry';
import type { Recipe } from './applied';
import { assembleTraining } from './assembleTraining';
import { unpackValues } from './pack';
import { Stepper } from './stepper';

const bert = fixture('bert-torchscript');
const length = 8;
let backend: WasmBackend;
beforeAll(async () => {
  backend = await WasmBackend.create({ threads: 1 });
});
afterAll(() => backend.dispose());

const zero = { kind: 'constant', value: 0 } as const;

/** The base model with vectors of the hidden size added to its last hidden states. */
const method = (
  declare: (context: MethodContext, width: number) => readonly string[],
  more: Readonly<Record<string, Partial<TensorSpec>>> = {},
): Method => ({
  ...headOnly,
  id: 'made-up',
  declare: ({ hidden }) =>
    Object.entries({ v: {}, w: {}, ...more }).map(([name, options]) => ({
      name,
      shape: [hidden],
      treatment: 'new',
      init: zero,
      places: [],
      change: 'module',
      ...options,
    })),
  apply(context) {
    const { builder: g } = context;
    const width = g.shapeOf(context.anatomy.lastHidden)[2]!;
    context.setLastHidden(
      declare(context, width).reduce((hidden, vector) => g.add(hidden, vector), context.anatomy.lastHidden),
    );
  },
});

interface Outcome {
  readonly values: Record<string, number[]>;
  readonly states: Record<string, number[]>;
}

async function train(
  made: Method,
  { steps = 3, accumulation = 1, optimizer = 'adamw' as 'adamw' | 'sgd' } = {},
): Promise<Outcome> {
  const batch = accumulation > 1 ? 2 : 4;
  const recipe: Recipe = {
    model: { graph: bert.graph, config: bert.config },
    method: made,
    hyperparameters: {},
    task: taskById('classification'),
    taskOptions: { labels: classificationData().labels! },
    batch,
    sequence: length,
    seed: 5,
  };
  const graphs = assembleTraining(recipe, { kind: optimizer, clipNorm: 0, accumulation });
  const stepper = await Stepper.load(backend, graphs, 5);
  const data = classificationData();
  const source = new BatchSource(packRows(data.train, 'classification', length, data.padId), batch, 1);
  for (let step = 1; step <= steps; step++) {
    await stepper.step(
      Array.from({ length: accumulation }, () => source.next()),
      { step, learningRate: 0.01, weightDecay: 0.1 },
      { steps },
    );
  }
  const states = await stepper.states.read();
  await stepper.dispose();
  const numbers = (data: ArrayLike<number | bigint>) => Array.from(data, Number);
  return {
    values: Object.fromEntries(
      graphs.units
        .flatMap((unit) => unpackValues(unit, states[unit.name]!))
        .map(([name, tensor]) => [name, numbers(tensor.data)]),
    ),
    states: Object.fromEntries(Object.entries(states).map(([name, tensor]) => [name, numbers(tensor.data)])),
  };
}
const plain = method((context) => [context.tensor('v'), context.tensor('w')]);

describe('hooks on the update', () => {
  it.each([1, 2])(
    'leave what a gradient hook masks bit-identical, others as without it (accumulation %i)',
    async (accumulation) => {
      const masked = method((context, width) => [
        context.tensor('v', {
          gradient: ({ builder: g }, gradient) => g.mul(gradient, g.filled([width], 0)),
        }),
        context.tensor('w'),
      ]);
      const [with_, without] = [await train(masked, { accumulation }), await train(plain, { accumulation })];
      expect(with_.values.v!.every((x) => x === 0)).toBe(true);
      expect(without.values.v!.some((x) => x !== 0)).toBe(true);
      // Equal at the first step only: later the other vector's absence is felt.
      const [first, other] = [
        await train(masked, { accumulation, steps: 1 }),
        await train(plain, { accumulation, steps: 1 }),
      ];
      first.values.w!.forEach((x, i) => expect(x).toBeCloseTo(other.values.w![i]!, 6));
    },
  );

  it('run after the optimiser, with the number of the step', async () => {
    const forced = method((context) => {
      const pace = context.perStep('pace', (step, steps) => step / steps);
      expect(pace).toBe('step.pace');
      return [
        context.tensor('v', {
          update: ({ builder: g, perStep }, after) => g.add(g.scale(after, 0), perStep('pace')),
        }),
        context.tensor('w'),
      ];
    });
    const { values } = await train(forced, { steps: 4 });
    expect(values.v!.every((x) => x === 1)).toBe(true);
    expect((await train(forced, { steps: 4 })).values.w!.some((x) => x !== 0)).toBe(true);
  });

  it('scale the learning rate of one tensor', async () => {
    const slow = method((context) => [context.tensor('v', { rate: 0.25 }), context.tensor('w')]);
    const [scaled, full] = [
      await train(slow, { steps: 1, optimizer: 'sgd' }),
      await train(plain, { steps: 1, optimizer: 'sgd' }),
    ];
    scaled.values.v!.forEach((x, i) => expect(x).toBeCloseTo(0.25 * full.values.v![i]!, 7));
    expect(scaled.values.w).toEqual(full.values.w);
  });
});

describe('states, losses and tensors of a method', () => {
  it.each([1, 2])('write states that see gradient, old and new value (accumulation %i)', async (accumulation) => {
    const watched = method((context, width) => {
      const v = context.tensor('v');
      context.state('moved', [width], 0, ({ builder: g, before, after, state }) =>
        g.add(state('moved'), g.sub(after('v'), before('v'))),
      );
      context.state('squares', [width], 0, ({ builder: g, gradient, state }) =>
        g.add(state('squares'), g.mul(gradient('v'), gradient('v'))),
      );
      return [v, context.tensor('w')];
    });
    const { values, states } = await train(watched, { accumulation });
    states.moved!.forEach((x, i) => expect(x).toBeCloseTo(values.v![i]!, 6));
    expect(states.squares!.every((x) => x > 0)).toBe(true);
  });

  it.each([1, 2])('follow an extra loss (accumulation %i)', async (accumulation) => {
    const pulled = method((context) => {
      const { builder: g } = context;
      const v = context.tensor('v', { init: { kind: 'constant', value: 1 } });
      context.addLoss(g.scale(g.sumSquares(v), 1000));
      return [v, context.tensor('w')];
    });
    const { values } = await train(pulled, { accumulation, steps: 5 });
    // Adam moves by the rate in each step: straight down, whatever the task wants.
    expect(values.v!.every((x) => x < 0.96)).toBe(true);
  });

  it('keep frozen tensors out of the optimiser, and draw other numbers at every step', async () => {
    const noisy = method(
      (context, width) => {
        const v = context.tensor('v');
        context.tensor('frozen');
        context.state('noise', [width], 0, ({ uniform }) => uniform([width]));
        return [v, 'frozen', context.tensor('w')];
      },
      { frozen: { treatment: 'frozen', init: { kind: 'normal', std: 1 } } },
    );
    const [one, two] = [await train(noisy, { steps: 1 }), await train(noisy, { steps: 2 })];
    expect(Object.keys(one.values)).not.toContain('frozen');
    expect(one.states.noise!.every((x) => x > 0 && x < 1)).toBe(true);
    expect(one.states.noise).not.toEqual(two.states.noise);
  });
});
