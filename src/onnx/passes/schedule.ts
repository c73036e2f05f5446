/**
 * Orders nodes as onnxruntime will run them. It walks back from the nodes whose results nothing reads, and from each
 * node to those that it reads; what the walk leaves first runs first. The same walk here makes the order of the nodes
 * the order of execution, so that lifetimes read off the graph are true (`lifetimes.ts`), given that the runtime takes
 * the branches in the same order (`runtime/weights.ts`).
 */
import type { Graph, Node } from '../graph';

/**
 * In place. What depends on no input of the graph, such as an unpacked weight, runs right before it is first read:
 * until then it would only take memory.
 */
export function schedule(graph: Graph): void {
  const producers = graph.producers();
  const places = new Map(delayed(graph).map((node, i) => [node, i]));
  const inOrder = (nodes: Iterable<Node>) => [...new Set(nodes)].sort((a, b) => places.get(a)! - places.get(b)!);
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  const last = graph.nodes.filter((node) => !node.outputs.some((out) => out && read.has(out)));
  const sorted = new Set<Node>();
  const stack = inOrder(last).reverse();
  const entered = new Set<Node>();
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    if (entered.has(node)) {
      sorted.add(node);
      stack.pop();
      continue;
    }
    entered.add(node);
    const before = inOrder(node.inputs.flatMap((input) => producers.get(input) ?? []));
    stack.push(...before.filter((one) => !entered.has(one)).reverse());
  }
  graph.nodes = [...sorted];
  // for the branches of an `If`, which read values that are no inputs of it
  graph.sort();
}

/** All nodes, those that depend on constants alone behind the others. */
function delayed(graph: Graph): Node[] {
  const known = new Set(['', ...graph.initializers.keys()]);
  const [late, others]: [Node[], Node[]] = [[], []];
  for (const node of graph.nodes) {
    const constant = node.inputs.length > 0 && node.inputs.every((input) => known.has(input));
    (constant ? late : others).push(node);
    if (constant) for (const out of node.outputs) known.add(out);
  }
  return [...others, ...late];
}
