/**
 * One update on the device: the training graph(s) with their states, scalars and ring. Knows nothing of schedules or
 * splits.
 */
import type { Batch } from '../data/batching';
import { mixSeed } from '../data/random';
import { perStepInput, stepSeed } from '../methods/context';
import type { Graph } from '../onnx/graph';
import type { Tensor } from '../onnx/tensor';
import { scalarInput, type StepSettings } from '../optim';
import type { Backend, DeviceTensor, Executable } from '../runtime/backend';
import { inputNames } from './applied';
import type { TrainingGraphs } from './assembleTraining';
import { ringLength } from './update';
import { Backbone, withoutBackbone, type CachePlan, type Supplied } from './backbone';
import { BatchInputs } from './batchInputs';
import { halfGraphs, Halves, type HalvesPlan, type HalvesRequest } from './halves';
import { assembleLastGradient, NormMeter } from './norms';
import type { Unit } from './pack';
import { findSubspaces } from './projections';
import { StateStore } from './states';

export class Stepper {
  readonly states: StateStore;
  private readonly ring: StateStore;
  private readonly sums: StateStore;
  private readonly scalars: Readonly<Record<string, DeviceTensor>>;
  private readonly batch: BatchInputs;
  private meter: Promise<NormMeter | undefined> | undefined;
  /** Numbers of the updates for which the backbone did not run, the last time each was done. */
  private readonly skipped = new Set<number>();

  private constructor(
    private readonly backend: Backend,
    private readonly graphs: TrainingGraphs,
    private readonly update: Executable,
    private readonly accumulate: Executable | undefined,
    private readonly seed: number,
    private readonly backbone: Backbone | undefined,
    private readonly halves: Halves | undefined,
    running: TrainingGraphs,
  ) {
    this.states = new StateStore(backend, graphs.states);
    this.ring = new StateStore(backend, [graphs.ring]);
    this.sums = new StateStore(backend, running.accumulators);
    this.batch = new BatchInputs(backend, graphs.accumulate ?? graphs.update, graphs.base.anatomy);
    const names = [
      ...Object.keys(graphs.optimizer.scalars({ step: 1, learningRate: 0, weightDecay: 0 })).map(scalarInput),
      inputNames.keep,
    ];
    const present = (graph: Graph | undefined, name: string) => graph?.isInput(name) ?? false;
    const has = (name: string) => present(running.update, name) || present(running.accumulate, name);
    this.scalars = Object.fromEntries([
      ...[...names, ...[...graphs.perStep.keys()].map(perStepInput)]
        .filter(has)
        .map((name) => [name, backend.allocate({ dtype: 'float32', shape: [] }, 'inputs')] as const),
      ...[inputNames.slot, stepSeed]
        .filter(has)
        .map((name) => [name, backend.allocate({ dtype: 'int32', shape: [] }, 'inputs')] as const),
    ]);
  }

  /**
   * @param cache what to keep of a frozen backbone's results; batches must then all be of the same set
   * @param halving how batches are halved by length, in place of `graphs`
   */
  static async load(
    backend: Backend,
    graphs: TrainingGraphs,
    seed: number,
    cache?: Pick<CachePlan, 'split' | 'batch'>,
    halving?: { readonly request: HalvesRequest; readonly plan: HalvesPlan },
  ): Promise<Stepper> {
    if (halving) return Stepper.halved(backend, graphs, seed, halving.request, halving.plan);
    const running = cache?.split ? withoutBackbone(graphs, cache.split.rest) : graphs;
    const update = await backend.load(running.update, 'training');
    const accumulate = running.accumulate && (await backend.load(running.accumulate, 'gradient'));
    const backbone = cache?.split && (await Backbone.load(backend, cache.split, cache.batch));
    // Scalars are those of the whole graph, in whichever of its parts they are read.
    const stepper = new Stepper(backend, graphs, update, accumulate, seed, backbone, undefined, graphs);
    stepper.states.initialise();
    return stepper;
  }

  private static async halved(
    backend: Backend,
    graphs: TrainingGraphs,
    seed: number,
    request: HalvesRequest,
    plan: HalvesPlan,
  ): Promise<Stepper> {
    const whole = halfGraphs(request, plan, plan.sequence);
    const update = await backend.load(whole.update, 'training');
    const halves = new Halves(backend, request, plan, whole);
    const stepper = new Stepper(backend, graphs, update, undefined, seed, undefined, halves, whole);
    stepper.states.initialise();
    return stepper;
  }

  /** GPU dispatches of the last update; 0 on WASM. */
  get dispatches(): number {
    return this.update.dispatches + (this.accumulate?.dispatches ?? 0) + (this.backbone?.dispatches ?? 0);
  }

  /** Bytes of features in host memory, and how many of the run's first `done` updates took all of theirs from there. */
  cached(done: number): { readonly held: number; readonly updates: number } {
    return { held: this.backbone?.held ?? 0, updates: [...this.skipped].filter((update) => update <= done).length };
  }

