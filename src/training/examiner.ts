/** Examines a model on a split: its mistakes, and what changed sides since another state of the same run. */
import { MessageError } from '../messages/message';
import type { Backend, DeviceTensor } from '../runtime/backend';
import { Judge } from '../tasks/mistakes';
import { changesBetween, type Changes } from './changes';
import type { Course } from './course';
import type { Checkpoint, Split, TrainingData } from './events';
import { says } from './messages';
import { judgedRows, reported, type JudgedRow, type MistakesReport } from './mistakes';
import { breathe } from './pacing';
import type { Samples } from './samples';
import type { Stage } from './stage';
import type { RunConfig } from './types';
import { MEASURED } from './written';

/** The model before training, as it is, or as it was at a checkpoint. */
export type Examined = 'base' | 'now' | Checkpoint;

/** Plain data: crosses the worker boundary. */
export interface Examination {
  readonly report: MistakesReport;
  /** Steps behind the state that it is compared with; 0: before training. */
  readonly since: number;
  readonly changes: Changes;
}

export interface ExaminerOptions {
  readonly config: RunConfig;
  readonly data: TrainingData;
  readonly backend: Backend;
  readonly course: Course;
  readonly samples: Samples;
}

/** Examples of each field of the confusion matrix. */
const EACH = 8;

interface Judged {
  readonly rows: readonly JudgedRow[];
  readonly judge: Judge;
}

export class Examiner {
  /** What the base model answers stays the same. */
  private readonly base = new Map<Split, Judged>();

  constructor(private readonly options: ExaminerOptions) {}

  private get stage(): Stage {
    const { stage } = this.options.course.needed;
    if (stage.phase.source !== undefined) throw new MessageError(says.otherData);
    return stage;
  }

  private async judged(split: Split, which: Examined): Promise<Judged> {
    const known = which === 'base' ? this.base.get(split) : undefined;
    if (known) return known;
    const { config, data, course, samples } = this.options;
    const { stage } = this;
    const judge = new Judge(config.task, data.labels ?? []);
    const held = typeof which === 'string' ? undefined : this.upload(stage, which);
    try {
      const answers = stage[which === 'base' ? 'base' : 'tuned'].answers(
        course.source(split, stage.phase).all(),
        () => held ?? course.states(),
        breathe,
        samples.writing(split, MEASURED),
      );
      const judged = { rows: await judgedRows(judge, answers), judge };
      if (which === 'base') this.base.set(split, judged);
      return judged;
    } finally {
      for (const tensor of Object.values(held ?? {})) tensor.dispose();
    }
  }

  /** The states of a checkpoint beside the run's own. @throws MessageError where it is another phase's */
  private upload(stage: Stage, { states, stage: position }: Checkpoint): Record<string, DeviceTensor> {
    if ((position?.index ?? stage.index) !== stage.index) throw new MessageError(says.statesOfOtherPhase);
    return Object.fromEntries(
      stage.graphs.states.map(({ input, type }) => {
        const tensor = states[input];
        if (!tensor || tensor.data.length !== type.shape.reduce((a, b) => a * b, 1))
          throw new MessageError(says.statesOfOtherPhase);
        return [input, this.options.backend.upload(tensor, 'activations')];
      }),
    );
  }

  /** @param most mistakes, and changes of each direction, at most */
  async examine(split: Split, most: number, from: Examined, to: Examined): Promise<Examination> {
    const { config, data, course } = this.options;
    const stepOf = (which: Examined) =>
      which === 'base' ? 0 : which === 'now' ? course.needed.recorder.done : which.step;
    const now = await this.judged(split, to);
    const before = await this.judged(split, from);
    const common = { task: config.task, split, data, most };
    return {
      report: reported({ ...common, step: stepOf(to), each: EACH }, now.rows, now.judge),
      since: stepOf(from),
      changes: changesBetween(common, before.rows, now.rows),
    };
  }
}
