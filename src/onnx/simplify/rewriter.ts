/** Rewrites a typed graph node by node until no rule applies any more. */
import { Builder } from '../builder';
import type { Graph, Node } from '../graph';
import { inferTypes } from '../infer';
import { numbersOf, type Tensor } from '../tensor';

/** What a rule sees. Values that earlier rules of the sweep have replaced are resolved already. */
export class Rewriter {
  readonly b: Builder;
  readonly producers: Map<string, Node>;
  readonly consumers: Map<string, Node[]>;

  constructor(readonly graph: Graph) {
    this.b = new Builder(graph, 'base');
    this.producers = graph.producers();
    this.consumers = graph.consumers();
  }

  /** The node that computes a value, if it is one of the given operators. */
  by(value: string | undefined, ...ops: string[]): Node | undefined {
    const node = this.producers.get(value ?? '');
    return node && node.domain === '' && ops.includes(node.op) ? node : undefined;
  }

  tensor(value: string | undefined): Tensor | undefined {
    return this.graph.initializers.get(value ?? '');
  }

  /** The number in a constant with one element. */
  scalar(value: string | undefined): number | undefined {
    const tensor = this.tensor(value);
    return tensor && tensor.data.length === 1 ? numbersOf(tensor)[0] : undefined;
  }

  /** Splits the inputs of a commutative binary node into a constant scalar and the rest. */
  scalarAndRest(node: Node): { scalar: number; rest: string } | undefined {
    const [a, c] = node.inputs as [string, string];
    for (const [k, x] of [
      [c, a],
      [a, c],
    ] as const) {
      const scalar = this.scalar(k);
      if (scalar !== undefined && this.graph.shapeOf(k).length <= this.graph.shapeOf(x).length)
        return { scalar, rest: x };
    }
    return undefined;
  }

  /** Whether one node alone reads the value (as the sweep began) and no graph output is it. */
  readOnce(value: string): boolean {
    return (this.consumers.get(value)?.length ?? 0) === 1 && !this.graph.outputs.includes(value);
  }

  shape(value: string): readonly number[] {
    return this.graph.shapeOf(value);
  }
}

/** Returns a value of the same type to put in place of the node's first output. */
export type Rule = (node: Node, r: Rewriter) => string | undefined;
/** By operator; `*` applies to all. */
export type Rules = Readonly<Record<string, readonly Rule[]>>;

/** Names new nodes after the module they come from. */
export function scopeOf(node: Node): string {
  return node.name.includes('/') ? node.name.slice(0, node.name.lastIndexOf('/')) : node.name;
}

/** Applies rules, by operator, to a graph in place. Types are kept, or inferred anew where a rule makes a value smaller. */
export function rewrite(graph: Graph, rules: Rules): void {
  for (let sweep = 0; sweep < 50; sweep++) {
    const r = new Rewriter(graph);
    const replaced = new Map<string, string>();
    const resolve = (value: string): string => {
      let now = value;
      for (let next = replaced.get(now); next !== undefined; next = replaced.get(now)) now = next;
      return now;
    };
    for (const node of [...graph.nodes]) {
      node.inputs = node.inputs.map(resolve);
      for (const rule of [...(rules['*'] ?? []), ...(rules[node.domain === '' ? node.op : ''] ?? [])]) {
        const before = graph.nodes.length;
        const value = r.b.scope(scopeOf(node), () => rule(node, r));
        if (value === undefined || value === node.outputs[0]) continue;
        for (const added of graph.nodes.slice(before)) {
          added.module ??= node.module;
          for (const out of added.outputs) r.producers.set(out, added);
        }
        replaced.set(node.outputs[0]!, value);
        break;
      }
    }
    if (replaced.size === 0) return;
    for (const node of graph.nodes) node.inputs = node.inputs.map(resolve);
    graph.outputs = graph.outputs.map(resolve);
    graph.sort();
    graph.prune();
    inferTypes(graph);
  }
}
