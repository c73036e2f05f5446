/** Models whose layers nobody could take for a transformer's. */
import type { Graph, Node } from '../src/onnx/graph';

/**
 * A softmax whose probabilities are squashed once more before they weigh the values: all weights of the model, and no
 * attention that the anatomy knows. In place.
 */
export function withOddAttention(graph: Graph): Graph {
  graph.nodes = graph.nodes.flatMap((node): Node[] => {
    if (node.op !== 'Softmax') return [node];
    const inner = `${node.outputs[0]!}/squashed`;
    return [
      { ...node, outputs: [inner] },
      { ...node, op: 'Tanh', name: `${node.name}/squash`, attributes: {}, inputs: [inner], outputs: node.outputs },
    ];
  });
  return graph;
}
