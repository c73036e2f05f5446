/**
 * Dropout inside the backbone while it trains, as BERT-like models are fine-tuned with (`hidden_dropout_prob` and
 * `attention_probs_dropout_prob` of Transformers, 0.1 in most): on the embeddings, on attention's probabilities, and on
 * what attention and feed-forward block give to the residual stream, what a method adds there included.
 */
import type { Anatomy } from '../anatomy/anatomy';
import type { Builder } from '../onnx/builder';
import { dropout } from '../onnx/random';

/** Numbers of the places, apart from those of methods and of hooks on updates. */
const firstDraw = 2_000_000;

/**
 * Before the method is applied, so that its changes of a branch are dropped with it.
 * @param p share of zeros @param seed int32 scalar, another one at every step
 */
export function dropBranches(builder: Builder, anatomy: Anatomy, p: number, seed: string): void {
  const branches = anatomy.layers.flatMap(({ attention, cross, feedForward }) => [
    attention.o.output,
    ...(cross ? [cross.o.output] : []),
    feedForward.down.output,
  ]);
  const stacks = anatomy.stacks ? [anatomy.stacks.decoderEmbeddings.output] : [];
  drop(builder, [anatomy.embeddings.output, ...stacks, ...branches], p, seed, firstDraw);
}

/** Once all shapes are known: virtual tokens may have made the rows of probabilities longer. */
export function dropProbabilities(builder: Builder, anatomy: Anatomy, p: number, seed: string): void {
  const probabilities = anatomy.layers.flatMap(({ attention, cross }) => [
    attention.probabilities,
    ...(cross ? [cross.probabilities] : []),
  ]);
  drop(builder, probabilities, p, seed, 2 * firstDraw);
}

function drop(builder: Builder, values: readonly string[], p: number, seed: string, first: number): void {
  builder.scope('dropout', () =>
    [...new Set(values)].forEach((value, i) => builder.wrap(value, (x) => dropout(builder, x, p, seed, first + i))),
  );
}
