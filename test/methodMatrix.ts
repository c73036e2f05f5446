/** Every method on the fixtures of `names`, from the registry: a new method adds its rows without a line here. */
import { inEnglish } from '../src/messages/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofWeights } from '../src/anatomy/shared';
import { checkGradients, gradientTolerance, normalStream } from '../src/autodiff/gradientCheck';
import { differentiate } from '../src/autodiff/reverse';
import { applicability, tasksFor } from '../src/methods/applicability';
import { applyMethod } from '../src/methods/context';
import type { Hyperparameters, Merge, Method, Parameter } from '../src/methods/contract';
import { resolveHyperparameters } from '../src/methods/hyperparameters';
import { linearAlgebra } from '../src/methods/linearAlgebra';
import { initialise } from '../src/methods/initialise';
import { methods } from '../src/methods/registry';
import { isWritten, type TaskId } from '../src/methods/taskId';
import type { Graph } from '../src/onnx/graph';
import { gpuOps } from '../src/onnx/support';
import { asFloat32, f32, i32, sizeOf, type Tensor } from '../src/onnx/tensor';
import { attachTask } from '../src/tasks/context';
import type { Task } from '../src/tasks/contract';
import { NO_VALUE } from '../src/tasks/labelForm';
import { taskById } from '../src/tasks/registry';
import { evaluate, prepare, type Prepared as Session } from './evaluate';
import {
  batchOf,
  fixtureNames,
  loadFixture,
  prepareFixture,
  settingsOf,
  type Fixture,
  type Prepared,
} from './methodCases';

const text = 7;
const options = { labels: ['a', 'b', 'c'] };

interface Applied {
  readonly graph: Graph;
  readonly feeds: Record<string, Tensor>;
  readonly hidden: string;
}

/** The method without a task, with starting values (moved by `noise`), as a graph that returns the hidden states. */
function applied(
  base: Prepared,
  fixture: Fixture,
  method: Method,
  hp: Hyperparameters,
  noise = 0,
): Applied & { parameters: readonly Parameter[] } {
  const result = applyMethod(method, hp, base.graph, base.anatomy, { batch: 2, sequence: text, training: false });
  result.builder.graph.outputs = [result.lastHidden, ...(result.logits ? [result.logits] : [])];
  const graph = result.builder.finish();
  const feeds: Record<string, Tensor> = batchOf(fixture, graph);
  // An adapter that others' training has left has frozen tensors only.
  const still = result.parameters.some((p) => !p.frozen);
  for (const parameter of result.parameters) {
    const values = initialise(parameter, 1, base.graph);
    feeds[parameter.name] = f32(
      parameter.shape,
      parameter.frozen && still && !empty(values) ? values : values.map((v, i) => v + noise * Math.sin(1 + i)),
    );
  }
  return { graph, feeds, hidden: result.lastHidden, parameters: result.parameters };
}

/** What an earlier phase leaves in a frozen tensor is not there yet. */
const empty = (values: Float32Array): boolean => values.every((v) => v === 0);

/** GELU for ReLU, whose kinks finite differences cannot cross; its own rule is tested by itself. */
function smoothen(graph: Graph): void {
  for (const node of graph.nodes) if (node.op === 'Relu') Object.assign(node, { op: 'Gelu', attributes: {} });
}

/** Largest difference at positions that are text. */
function difference(a: Tensor, b: Tensor, mask: Tensor): number {
  expect(a.dims).toEqual(b.dims);
  const [x, y] = [asFloat32(a), asFloat32(b)];
  const width = a.dims[2]!;
  let largest = 0;
  for (let i = 0; i < x.length; i++)
    if (Number(mask.data[Math.floor(i / width)]) === 1) largest = Math.max(largest, Math.abs(x[i]! - y[i]!));
  return largest;
}

/** One fixture at the lengths that methods need, and what the model answers with other weights. */
export class Subject {
  readonly fixture: Fixture;
  /** One export of each family: gradients of the others differ only in what canonical form has taken away. */
  readonly first: boolean;
  /** Every method is tried there where families differ in shape. */
  readonly thorough: boolean;
  /** Every setting, on one encoder and one decoder: what a family is shaped like changes no setting's meaning. */
  readonly settled: boolean;
  readonly #turn: number;
  readonly #prepared = new Map<number, Prepared>();
  /** The model as it is, its weights being inputs: one session for all that merging makes of them. */
  readonly #models = new Map<Prepared, Promise<Session>>();

