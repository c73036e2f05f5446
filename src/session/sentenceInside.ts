/** What one sentence makes inside a layer: the attention of its tokens, and the arithmetic of a module. */
import { chooseAttention, headsOf, type AttentionAt, type Heads } from '../training/attentionOf';
import { chooseModule, type ModuleAt, type Operand, type Trace, type TracedStep } from '../training/moduleTrace';
import type { Tensor } from '../onnx/tensor';
import type { Asking } from './asking';
import type { PinnedText } from './pinned';
import { sentenceRow, type SentenceRow } from './sentenceRow';

export interface AttentionAsked extends PinnedText, AttentionAt {}

/** Plain data: crosses the worker boundary. */
export interface SentenceAttention {
  readonly step: number;
  readonly base: Heads;
  readonly now: Heads;
}

export interface ModuleAsked extends PinnedText, ModuleAt {}

/** Numbers of some rows. */
export type Excerpt = readonly (readonly number[])[];

export interface ArithmeticValue {
  readonly shape: readonly number[];
  /** The first numbers of each token's vector; absent where it has none. */
  readonly tokens?: Excerpt;
}

export interface ArithmeticStep extends ArithmeticValue {
  readonly op: string;
  readonly operands: readonly Operand[];
}

export interface ArithmeticGiven extends ArithmeticValue, Pick<Trace['given'][number], 'place' | 'layer' | 'input'> {}

export interface ArithmeticTensor {
  readonly names: readonly string[];
  readonly trained: boolean;
  readonly shape: readonly number[];
  /** Its first rows and columns. */
  readonly excerpt?: Excerpt;
}

export interface Arithmetic {
  readonly step: number;
  readonly side: 'read' | 'written';
  readonly given: readonly ArithmeticGiven[];
  readonly tensors: readonly ArithmeticTensor[];
  readonly steps: readonly ArithmeticStep[];
}

const tokensOf = ({ tokens, targets = [], positions }: SentenceRow) => ({
  read: { positions: positions.read, tokens: tokens.length },
  written: { positions: positions.written, tokens: Math.min(positions.written, targets.length + 1) },
});

/**
 * Before training and now.
 * @throws MessageError where the layer's attention can't be read
 */
export async function attentionOf(
  asking: Asking,
  { layer, cross, ...asked }: AttentionAsked,
): Promise<SentenceAttention> {
  const { run } = asking;
  const given = await sentenceRow(asking, asked);
  const sides = tokensOf(given);
  const step = run.stepsDone;
  const choose = chooseAttention({ layer, cross });
  const read = async (which: 'base' | 'tuned') => {
    const { about, tensors } = await run.reading.peek(given.row, which, 'attention', choose);
    const queries = about.written ? sides.written : sides.read;
    return headsOf(tensors[0]!, queries, cross ? sides.read : queries);
  };
  return { step, base: await read('base'), now: await read('tuned') };
}

/** The last axis is one vector a row. */
function rowsOf({ data, dims }: Tensor, rows: number): Excerpt {
  const width = dims.at(-1)!;
  return Array.from({ length: Math.min(rows, data.length / width) }, (_, row) =>
    Array.from((data as Float32Array).subarray(row * width, (row + 1) * width)),
  );
}

/**
 * The steps of a module as the model is now.
 * @throws MessageError where nothing is computed there for a text
 */
export async function arithmeticOf(asking: Asking, { place, layer, ...asked }: ModuleAsked): Promise<Arithmetic> {
  const { run } = asking;
  const given = await sentenceRow(asking, asked);
  const step = run.stepsDone;
  const choose = chooseModule({ place, layer }, (side) => given.positions[side]);
  const { about, tensors } = await run.reading.peek(given.row, 'tuned', 'module', choose);
  const { tokens } = tokensOf(given)[about.side];
  const valueOf = ({ shape, of }: Pick<TracedStep, 'shape' | 'of'>): ArithmeticValue => ({
    shape,
    ...(of !== undefined && { tokens: rowsOf(tensors[of]!, tokens) }),
  });
  return {
    step,
    side: about.side,
    given: about.given.map(({ of, ...value }) => ({
      ...value,
      ...valueOf({ ...value, ...(of !== undefined && { of }) }),
    })),
    tensors: about.tensors.map(({ of, ...tensor }) => ({
      ...tensor,
      ...(of !== undefined && { excerpt: rowsOf(tensors[of]!, Infinity) }),
    })),
    steps: about.steps.map(({ op, operands, ...value }) => ({ op, operands, ...valueOf(value) })),
  };
}
