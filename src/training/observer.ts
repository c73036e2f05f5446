/** Looking inside a run without changing it: tensors, per-layer norms, the batch that comes next, the graphs. */
import { MessageError } from '../messages/message';
import { says } from './messages';
import type { Batch } from '../data/batching';
import type { Parameter } from '../methods/contract';
import type { Graph } from '../onnx/graph';
import type { Tensor } from '../onnx/tensor';
import type { RunQueue } from '../runtime/queue';
import { startOf } from './applied';
import type { Course, Present } from './course';
import { unpackValues } from './pack';
import { breathe } from './pacing';
import type { LayerNorms, Metrics } from './types';

/** Share of the time that measuring norms may take: large models are measured less often. */
const NORMS_SHARE = 0.01;

/** One trained tensor: now, at the start of the phase, and its gradient in the last step. */
export interface TensorValues {
  readonly parameter: Parameter;
  readonly step: number;
  readonly values: Float32Array;
  readonly start: Float32Array;
  /** As it was clipped; absent before the first step and where the optimiser does not tell. */
  readonly gradient?: Float32Array;
}

export class RunObserver {
  /** When to measure again. */
  private due = performance.now();
  private reading: Promise<void> | undefined;
  /** The small graph could not be loaded or run here. */
  private failed = false;

  /**
   * @param turn keeps looks and steps apart
   * @param every milliseconds between two measurements while training, or more where they take long; 0: each step;
   *   undefined: none
   */
  constructor(
    private readonly course: Course,
    private readonly turn: RunQueue,
    private readonly every: number | undefined,
    private readonly tell: (norms: LayerNorms) => void,
  ) {}

  private get present(): Present {
    if (!this.course.present) throw new MessageError(says.noRun);
    return this.course.present;
  }

  /** The training graph as it runs, and before the execution passes. */
  get graphs(): { readonly running: Graph; readonly textbook: Graph; readonly parameters: readonly Parameter[] } {
    const { graphs } = this.present.stage;
    return { running: graphs.accumulate ?? graphs.update, textbook: graphs.textbook, parameters: graphs.parameters };
  }

  /**
   * Measures the step that was just done, where it is time to. Call in the step's own turn.
   * Training does not wait for the numbers, and goes on without them where they can't be had.
   */
  async follow({ stepper }: Present['stage'], step: number): Promise<void> {
    const { every } = this;
    if (every === undefined || this.failed || this.reading || performance.now() < this.due) return;
    try {
      const measured = await stepper.norms(step);
      this.due = performance.now() + (every === 0 ? 0 : Math.max(every, (measured?.milliseconds ?? 0) / NORMS_SHARE));
      this.reading = measured?.arrived
        .then(this.tell)
        .catch(() => {
          this.failed = true;
        })
        .finally(() => {
          this.reading = undefined;
        });
    } catch {
      this.failed = true;
    }
  }

  /** Waits for numbers that are under way. */
  async quiet(): Promise<void> {
    await this.reading;
  }

  /** What the last step did, layer by layer; undefined before the first. */
  norms(): Promise<LayerNorms | undefined> {
    return this.turn.add(async () => {
      const { stage, recorder } = this.present;
      return (await stage.stepper.norms(recorder.done))?.arrived;
    });
  }

  /** @throws when no tensor of that name is trained now, as a sentence */
  tensor(name: string): Promise<TensorValues> {
    return this.turn.add(async () => {
      const {
        stage: { graphs, stepper, recipe },
        recorder,
      } = this.present;
      const unit = graphs.units.find(
        (candidate) => candidate.name === name || candidate.members.some((member) => member.name === name),
      );
      const parameter = graphs.parameters.find((candidate) => candidate.name === name);
      const values = unit && stepper.states.readOne(unit.name);
      if (!parameter || !values) throw new MessageError(says.notTrained({ tensor: name }));
      const part = (tensor: Tensor) => unpackValues(unit, tensor).find(([member]) => member === name)![1].data;
      const gradient = await stepper.lastGradient(unit);
      return {
        parameter,
        step: recorder.done,
        values: part(await values),
        start: startOf(recipe, parameter, graphs.base).data as Float32Array,
        ...(gradient && { gradient: part(gradient) }),
      };
    });
  }

  /** The batches of the next update, which will draw them again; undefined when the present phase is over. */
  nextBatches(): readonly Batch[] | undefined {
    const { stage, recorder } = this.present;
    if (recorder.done >= stage.lastStep) return undefined;
    const done = recorder.done - stage.firstStep;
    const batches = this.course.draw(done + 1);
    this.course.seek(done);
    return batches;
  }

  /** The task's loss on some batches with the present tensors, without dropout. */
  lossOf(batches: readonly Batch[]): Promise<Metrics> {
    return this.turn.add(() => this.present.stage.tuned.evaluate(batches, () => this.course.states(), breathe));
  }
}
