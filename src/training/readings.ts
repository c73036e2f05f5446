/** What is read off a run between two updates, for those who look on: the vectors of its head, its tokens' shares. */
import type { TokenRow } from '../data/encode';
import type { RunQueue } from '../runtime/queue';
import type { Applied } from './applied';
import type { Attribution } from './attribution';
import type { Course } from './course';
import type { Which } from './fewRows';
import type { States } from './hidden';
import type { RunOptions } from './options';
import { breathe } from './pacing';
import { textSource } from './questions';
import type { Peeked } from './sentenceReader';
import type { Vectors } from './vectors';

/** Rows of the graph that reads many texts, at the least. */
const VECTOR_ROWS = 25;

export interface Readings {
  /** What the head reads of examples of the validation split, and what the model answers. */
  readonly vectors: (rows: readonly number[], which: Which) => Promise<Vectors>;
  /** Loads the graph for it, where it isn't. */
  readonly loadVectors: (which: Which) => Promise<void>;
  readonly dropVectors: (which: Which) => Promise<void>;
  /**
   * What each token of a text contributes to a number of the trained model, by gradient × input.
   * @param choose from the text's logits how much each counts in that number
   */
  readonly attribute: (row: TokenRow, choose: (logits: Float32Array) => Float32Array) => Promise<Attribution>;
  /** The hidden states of a text behind every layer. */
  readonly states: (row: TokenRow, which: Which) => Promise<Peeked<States>>;
  /** Loads the graph for it, where it isn't. */
  readonly loadStates: (which: Which) => Promise<void>;
  readonly dropStates: (which: Which) => Promise<void>;
  /** Some values of the graph for a text, by a graph of their own that is released again. */
  readonly peek: <A>(
    row: TokenRow,
    which: Which,
    label: string,
    choose: (applied: Applied) => { readonly values: readonly string[]; readonly about: A },
  ) => Promise<Peeked<A>>;
}

/** @param turn keeps readings and updates apart */
export function readingsOf(options: Pick<RunOptions, 'config' | 'data'>, course: Course, turn: RunQueue): Readings {
  const { config, data } = options;
  const states = () => course.states();
  /** Many rows at once: there are fewer passes. */
  const graph = (which: Which) => course.needed.stage.vectors.of(which, Math.max(config.batchSize, VECTOR_ROWS));
  const sentence = () => course.needed.stage.sentence;
  const batchOf = (row: TokenRow) => [...textSource(options, [row], sentence().rows).all()][0]!;
  return {
    vectors: (wanted, which) =>
      turn.add(async () => {
        const { evaluator, rows } = await graph(which);
        const examples = wanted.map((row) => data.validation[row]!);
        return evaluator.vectors(textSource(options, examples, rows).all(), states, breathe);
      }),
    loadVectors: (which) => turn.add(async () => void (await graph(which))),
    dropVectors: (which) => turn.add(() => course.needed.stage.vectors.drop(which)),
    attribute: (row, choose) =>
      turn.add(() => {
        const { attributor } = course.needed.stage;
        const [batch] = textSource(options, [row], attributor.rows).all();
        return attributor.explain(batch!, choose, states);
      }),
    states: (row, which) => turn.add(() => sentence().readStates(which, batchOf(row), states())),
    loadStates: (which) => turn.add(async () => void (await sentence().loadStates(which))),
    dropStates: (which) => turn.add(() => sentence().dropStates(which)),
    peek: (row, which, label, choose) => turn.add(() => sentence().once(which, label, choose, batchOf(row), states())),
  };
}
