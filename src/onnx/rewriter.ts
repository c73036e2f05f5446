/** Rewrites a typed graph by rules until none applies any more: the one machine of `simplify/` and `passes/`. */
import { Builder } from './builder';
import type { Graph, Node } from './graph';
import { inferNode } from './infer';
import { MessageError } from '../messages/message';
import type { Operator } from './operators';
import { numbersOf, sameShape, sizeOf, type Tensor } from './tensor';

/**
 * Looks at one node. It may return a value to be read instead of the node's first output, or edit the graph through the
 * rewriter (`update`, `replace`); otherwise it does not apply.
 */
export type Rule = (node: Node, r: Rewriter) => string | undefined | void;
/** Rules by operator, tried in order; `*` applies to all, and goes first. */
export type Rules = Readonly<Partial<Record<Operator | '*', readonly Rule[]>>>;

/** The rules of several tables, those of earlier ones first. */
export function combined(...tables: readonly Rules[]): Rules {
  const all: Partial<Record<Operator | '*', readonly Rule[]>> = {};
  for (const table of tables)
    for (const [op, rules] of Object.entries(table) as [Operator, readonly Rule[]][])
      all[op] = [...(all[op] ?? []), ...rules];
  return all;
}

/** More sweeps than any graph needs: a bound in case two rules undo each other. */
const sweepLimit = 100;

/**
 * Applies rules to a sorted graph in place, until a whole sweep over the nodes changes nothing. Inputs and outputs of
 * the graph keep their names, types stay true, and what nothing reads any more is dropped.
 * @returns whether anything changed
 */
export function rewrite(graph: Graph, rules: Rules): boolean {
  const r = new Rewriter(graph);
  for (let i = 0; i < sweepLimit && r.sweep(rules); i++);
  r.finish();
  return r.changed;
}

