/**
 * Hidden states and language-model head, found from the layers or, where these are not understood, back from the
 * graph's output.
 */
import type { Anatomy } from './anatomy';
import { linearAt } from './linear';
import type { GraphView } from './view';

export type Head = NonNullable<Anatomy['languageModelHead']>;

/** A product of `hidden` with a (d, V) matrix or with the transposed word embedding. */
function projectionOf(view: GraphView, hidden: string, word: string | undefined, vocabulary: number): Head | undefined {
  for (const node of view.consumers(hidden)) {
    if (node.op !== 'MatMul' || node.inputs[0] !== hidden) continue;
    const transposed = view.producer(node.inputs[1]);
    if (word && transposed?.op === 'Transpose' && transposed.inputs[0] === word) {
      const product = node.outputs[0]!;
      const add = view
        .consumers(product)
        .find((reader) => reader.op === 'Add' && view.isWeight(view.other(reader, product), 1));
      const bias = add && view.other(add, product);
      return { logits: add?.outputs[0] ?? product, weight: word, ...(bias && { bias }), tied: true };
    }
    const linear = linearAt(view, node);
    if (linear && linear.outFeatures === vocabulary)
      return { logits: linear.output, weight: linear.weight, ...(linear.bias && { bias: linear.bias }), tied: false };
  }
  return undefined;
}

/**
 * The value whose product with a vocabulary matrix the graph's output is, looking back through what changes single
 * numbers (a bias, a scale, a soft cap) and never their order. Undefined where the output is no such thing.
 */
function behindLogits(view: GraphView, output: string): string | undefined {
  for (let value: string | undefined = output; value;) {
    const node = view.producer(value);
    const [first, second]: (string | undefined)[] = node?.inputs ?? [];
    if (node?.op === 'MatMul') return view.isConstant(first) ? undefined : first;
    if (!node || !['Add', 'Mul', 'Div', 'Tanh', 'Cast', 'Identity'].includes(node.op)) return undefined;
    // BART's bias of the logits is a row (1, V).
    const isRow = (other: string | undefined) => view.constant(other)?.dims[0] === 1 && view.isWeight(other, 2);
    const isFactor = (other: string | undefined) => view.isScalar(other) || view.isWeight(other, 1) || isRow(other);
    if (node.inputs.length > 1 && !isFactor(first) && !isFactor(second)) return undefined;
    value = node.inputs.length > 1 && isFactor(first) ? second : first;
  }
  return undefined;
}

export interface Outputs {
  /** (B, T, d); undefined where no such value was found. */
  readonly lastHidden: string | undefined;
  readonly head: Head | undefined;
}

/**
 * @param last what the last layer, or the norm behind it, returns; undefined where not all layers are understood
 * @param hidden d, as far as it is known
 */
export function findOutputs(
  view: GraphView,
  last: string | undefined,
  word: string | undefined,
  hidden: number | undefined,
): Outputs {
  const output = view.graph.outputs[0]!;
  const vocabulary = word ? view.constant(word)!.dims[0]! : 0;
  const isHidden = (value: string | undefined): value is string => {
    const shape = value === undefined ? [] : view.shape(value);
    return shape.length === 3 && (hidden === undefined || shape[2] === hidden);
  };
  const returned = view.shape(output);
  const isLogits = returned.at(-1) === vocabulary && (vocabulary !== hidden || /logits/.test(output));
  if (!isLogits) {
    const named = hidden !== undefined || /hidden/.test(output);
    return { lastHidden: named && isHidden(output) ? output : isHidden(last) ? last : undefined, head: undefined };
  }
  const behind = behindLogits(view, output);
  const head = behind === undefined ? undefined : projectionOf(view, behind, word, vocabulary);
  return {
    lastHidden: [last, behind].find(isHidden),
    // What the file calls logits is what it returns: a scale or a soft cap may follow the product.
    head: head && { ...head, logits: output },
  };
}