  constructor(name: string) {
    this.#turn = fixtureNames.indexOf(name) % 8;
    this.fixture = loadFixture(name);
    this.first = name.endsWith('-torchscript');
    this.settled = name === 'bert-torchscript' || name === 'gpt2-torchscript';
    this.thorough = this.first && !/^(distilbert|electra|roberta|llama16)-/.test(name);
  }

  base(virtual = 0): Prepared {
    const made = this.#prepared.get(virtual) ?? prepareFixture(this.fixture, text + virtual, text);
    this.#prepared.set(virtual, made);
    return made;
  }

  async hiddenWith(on: Prepared, weights: ReadonlyMap<string, Tensor>): Promise<Tensor> {
    const plain = on.graph.clone();
    plain.outputs = [on.anatomy.lastHidden];
    plain.prune();
    const feeds = batchOf(this.fixture, plain);
    for (const [tensor, { dtype, dims }] of plain.initializers) {
      if (dtype !== 'float32') continue;
      plain.inputs.push({ name: tensor, dtype, dims });
      plain.initializers.delete(tensor);
      feeds[tensor] = weights.get(tensor)!;
    }
    const session = this.#models.get(on) ?? prepare(plain);
    this.#models.set(on, session);
    return (await (await session).run(feeds))[on.anatomy.lastHidden]!;
  }

  cases(method: Method): Case[] {
    return settingsOf(method, this.base().anatomy.dimensions)
      .slice(0, this.settled ? undefined : 1)
      .map((hp) => ({ method, fixture: this.fixture, hp, on: this.base(method.virtualTokens?.(hp)) }));
  }

  /** The defaults with each task that the method has on this model. */
  labelled(method: Method): (Case & { readonly task: Task })[] {
    // The others put the same head, or a like one, on the same states: `methodMatrixTasks.test.ts`.
    const tasks = tasksFor(method, this.base().anatomy.dimensions)
      .filter((task) => task === 'classification' || isWritten(task))
      .map(taskById);
    return tasks.flatMap((task) =>
      this.cases(method)
        .slice(0, 1)
        .map((one) => ({ ...one, task })),
    );
  }

  /**
   * Every method where families differ in shape. Of those that are shaped like another family a quarter, another one
   * each time, and all that lengthen the text, as positions are counted otherwise there. Of their other exports, which
   * canonical form makes alike, an eighth.
   */
  tries({ virtualTokens }: Method, index: number): boolean {
    if (this.thorough || (this.first && virtualTokens)) return true;
    return this.first ? index % 4 === this.#turn % 4 : index % 8 === this.#turn;
  }

  /**
   * Gradients of every method on one encoder and one decoder; where another family differs in shape, of all that
   * lengthen the text and of every second of the rest, and of what is tried at all on the others.
   */
  derives({ virtualTokens }: Method, index: number): boolean {
    if (!this.first) return false;
    if (this.settled || !this.thorough || virtualTokens) return true;
    return index % 2 === this.#turn % 2;
  }