/** A rule that failed at a node: what it took for granted does not hold in this graph. */
export class RuleError extends Error {
  override name = 'RuleError';
  constructor(
    readonly node: Node,
    override readonly cause: unknown,
  ) {
    super(`At node "${node.name}" (${node.op}): ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** New nodes are named after the module, or after the node, that they come from. */
const scopeOf = (node: Node): string =>
  node.name.includes('/') ? node.name.slice(0, node.name.lastIndexOf('/')) : node.name;

/** A graph with an index of producers and readers that stays true while nodes are replaced. */
export class Rewriter {
  private made: Builder | undefined;
  private readonly producerOf = new Map<string, Node>();
  private readonly readersOf = new Map<string, Set<Node>>();
  private readonly outputs: ReadonlySet<string>;
  private readonly dead = new Set<Node>();
  /** Nodes of the graph that the index knows. */
  private indexed = 0;
  private edits = 0;
  /** Edits when the nodes were last sorted. */
  private sortedAt = 0;
  private at: Node | undefined;

  constructor(readonly graph: Graph) {
    this.outputs = new Set(graph.outputs);
    this.indexNew();
  }

  get changed(): boolean {
    return this.edits > 0;
  }

  /** Emits nodes that are named after the node under the rule, with its role. */
  get g(): Builder {
    if (!this.made) {
      // Made when it is first wanted: many sweeps over a large graph add nothing, and it gathers all names.
      this.made = new Builder(this.graph, 'base');
      this.enter();
    }
    return this.made;
  }

  producer(value: string | undefined): Node | undefined {
    return this.producerOf.get(value ?? '');
  }
  /** The node that computes a value, if it is one of the given operators. */
  by(value: string | undefined, ...ops: readonly Operator[]): Node | undefined {
    const node = this.producer(value);
    return node && node.domain === '' && (ops as readonly string[]).includes(node.op) ? node : undefined;
  }
  /** As `by`, if one node alone reads the value. */
  soleProducer(value: string | undefined, ...ops: readonly Operator[]): Node | undefined {
    const node = this.by(value, ...ops);
    return node && this.readOnce(value!) ? node : undefined;
  }

  readers(value: string): Node[] {
    return [...(this.readersOf.get(value) ?? [])];
  }
  /** Whether one node alone reads the value, and no graph output is it. */
  readOnce(value: string): boolean {
    return this.readersOf.get(value)?.size === 1 && !this.isOutput(value);
  }
  isOutput(value: string): boolean {
    return this.outputs.has(value);
  }

  shape(value: string): readonly number[] {
    return this.graph.shapeOf(value);
  }
  tensor(value: string | undefined): Tensor | undefined {
    return this.graph.initializers.get(value ?? '');
  }
  /** The number in a constant with one element. */
  scalar(value: string | undefined): number | undefined {
    const tensor = this.tensor(value);
    return tensor && sizeOf(tensor.dims) === 1 ? numbersOf(tensor)[0] : undefined;
  }
  /** Splits the inputs of a commutative binary node into a constant scalar and the rest, whose shape the result has. */
  scalarAndRest(node: Node): { readonly scalar: number; readonly rest: string } | undefined {
    const [a, c] = node.inputs as [string, string];
    for (const [k, x] of [
      [c, a],
      [a, c],
    ] as const) {
      const scalar = this.scalar(k);
      if (scalar !== undefined && this.shape(k).length <= this.shape(x).length) return { scalar, rest: x };
    }
    return undefined;
  }

  /** Emits with name, role and module of another node than the one under the rule. */
  emit(like: Node, body: (g: Builder) => string): string {
    const start = this.graph.nodes.length;
    this.g.enter(scopeOf(like), like.role);
    const value = body(this.g);
    this.enter();
    for (const added of this.graph.nodes.slice(start)) added.module ??= like.module;
    return value;
  }

  /**
   * Redirects all readers of `from` to `to`. A graph output keeps its name: the node that computes `to` takes it over.
   * @returns false where that is not possible, since `to` is an input, a constant or an output itself
   */
  replace(from: string, to: string): boolean {
    this.indexNew();
    if (from === to) return false;
    const types = this.graph.types;
    const retyped = !sameShape(types.get(from)!.shape, types.get(to)!.shape);
    if (this.isOutput(from)) {
      if (!this.passName(from, to)) return false;
    } else {
      for (const node of this.readers(from)) this.redirect(node, from, to);
      this.dropUnread(from);
    }
    if (retyped) this.retype(this.readers(this.isOutput(from) ? from : to));
    this.edits++;
    return true;
  }

  /** Changes a node in place. */
  update(node: Node, change: Partial<Pick<Node, 'op' | 'inputs' | 'attributes'>>): void {
    this.indexNew();
    const before = node.inputs;
    for (const input of before) this.readersOf.get(input)?.delete(node);
    Object.assign(node, change);
    for (const input of node.inputs) this.noteReader(input, node);
    for (const input of before) this.dropUnread(input);
    this.edits++;
  }

  /** Applies rules to every node once, in order. @returns whether anything changed */
  sweep(rules: Rules): boolean {
    const before = this.edits;
    const nodes = this.graph.nodes.slice();
    const toAll = rules['*'] ?? [];
    for (const node of nodes) {
      const own = node.domain === '' ? (rules[node.op as Operator] ?? []) : [];
      if (own.length + toAll.length === 0 || this.dead.has(node)) continue;
      this.at = node;
      this.enter();
      // What an applied rule has made comes up in the next sweep.
      if (!toAll.some((rule) => this.apply(rule, node))) own.some((rule) => this.apply(rule, node));
    }
    this.at = undefined;
    this.compact();
    return this.edits > before;
  }

  private apply(rule: Rule, node: Node): boolean {
    const [start, before] = [this.graph.nodes.length, this.edits];
    let value: string | undefined | void;
    try {
      value = rule(node, this);
    } catch (error) {
      throw error instanceof MessageError ? error : new RuleError(node, error);
    }
    if (typeof value === 'string') this.replace(node.outputs[0]!, value);
    const added = this.graph.nodes.slice(start);
    if (this.edits === before) {
      for (const one of added) this.kill(one);
      this.graph.nodes.length = start;
      this.indexed = Math.min(this.indexed, start);
      return false;
    }
    for (const one of added) one.module ??= node.module;
    for (const one of added.reverse()) this.dropUnread(one.outputs[0]!);
    return true;
  }

  /** Writes the result back. A graph in which nothing was done is left alone. */
  finish(): void {
    if (!this.changed) return;
    this.compact();
    this.graph.prune();
  }

  private compact(): void {
    const { graph } = this;
    if (this.dead.size > 0) graph.nodes = graph.nodes.filter((node) => !this.dead.has(node));
    this.dead.clear();
    if (this.edits > this.sortedAt) graph.sort();
    this.sortedAt = this.edits;
    this.indexed = graph.nodes.length;
  }

  private enter(): void {
    if (this.made && this.at) this.made.enter(scopeOf(this.at), this.at.role);
  }

  private indexNew(): void {
    const { nodes } = this.graph;
    for (; this.indexed < nodes.length; this.indexed++) {
      const node = nodes[this.indexed]!;
      for (const out of node.outputs) if (out) this.producerOf.set(out, node);
      for (const input of node.inputs) this.noteReader(input, node);
    }
  }

  private noteReader(value: string, node: Node): void {
    if (value === '') return;
    const set = this.readersOf.get(value);
    if (set) set.add(node);
    else this.readersOf.set(value, new Set([node]));
  }

  private redirect(node: Node, from: string, to: string): void {
    node.inputs = node.inputs.map((input) => (input === from ? to : input));
    this.readersOf.get(from)!.delete(node);
    this.noteReader(to, node);
  }

  /** Gives the value `to` the name of the graph output `from`, whose node goes. */
  private passName(from: string, to: string): boolean {
    const { graph } = this;
    const [old, heir] = [this.producerOf.get(from), this.producerOf.get(to)];
    if (!heir || !old || this.isOutput(to) || old.outputs.filter(Boolean).length > 1) return false;
    for (const node of this.readers(to)) if (node !== old) this.redirect(node, to, from);
    heir.outputs = heir.outputs.map((out) => (out === to ? from : out));
    this.kill(old);
    this.producerOf.delete(to);
    this.producerOf.set(from, heir);
    graph.types.set(from, graph.typeOf(to));
    graph.types.delete(to);
    for (const marked of [graph.detached, graph.recomputed]) if (marked.delete(to)) marked.add(from);
    return true;
  }

  /** Drops the node that computes a value if nothing reads any of its outputs, and what it alone read. */
  private dropUnread(value: string): void {
    const node = this.producerOf.get(value);
    if (node && this.isUnread(node)) this.kill(node);
  }

  private isUnread(node: Node): boolean {
    return !this.dead.has(node) && !node.outputs.some((out) => this.isOutput(out) || this.readersOf.get(out)?.size);
  }

  /** Drops a node, and what it alone read: a chain may be longer than the stack. */
  private kill(first: Node): void {
    this.dead.add(first);
    for (const open = [first]; open.length > 0;) {
      const node = open.pop()!;
      for (const input of node.inputs) this.readersOf.get(input)?.delete(node);
      for (const input of node.inputs) {
        const producer = this.producerOf.get(input);
        if (!producer || !this.isUnread(producer)) continue;
        this.dead.add(producer);
        open.push(producer);
      }
    }
  }

  /** Infers nodes again, and what reads them where their types have changed. */
  private retype(nodes: readonly Node[]): void {
    for (const queue = [...nodes]; queue.length > 0;) {
      const node = queue.shift()!;
      const types = inferNode(this.graph, node);
      node.outputs.forEach((out, i) => {
        if (!out || sameShape(this.shape(out), types[i]!.shape)) return;
        this.graph.types.set(out, types[i]!);
        queue.push(...this.readers(out));
      });
    }
  }
}
