/** Shared ground of the execution passes: an indexed view of a graph that stays true while nodes are replaced. */
import { Builder } from '../builder';
import type { Graph, Node } from '../graph';
import { numbersOf, sizeOf } from '../tensor';

export class Rewriter {
  private made: Builder | undefined;
  private readonly producerOf = new Map<string, Node>();
  private readonly readersOf = new Map<string, Set<Node>>();
  private readonly outputs: Set<string>;
  private readonly dead = new Set<Node>();
  private readonly before: number;
  changed = false;

  constructor(readonly graph: Graph) {
    for (const node of graph.nodes) this.index(node);
    this.outputs = new Set(graph.outputs);
    this.before = graph.nodes.length;
  }

  /** Made when it is first wanted: many passes over a large graph add nothing, and it gathers all names. */
  get builder(): Builder {
    return (this.made ??= new Builder(this.graph, 'base'));
  }

  producer(value: string): Node | undefined {
    return this.producerOf.get(value);
  }
  readers(value: string): Node[] {
    return [...(this.readersOf.get(value) ?? [])].filter((node) => !this.dead.has(node));
  }
  isOutput(value: string): boolean {
    return this.outputs.has(value);
  }
  isDead(node: Node): boolean {
    return this.dead.has(node);
  }
  shape(value: string): readonly number[] {
    return this.graph.shapeOf(value);
  }

  /** The producer of `value` if it is an `op` whose result nobody else reads. */
  soleProducer(value: string, op: string): Node | undefined {
    const node = this.producerOf.get(value);
    return node && node.op === op && node.domain === '' && !this.isOutput(value) && this.readers(value).length === 1
      ? node
      : undefined;
  }

  /** Value of a one-element fp32 constant. */
  scalarConstant(value: string): number | undefined {
    const tensor = this.graph.initializers.get(value);
    return tensor && tensor.dtype === 'float32' && sizeOf(tensor.dims) === 1 ? numbersOf(tensor)[0] : undefined;
  }

  /** Emits through the builder with the role of `like` and keeps the index. */
  emit(like: Node, body: (builder: Builder) => string): string {
    const start = this.graph.nodes.length;
    this.builder.role = like.role;
    const value = body(this.builder);
    for (const node of this.graph.nodes.slice(start)) this.index(node);
    return value;
  }

  private index(node: Node): void {
    for (const out of node.outputs) if (out) this.producerOf.set(out, node);
    for (const input of node.inputs) if (input) this.read(input, node);
  }

  private read(value: string, node: Node): void {
    const set = this.readersOf.get(value);
    if (set) set.add(node);
    else this.readersOf.set(value, new Set([node]));
  }

  /** Redirects all readers of `from` to `to`. A graph output keeps its name, so `from` must not be one. */
  replace(from: string, to: string): void {
    if (from === to) return;
    if (this.isOutput(from)) throw new Error(`Graph output "${from}" must not be replaced.`);
    for (const node of this.readers(from)) {
      node.inputs = node.inputs.map((input) => (input === from ? to : input));
      this.read(to, node);
    }
    this.readersOf.delete(from);
    this.changed = true;
  }

  /** Marks a node as gone: it reads nothing any more. Its outputs must have no reader left. */
  remove(node: Node): void {
    this.dead.add(node);
    for (const input of node.inputs) this.readersOf.get(input)?.delete(node);
    this.changed = true;
  }

  /** Changes a node in place, keeping the index. */
  update(node: Node, change: Partial<Pick<Node, 'op' | 'inputs' | 'attributes'>>): void {
    for (const input of node.inputs) this.readersOf.get(input)?.delete(node);
    Object.assign(node, change);
    for (const input of node.inputs) if (input) this.read(input, node);
    this.changed = true;
  }

  /** Writes the result back: dead nodes out, sorted, pruned. A sorted graph without dead code in which nothing was done is left alone. */
  finish(): void {
    if (!this.changed && this.graph.nodes.length === this.before) return;
    this.graph.nodes = this.graph.nodes.filter((node) => !this.dead.has(node));
    this.graph.sort();
    this.graph.prune();
  }
}
