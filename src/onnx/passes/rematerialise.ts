/**
 * Computes marked values (`Graph.recomputed`) a second time for the backward pass, so that the forward pass's copy can
 * go at once: weights unpacked from four bits would otherwise all be alive, in fp32, between the two passes.
 *
 * A plain copy of the nodes would not do: the runtime merges equal subexpressions again, and may run the copies early.
 * So what the copies start from gets a zero added that depends on the gradient which the value is multiplied with: the
 * copy is another expression, and can't run before it is needed. Packed codes of int32 get it, or the scales of
 * DequantizeLinear, whose codes are of a type that nothing is added to. Where several values meet parts of one
 * gradient, each waits for the product before it.
 */
import type { Builder } from '../builder';
import type { Graph, Node } from '../graph';
import { sizeOf } from '../tensor';

/**
 * Edits the graph of a differentiated model in place, through the builder that made it: run it before the execution
 * passes.
 */
export function rematerialise(builder: Builder): void {
  const { graph } = builder;
  if (graph.recomputed.size === 0) return;
  const producers = graph.producers();
  /** What was last computed from a gradient, or from a part of it, and a recomputed value. */
  const latest = new Map<string, string>();
  builder.scope(
    'again',
    () => {
      for (const reader of [...graph.nodes]) {
        if (reader.role !== 'gradient' || reader.op === 'Transpose') continue;
        reader.inputs = reader.inputs.map((input) => {
          const gradient = reader.inputs.find((name) => name !== input && producers.get(name)?.role === 'gradient');
          if (gradient === undefined) return input;
          const whole = wholeOf(producers, gradient);
          const copy = again(builder, producers, input, latest.get(whole) ?? gradient);
          if (copy !== undefined) latest.set(whole, reader.outputs[0]!);
          return copy ?? input;
        });
      }
    },
    'gradient',
  );
  graph.sort();
}

/** What a value is cut out of. */
function wholeOf(producers: ReadonlyMap<string, Node>, value: string): string {
  const node = producers.get(value);
  const isCut = node?.role === 'gradient' && (node.op === 'Slice' || node.op === 'Split' || node.op === 'Reshape');
  return isCut ? wholeOf(producers, node.inputs[0]!) : value;
}

/**
 * What is to be read in place of a recomputed value, transposed or not, and is computed after `earlier`; undefined for
 * any other input.
 */
function again(
  builder: Builder,
  producers: ReadonlyMap<string, Node>,
  input: string,
  earlier: string,
): string | undefined {
  const transposes: Node[] = [];
  let value = input;
  for (
    let node = producers.get(value);
    node?.op === 'Transpose' && !builder.graph.recomputed.has(value);
    node = producers.get(value)
  ) {
    transposes.unshift(node);
    value = node.inputs[0]!;
  }
  const chain = builder.graph.recomputed.has(value) ? chainOf(builder.graph, producers, value) : undefined;
  if (!chain) return undefined;
  const copy = copyOf(builder, chain, value, zeroAfter(builder, earlier));
  return transposes.reduce((x, node) => builder.emit('Transpose', [x], node.attributes), copy);
}

/**
 * All nodes that `value` is computed by, in order; undefined where there are none, or where it depends on an input of
 * the graph.
 */
function chainOf(graph: Graph, producers: ReadonlyMap<string, Node>, value: string): Node[] | undefined {
  const chain: Node[] = [];
  const seen = new Set<Node>();
  let constant = true;
  const visit = (name: string): void => {
    const node = producers.get(name);
    if (!node) {
      constant &&= !graph.isInput(name);
      return;
    }
    if (seen.has(node)) return;
    seen.add(node);
    node.inputs.forEach(visit);
    chain.push(node);
  };
  visit(value);
  return constant && chain.length > 0 ? chain : undefined;
}

/**
 * An int32 zero that can't be computed before `value`: is its first element less than itself? Never, not even for NaN.
 */
function zeroAfter(builder: Builder, value: string): string {
  const flat = builder.reshape(value, [sizeOf(builder.shapeOf(value))]);
  const scalar = builder.reshape(builder.slice(flat, 0, 0, 1), []);
  return builder.cast(builder.emit('Less', [scalar, scalar]), 'int32');
}

/** Copies a chain; the vectors of int32 that it reads (packed codes) get `zero` added. @returns the copy of `value` */
function copyOf(builder: Builder, chain: readonly Node[], value: string, zero: string): string {
  const { graph } = builder;
  const copies = new Map<string, string>();
  const late = (input: string): string => {
    const known = copies.get(input);
    if (known !== undefined) return known;
    const tensor = graph.initializers.get(input);
    if (tensor?.dtype !== 'int32' || tensor.data.length < 2 || tensor.dims.length !== 1) return input;
    const shifted = builder.add(input, zero);
    copies.set(input, shifted);
    return shifted;
  };
  const floatZero = (): string => builder.cast(zero, 'float32');
  const scale = (input: string): string => {
    if (!graph.initializers.has(input)) return late(input);
    const known = copies.get(input) ?? builder.add(input, floatZero());
    copies.set(input, known);
    return known;
  };
  for (const node of chain) {
    const outputs = node.outputs.map((out) => (out ? builder.fresh(`${out}/again`) : ''));
    const inputs = node.inputs.map((input, i) =>
      node.op === 'DequantizeLinear' && i === 1 ? scale(input) : late(input),
    );
    builder.repeatAll(node, inputs, { outputs });
    node.outputs.forEach((out, i) => {
      if (out) copies.set(out, outputs[i]!);
    });
  }
  return copies.get(value)!;
}