  async release(): Promise<void> {
    for (const session of this.#models.values()) await (await session).release();
  }
}

/** A method with one setting, on a model that has room for its virtual tokens. */
export interface Case {
  readonly method: Method;
  readonly fixture: Fixture;
  readonly hp: Hyperparameters;
  readonly on: Prepared;
}

function checkCount({ method, fixture, hp, on }: Case): void {
  const { parameters } = applied(on, fixture, method, hp);
  expect(
    parameters.filter((p) => !p.frozen).reduce((sum, p) => sum + sizeOf(p.shape), 0),
    JSON.stringify(hp),
  ).toBe(method.count(on.anatomy.dimensions, hp));
  const unfrozen = parameters.filter((p) => !p.frozen && p.init.kind === 'base');
  expect(
    unfrozen.reduce((sum, p) => sum + sizeOf(p.shape), 0),
    JSON.stringify(hp),
  ).toBe(method.unfrozen(on.anatomy.dimensions, hp));
  expect(new Set(parameters.map((p) => p.name)).size).toBe(parameters.length);
}

/** The model's weights with the adapter in them. */
function mergedInto(on: Prepared, merge: Merge, hp: Hyperparameters, trained: Record<string, Tensor>) {
  const merged = new Map(on.graph.initializers);
  merge(
    {
      anatomy: ofWeights(on.anatomy),
      linearAlgebra,
      base: (tensor) => asFloat32(on.graph.initializers.get(tensor)!),
      trained: (tensor) => asFloat32(trained[tensor]!),
      shape: (tensor) => on.graph.shapeOf(tensor),
      set: (tensor, values) => {
        expect(merged.get(tensor)?.dtype, tensor).toBe('float32');
        merged.set(tensor, f32(on.graph.shapeOf(tensor), values));
      },
    },
    hp,
  );
  return merged;
}

async function checkStart({ method, fixture, hp, on }: Case, subject: Subject, reference: Tensor): Promise<void> {
  const { merge } = method;
  const setting = JSON.stringify(hp);
  const before = JSON.stringify([on.graph.inputs, on.graph.nodes.length, on.graph.initializers.size]);
  const start = applied(on, fixture, method, hp);
  expect(JSON.stringify([on.graph.inputs, on.graph.nodes.length, on.graph.initializers.size])).toBe(before);
  const mask = start.feeds.attention_mask!;
  const session = await prepare(start.graph);
  const out = (await session.run(start.feeds))[start.hidden]!;
  expect(out.dims).toEqual([2, text, on.anatomy.dimensions.hidden]);
  expect(asFloat32(out).every(Number.isFinite), setting).toBe(true);
  // A choice of that name is another start, which is the identity by construction.
  if (method.identityAtInit || hp.init === 'zero-up')
    expect(difference(out, reference, mask), setting).toBeLessThan(1e-5);

  // The graph is the same whatever its tensors hold.
  const moved = start.parameters.length > 0 ? applied(on, fixture, method, hp, 0.1) : undefined;
  const tuned = moved && (await session.run(moved.feeds))[start.hidden]!;
  await session.release();
  if (!moved || !tuned) return;
  expect(difference(out, tuned, mask), setting).toBeGreaterThan(1e-4);

  if (typeof merge === 'string') {
    expect(merge).toMatch(/\.$/);
    return;
  }
  const merged = mergedInto(on, merge, hp, moved.feeds);
  expect(difference(tuned, await subject.hiddenWith(on, merged), mask), setting).toBeLessThan(2e-4);
}

/** Of two rows, of which the second counts for little or nothing. */
function labelsOf(task: TaskId): Tensor {
  if (task === 'classification') return i32([2], [2, -1]);
  if (task === 'regression') return f32([2], [1.5, NO_VALUE]);
  if (task === 'multi-label') return i32([2, 3], [1, 0, 1, -1, -1, -1]);
  const tokens = task === 'token-classification' ? [-100, 2, 0, 1, -100, 1, 0] : Array<number>(text).fill(3);
  return i32([2, text], [...tokens, task === 'token-classification' ? -100 : 5, ...Array<number>(text - 1).fill(-100)]);
}

/**
 * The method under its task, with starting values.
 * @param spread moves new tensors off their starts, which are so near to zero that the loss's rounding hides their
 *   gradients
 */
function attached(task: Task, { method, fixture, hp, on }: Case, spread = 0) {
  const result = applyMethod(method, hp, on.graph, on.anatomy, { batch: 2, sequence: text, training: false });
  const labelled = attachTask(task, result, { anatomy: on.anatomy, options, batch: 2, sequence: text });
  const feeds: Record<string, Tensor> = batchOf(fixture, on.graph);
  const random = normalStream(7);
  for (const parameter of result.parameters) {
    const own = parameter.init.kind === 'base' || parameter.frozen ? 0 : spread;
    feeds[parameter.name] = f32(
      parameter.shape,
      initialise(parameter, 1, on.graph).map((v) => v + own * random()),
    );
  }
  feeds.labels = labelsOf(task.id);
  return { ...result, labelled, feeds };
}

/** The feeds that a graph takes. */
const only = (graph: Graph, feeds: Record<string, Tensor>) =>
  Object.fromEntries(graph.inputs.flatMap(({ name: input }) => (feeds[input] ? [[input, feeds[input]]] : [])));

type Attached = ReturnType<typeof attached>;

/** The head counts what the task says. */
function checkHead(task: Task, { on }: Case, { parameters }: Attached): void {
  const head = parameters.filter((p) => p.group === 'head').reduce((sum, p) => sum + sizeOf(p.shape), 0);
  expect(head).toBe(task.headCount(on.anatomy, options));
}

/** A loss that is a number, of as many labels as there are. */
function checkLoss(task: Task, { labelled }: Attached, out: Readonly<Record<string, Tensor>>): void {
  expect(Number.isFinite(out[labelled.loss]!.data[0])).toBe(true);
  const rows = { classification: 1, regression: 1, 'multi-label': 1, 'token-classification': 5 } as const;
  expect(out[labelled.count]!.data[0]).toBe(task.id in rows ? rows[task.id as keyof typeof rows] : text + 1);
}

async function checkTask(task: Task, one: Case): Promise<void> {
  const whole = attached(task, one);
  const { builder, labelled, feeds } = whole;
  checkHead(task, one, whole);
  builder.graph.outputs = [labelled.loss, labelled.lossSum, labelled.count];
  const graph = builder.finish();
  expect(graph.nodes.map((node) => node.op).filter((op) => !gpuOps.has(op))).toEqual([]);
  checkLoss(task, whole, await evaluate(graph, only(graph, feeds)));
}

/**
 * What `checkTask` looks at, and the gradients.
 * @param pair whether the rows are two texts each, where the model tells them apart
 */
export async function checkDerivatives(task: Task, one: Case, pair = false): Promise<void> {
  const whole = attached(task, one, 0.05);
  const { builder, labelled, parameters, feeds, declared } = whole;
  checkHead(task, one, whole);
  const types = pair && one.on.anatomy.inputs.tokenTypes;
  if (types)
    feeds[types] = i32(
      [2, text],
      Array.from({ length: 2 * text }, (_, i) => Number(i % text > 3)),
    );
  const trainable = parameters.filter((p) => !p.frozen && !p.surrogate);
  // What is minimised: with the method's own terms.
  const objective = declared.terms.reduce((sum, term) => builder.add(sum, term), labelled.loss);
  builder.graph.outputs = [...new Set([objective, labelled.loss, labelled.lossSum, labelled.count])];
  smoothen(builder.graph);
  builder.finish();
  const forward = await prepare(builder.graph.clone());
  const gradients = differentiate(
    builder,
    objective,
    trainable.map((p) => p.name),
  );
  builder.graph.outputs = [objective, ...gradients.values()];
  const graph = builder.finish();
  const backward = await prepare(graph);
  expect(graph.nodes.map((node) => node.op).filter((op) => !gpuOps.has(op))).toEqual([]);
  checkLoss(task, whole, await forward.run(only(builder.graph, feeds)));
  const wrong = async (names: readonly string[], seed: number) =>
    (
      await checkGradients({
        run: (values) => backward.run(only(graph, values)),
        runLoss: (values) => forward.run(only(graph, values)),
        loss: objective,
        parameters: new Map(names.map((tensor) => [tensor, feeds[tensor]!])),
        gradients,
        feeds,
        directions: 1,
        seed,
      })
    ).tensors.filter((tensor) => tensor.relativeError > gradientTolerance);
  // Extrapolation to step zero misjudges its own error along a direction in a thousand; a wrong gradient is
  // wrong along others too.
  const suspects = await wrong(
    trainable.map((p) => p.name),
    1,
  );
  expect(
    await wrong(
      suspects.map((suspect) => suspect.name),
      2,
    ),
    task.id,
  ).toEqual([]);
  await Promise.all([forward.release(), backward.release()]);
}

/** @param ids methods; without them those of a fixture's turn */
export function methodMatrix(names: readonly string[], ids?: readonly string[]): void {
  describe.each(names)('%s', (name) => {
    const subject = new Subject(name);
    let reference: Tensor;
    beforeAll(async () => {
      reference = await subject.hiddenWith(subject.base(), subject.base().graph.initializers);
    });
    afterAll(() => subject.release());

    const tried = methods.filter((method, i) => (ids ? ids.includes(method.id) : subject.tries(method, i)));
    describe.each(tried.map((method) => [method.id, method] as const))('%s', (_, method) => {
      if (subject.cases(method).length === 0) {
        it('says why it cannot be used', () => {
          const { dimensions } = subject.base().anatomy;
          expect(inEnglish(applicability(method, dimensions, resolveHyperparameters(method, {}))!)).toMatch(/\.$/);
        });
        return;
      }

      it('trains as many scalars as its formula says', () => {
        for (const one of subject.cases(method)) checkCount(one);
      });

      const start = 'starts where it should, changes the output when its tensors change, and merges into the weights';
      it(start, async () => {
        for (const one of subject.cases(method)) await checkStart(one, subject, reference);
      });

      const works = 'works with each of its tasks in ops that run on the GPU';
      const derives = subject.derives(method, methods.indexOf(method));
      it(`${works}${derives ? ', with gradients that agree with finite differences' : ''}`, async () => {
        for (const { task, ...one } of subject.labelled(method))
          await (derives ? checkDerivatives : checkTask)(task, one);
      });
    });
  });
}