  /**
   * One update from micro-batches.
   * @param settings of the update; its step counts from 1 in each phase
   * @param at number of the update in the whole run, from 1: its place in the ring, and what randomness is drawn from
   * @param steps updates of the phase, for numbers that follow a schedule
   * @param keep false: discard the result (a first run only compiles)
   */
  async step(
    batches: readonly Batch[],
    settings: StepSettings,
    {
      at = settings.step,
      steps = at,
      keep = true,
    }: { readonly at?: number; readonly steps?: number; readonly keep?: boolean } = {},
  ): Promise<void> {
    for (const [name, value] of Object.entries(this.graphs.optimizer.scalars(settings)))
      this.scalars[scalarInput(name)]?.write(Float32Array.of(value));
    for (const [name, value] of this.graphs.perStep)
      this.scalars[perStepInput(name)]?.write(Float32Array.of(value(settings.step, steps)));
    this.scalars[inputNames.slot]!.write(Int32Array.of((at - 1) % ringLength));
    const supplied: Supplied[] = [];
    for (const [i, batch] of batches.entries()) {
      this.scalars[stepSeed]?.write(Int32Array.of(mixSeed(this.seed, at, i)));
      if (this.halves) {
        await this.addHalves(this.halves, batch);
        continue;
      }
      this.batch.write(batch);
      const features = await this.backbone?.supply(batch, this.batch.tensors);
      if (features) supplied.push(features);
      if (!this.accumulate) continue;
      this.scalars[inputNames.keep]!.write(Float32Array.of(i === 0 ? 0 : 1));
      await Promise.all([
        features?.kept,
        this.accumulate.run({ ...this.states.inputs, ...this.sums.inputs, ...this.inputs }, this.sums.outputs),
      ]);
      this.sums.swap();
    }
    if (keep) {
      const inputs = { ...this.states.inputs, ...this.inputs };
      await findSubspaces(this.backend, this.graphs, this.states, settings.step, inputs, this.sums);
    }
    await Promise.all([
      ...supplied.map(({ kept }) => kept),
      this.update.run(
        { ...this.states.inputs, ...this.ring.inputs, ...this.sums.inputs, ...this.inputs },
        { ...this.states.outputs, ...this.ring.outputs },
      ),
    ]);
    if (!keep) return;
    if (supplied.length > 0 && supplied.every(({ known }) => known)) this.skipped.add(at);
    else this.skipped.delete(at);
    this.states.swap();
    this.ring.swap();
  }

  /** Adds up the gradients of a batch's halves. */
  private addHalves(halves: Halves, batch: Batch): Promise<void> {
    return halves.each(batch, async (i, executable, inputs) => {
      this.scalars[inputNames.keep]!.write(Float32Array.of(i === 0 ? 0 : 1));
      await executable.run(
        { ...this.states.inputs, ...this.sums.inputs, ...this.scalars, ...inputs },
        this.sums.outputs,
      );
      this.sums.swap();
    });
  }

  /** What the host writes for a batch. */
  private get inputs(): Readonly<Record<string, DeviceTensor>> {
    return { ...this.scalars, ...this.batch.tensors, ...this.backbone?.tensors };
  }

  /** Loss and gradient norm of the update in a slot of the ring, as of the last step when called. */
  async readRing(): Promise<(step: number) => { loss: number; gradientNorm: number }> {
    const data = (await this.ring.read()).ring!.data as Float32Array;
    return (step) => {
      const slot = (step - 1) % ringLength;
      return { loss: data[slot]!, gradientNorm: data[ringLength + slot]! };
    };
  }

  /** States on both sides of the last update, with its scalars; undefined before the first. */
  private get lastStep(): Readonly<Record<string, DeviceTensor>> | undefined {
    const { lastStep } = this.states;
    return lastStep && { ...lastStep, ...this.scalars };
  }

  /**
   * Measures what the last update did, layer by layer; the graph for it is loaded at the first call. Call before the
   * next update.
   * @param at number of the update in the whole run
   * @returns undefined where nothing was trained; else as `NormMeter.measure`
   */
  async norms(at: number): Promise<Awaited<ReturnType<NormMeter['measure']>> | undefined> {
    const { lastStep } = this;
    if (!lastStep) return undefined;
    this.meter ??= NormMeter.load(this.backend, this.graphs);
    return (await this.meter)?.measure(at, lastStep, async () => (await this.readRing())(at).gradientNorm);
  }

  /**
   * A unit's gradient in the last update, as it was clipped; undefined before the first, and where the optimiser does
   * not tell.
   */
  async lastGradient(unit: Unit): Promise<Tensor | undefined> {
    const { lastStep } = this;
    const graph = lastStep && assembleLastGradient(this.graphs, unit);
    if (!graph) return undefined;
    const gradient = this.backend.allocate(graph.typeOf('gradient'), 'activations');
    const executable = await this.backend.load(graph, 'last gradient');
    try {
      await executable.run(lastStep, { gradient });
      return await gradient.read();
    } finally {
      await executable.release();
      gradient.dispose();
    }
  }

  async dispose(): Promise<void> {
    // One that failed to load has nothing to release.
    await (await this.meter?.catch(() => undefined))?.dispose();
    await this.update.release();
    await this.accumulate?.release();
    await this.backbone?.dispose();
    await this.halves?.dispose();
    for (const store of [this.states, this.ring, this.sums, this.batch]) store.dispose();
    for (const tensor of Object.values(this.scalars)) tensor.dispose();
  }
}
