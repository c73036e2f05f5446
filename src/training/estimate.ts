/** Memory of a run before it starts, from the graph alone. */
import type { Graph } from '../onnx/graph';
import { packedOf } from '../onnx/packed';
import { bytesOfValue, originOf, peakWorkspace } from '../onnx/lifetimes';
import { byteLengthOf, identityOf, sizeOf } from '../onnx/tensor';
import type { TrainingGraphs } from './assembleTraining';
import type { MemoryEstimate } from './events';
import { slotsFor } from './pack';
import type { WidenedWeights } from './types';

const backward = new Set(['gradient', 'optimizer']);
/** Bytes of forward results that the backward pass reads, each once: they must survive until then. */
export function keptActivations(graph: Graph): number {
  const producers = graph.producers();
  const kept = new Set<string>();
  for (const node of graph.nodes) {
    if (!backward.has(node.role)) continue;
    for (const input of node.inputs) {
      const source = originOf(producers, input);
      const producer = producers.get(source);
      if (producer && !backward.has(producer.role)) kept.add(source);
    }
  }
  return [...kept].reduce((sum, value) => sum + bytesOfValue(graph, value), 0);
}

/** Bytes of the frozen weights in a graph, as the device holds them: packed ones packed. */
export function frozenBytes(graph: Graph): number {
  const distinct = new Map([...graph.initializers.values()].map((tensor) => [identityOf(tensor), tensor]));
  return [...distinct.values()].reduce((sum, tensor) => sum + byteLengthOf(tensor), 0);
}

/** The floor and what to expect, for advice before a run starts and when memory runs out. */
export function estimateMemory(graphs: TrainingGraphs): MemoryEstimate {
  const main = graphs.accumulate ?? graphs.update;
  const bytes = (owner: 'trainable' | 'optimizer') =>
    graphs.states
      .filter((s) => s.owner === owner)
      .reduce((sum, s) => sum + (s.constant ? 4 : 8) * sizeOf(s.type.shape), 0);
  const sums = graphs.accumulators.reduce((sum, s) => sum + 4 * sizeOf(s.type.shape), 0);
  const frozen = frozenBytes(main);
  const trainable = bytes('trainable');
  const optimizer = bytes('optimizer') + 2 * sums;
  const activations = keptActivations(main);
  return {
    frozen,
    trainable,
    optimizer,
    activations,
    floor: frozen + trainable + optimizer + activations,
    expected: frozen + trainable + optimizer + Math.max(activations, peakWorkspace(main)),
  };
}

/** What it costs that quantised weights are trained; undefined where none is. */
export function widenedWeights({
  parameters,
  units,
  base,
  optimizer,
}: Pick<TrainingGraphs, 'parameters' | 'units' | 'base' | 'optimizer'>): WidenedWeights | undefined {
  const moved = new Set(units.flatMap((unit) => [unit.name, ...unit.members.map((member) => member.name)]));
  let [weights, stored, trained] = [0, 0, 0];
  for (const parameter of parameters) {
    const { name, shape, init } = parameter;
    const packed = init.kind === 'base' ? packedOf(base.graph.initializers.get(init.tensor)) : undefined;
    if (!packed || !moved.has(name)) continue;
    weights++;
    for (const part of [packed.codes, packed.scales, packed.zeros]) if (part) stored += byteLengthOf(part);
    const kept = slotsFor(parameter, optimizer).map((slot) => slot.shape);
    trained += [shape, ...kept].reduce((sum, s) => sum + 8 * sizeOf(s), 0);
  }
  return weights > 0 ? { weights, stored, trained } : undefined;
}
