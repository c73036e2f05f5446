/** Which examples of a split are written out at an evaluation, and what they are held against. */
import type { Split, TrainingData } from './events';

/** Written where it is measured once: when the run is over, or somebody asks. */
export const MEASURED = 32;

/** What is written at an evaluation, for the measures of texts. */
export interface Writing {
  /** The first so many examples. */
  readonly rows: number;
  /** Of an example of the split: what was to be written. */
  readonly target: (row: number) => string;
  readonly decode: (ids: readonly number[]) => string;
  readonly endId?: number;
  /** Hears what is written of each example. */
  readonly onText?: (row: number, text: string) => void;
}

/** What is written of a data set's split; undefined where its task writes nothing, or its texts are not at hand. */
export function writingOf(
  { texts, writes, endId }: Pick<TrainingData, 'texts' | 'writes' | 'endId'>,
  split: Split,
  rows = MEASURED,
): Writing | undefined {
  if (!texts || !writes) return undefined;
  return {
    rows,
    target: (row) => texts.of(split, row).target ?? '',
    decode: texts.decode,
    ...(endId !== undefined && { endId }),
  };
}
