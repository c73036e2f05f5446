/** The end of every graph of a run: outputs under their public names, and nothing that they don't need. */
import { Builder } from '../onnx/builder';
import { Graph } from '../onnx/graph';
import { inferTypes } from '../onnx/infer';
import { hoistScales } from '../onnx/passes';
import { unpackWeights } from '../onnx/unpack';
import { dropUnreadInputs } from './pack';

/**
 * Restricts the graph to `outputs`, sorted and typed, with packed weights unpacked where they are read and attention
 * scales on the cheaper operand.
 */
export function finish(builder: Builder, outputs: readonly string[]): Builder {
  builder.graph.outputs = [...outputs];
  builder.finish();
  unpackWeights(builder);
  builder.finish();
  const graph = hoistScales(builder.graph);
  return new Builder(graph, 'gradient');
}

/** Gives outputs their public names and drops what is not needed. */
export function conclude(builder: Builder, outputs: readonly (readonly [value: string, name: string])[]): Graph {
  const { graph } = builder;
  graph.outputs = outputs.map(([value]) => value);
  builder.finish();
  rename(graph, outputs);
  dropUnreadInputs(graph);
  return graph;
}

/**
 * Renames output values. A value that is an input, a constant or an output twice gets an Identity, which reads it by
 * its old name until all are swapped.
 */
function rename(graph: Graph, outputs: readonly (readonly [value: string, name: string])[]): void {
  const builder = new Builder(graph, 'optimizer');
  const producers = graph.producers();
  const renamed = new Map<string, string>();
  for (const [value, name] of outputs) {
    if (value === name) continue;
    // The model itself may have a value of that name, `logits` for example.
    if (producers.has(name)) renamed.set(name, builder.fresh(`${name}/inner`));
    if (!producers.has(value) || renamed.has(value)) builder.emit('Identity', [value], {}, { outputs: [name] });
    else renamed.set(value, name);
  }
  const swap = (v: string): string => renamed.get(v) ?? v;
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map(swap);
    node.outputs = node.outputs.map(swap);
  }
  graph.outputs = outputs.map(([, name]) => name);
  inferTypes(graph);
}

export function emptyBuilder(opset: number): Builder {
  const graph = new Graph();
  graph.opset = opset;
  return new Builder(graph, 'optimizer');
}
