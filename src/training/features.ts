/**
 * Splits a training graph where the frozen part meets what is trained. What a frozen backbone makes of a text is the
 * same in every epoch; where no gradient enters the backbone, nothing else of it is ever asked for, so it can be
 * computed once and kept.
 */
import type { Graph, ValueType } from '../onnx/graph';
import { dependences } from '../onnx/rows';
import { dropUnreadInputs } from './pack';

/** What makes a value worth keeping. Anything else is computed again faster than it is copied to the device. */
const products = new Set(['MatMul', 'Gemm', 'Einsum', 'Conv']);

export interface Feature {
  /** Output of `features`, and a value of the graph that was split. */
  readonly name: string;
  /** The same as an input of `rest`. */
  readonly input: string;
  /** fp32; the contents are B pieces of equal length, one for each row of the batch. */
  readonly type: ValueType;
}

export interface FeatureSplit {
  /** From batch inputs to features: the frozen part. */
  readonly features: Graph;
  /**
   * The training graph with features as inputs. What is cheap, like the arithmetic of masks, it computes again from the
   * batch.
   */
  readonly rest: Graph;
  readonly frontier: readonly Feature[];
}

/**
 * @param graph a training graph as it runs, with types; it is not changed
 * @param inputs its batch inputs that decide what the backbone computes: ids, mask, token types
 * @param batch B
 * @returns undefined when there is nothing to keep: no product of the frozen part is read by what is trained, or none
 *   is known to be by rows
 */
export function splitFeatures(graph: Graph, inputs: readonly string[], batch: number): FeatureSplit | undefined {
  const frozen = dependences(graph, inputs, batch);
  const kept = keptValues(graph, frozen);
  if (kept.length === 0) return undefined;
  const frontier = kept.map((name): Feature => ({ name, input: `${name}:kept`, type: graph.typeOf(name) }));

  const features = graph.clone();
  features.outputs = [...kept];
  features.prune();
  dropUnreadInputs(features);

  const rest = graph.clone();
  const inputOf = new Map(frontier.map(({ name, input }) => [name, input]));
  for (const node of rest.nodes) node.inputs = node.inputs.map((value) => inputOf.get(value) ?? value);
  for (const { input, type } of frontier) {
    rest.inputs.push({ name: input, dtype: type.dtype, dims: type.shape });
    rest.types.set(input, type);
  }
  rest.prune();
  dropUnreadInputs(rest);
  return { features, rest, frontier };
}

/**
 * Frozen values to keep, in the order of the nodes, so that all frozen values that the rest reads can be had from them
 * without a product.
 */
function keptValues(graph: Graph, frozen: ReturnType<typeof dependences>): string[] {
  const producers = graph.producers();
  const kept = new Set<string>();
  /** Computing it again takes a product, given what is kept. */
  const isDear = (value: string): boolean => {
    const seen = new Set<string>();
    const visit = (name: string): boolean => {
      const node = producers.get(name);
      if (!node || seen.has(name) || kept.has(name) || frozen.get(name) === 'constant') return false;
      seen.add(name);
      return products.has(node.op) || node.inputs.some(visit);
    };
    return visit(value);
  };
  const keep = (value: string): void => {
    if (!isDear(value)) return;
    if (frozen.get(value) === 'rows' && graph.typeOf(value).dtype === 'float32') kept.add(value);
    else producers.get(value)!.inputs.forEach(keep);
  };
  const read = new Set(
    graph.nodes.filter((node) => !node.outputs.some((value) => frozen.has(value))).flatMap((node) => node.inputs),
  );
  for (const node of graph.nodes)
    for (const value of node.outputs) if (read.has(value) && frozen.has(value)) keep(value);
  return [...kept];
}
