/** The examples that are written at an evaluation: how many, and those that are told of before and after training. */
import type { Course } from './course';
import type { Split, WrittenText } from './events';
import type { RunOptions } from './options';
import { breathe } from './pacing';
import { MEASURED, writingOf, type Writing } from './written';

/** Written at a validation on the way: a pass takes about a third of a step, and a text up to as many as its tokens. */
const ON_THE_WAY = 8;

export class Samples {
  /** What the base model writes, by example: it stays the same. */
  private base: Promise<ReadonlyMap<number, string>> | undefined;

  constructor(
    private readonly options: Pick<RunOptions, 'data' | 'samples'>,
    private readonly course: Course,
  ) {}

  /** Undefined where nothing is to be written. */
  writing(
    split: Split,
    rows = split === 'validation' && !this.course.over ? ON_THE_WAY : MEASURED,
  ): Writing | undefined {
    // What another data set's phase writes is no example of the run's own.
    if (this.course.needed.stage.phase.source !== undefined) return undefined;
    return writingOf(this.options.data, split, rows);
  }

  /** The first of what was written of the validation split, with what the base model writes. */
  async beside(written: ReadonlyMap<number, string>): Promise<readonly WrittenText[]> {
    const { data, samples = 0 } = this.options;
    const rows = [...written.keys()].slice(0, samples);
    if (rows.length === 0) return [];
    const base = await (this.base ??= this.writtenByBase(rows.length));
    return rows.map((row) => {
      const { text, target = '' } = data.texts!.of('validation', row);
      return { source: text, reference: target, base: base.get(row) ?? '', tuned: written.get(row)! };
    });
  }

  private async writtenByBase(rows: number): Promise<ReadonlyMap<number, string>> {
    const { stage } = this.course.needed;
    const texts = new Map<number, string>();
    await stage.base.evaluate(
      this.course.source('validation', stage.phase).all(rows),
      () => this.course.states(),
      breathe,
      { ...this.writing('validation')!, onText: (row, text) => texts.set(row, text) },
    );
    return texts;
  }
}
