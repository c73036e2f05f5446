/** The ONNX graph as the rest of the project sees it: plain data, values named by strings. */
import { says } from './messages';
import { MessageError } from '../messages/message';
import type { DType, Tensor } from './tensor';

/** An ONNX attribute. ONNX tells int from float, so the kind is kept. */
export type Attribute =
  | { kind: 'int'; value: number }
  | { kind: 'float'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'tensor'; value: Tensor }
  | { kind: 'ints'; value: readonly number[] }
  | { kind: 'floats'; value: readonly number[] }
  | { kind: 'strings'; value: readonly string[] }
  | { kind: 'graph'; value: Graph };

export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const str = (value: string): Attribute => ({ kind: 'string', value });
export const tensorAttribute = (value: Tensor): Attribute => ({ kind: 'tensor', value });

/** Who put a node into the graph. The page colours nodes by it. */
export type Role = 'base' | 'method' | 'task' | 'gradient' | 'optimizer';

export interface Node {
  /** Unique in the graph. For decoded models: the exporter's name, which often carries the module path. */
  name: string;
  op: string;
  /** '' for ai.onnx. */
  domain: string;
  /** '' marks an optional input that is absent. */
  inputs: string[];
  /** '' marks an optional output that is not wanted. */
  outputs: string[];
  attributes: Attributes;
  role: Role;
  /**
   * Path of the module that the node was exported from, `encoder.layer.0.attention.self.query`, where the file tells.
   */
  module?: string;
}

/** A fixed type: what every value has once batch and sequence length are known. */
export interface ValueType {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** A graph input as declared in the file; named dimensions are not known yet. */
export interface Input {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly (number | string)[];
}

/**
 * A graph. Stages of the pipeline are functions from graph to graph: they `clone()` first and never
 * change their argument. Tensors are shared between clones and must not be written to.
 */
export class Graph {
  name = 'graph';
  opset = 20;
  /** Versions of non-default domains, e.g. `com.microsoft` → 1. */
  domains = new Map<string, number>();
  /** What the file says of itself besides (`metadata_props`), by key. */
  metadata = new Map<string, string>();
  inputs: Input[] = [];
  outputs: string[] = [];
  nodes: Node[] = [];
  /** Constants: frozen weights, folded shapes, scalars. */
  initializers = new Map<string, Tensor>();
  /** Types of all values. Filled by `inferTypes` (needs fixed input dims) and kept true by `Builder`. */
  types = new Map<string, ValueType>();
  /** Values that differentiation takes for constants: a shift that cancels out, a straight-through estimate. */
  detached = new Set<string>();
  /**
   * Values that are cheaper to compute again from weights than to keep until the backward pass: see
   * `passes/rematerialise.ts`.
   */
  recomputed = new Set<string>();

  /** A copy that can be edited freely; tensors and attributes are shared. */
  clone(): Graph {
    const copy = new Graph();
    copy.name = this.name;
    copy.opset = this.opset;
    copy.domains = new Map(this.domains);
    copy.metadata = new Map(this.metadata);
    copy.inputs = [...this.inputs];
    copy.outputs = [...this.outputs];
    copy.nodes = this.nodes.map((node) => ({ ...node, inputs: [...node.inputs], outputs: [...node.outputs] }));
    copy.initializers = new Map(this.initializers);
    copy.types = new Map(this.types);
    copy.detached = new Set(this.detached);
    copy.recomputed = new Set(this.recomputed);
    return copy;
  }

  isInput(value: string): boolean {
    return this.inputs.some((input) => input.name === value);
  }

  /** Type of a value. @throws when the value is unknown or types were not inferred. */
  typeOf(value: string): ValueType {
    const type = this.types.get(value);
    if (!type) throw new Error(`The type of value "${value}" is not known.`);
    return type;
  }

  shapeOf(value: string): readonly number[] {
    return this.typeOf(value).shape;
  }

  /** Map from each value to the node that computes it. Built on call; don't keep it across edits. */
  producers(): Map<string, Node> {
    const map = new Map<string, Node>();
    for (const node of this.nodes) for (const out of node.outputs) if (out) map.set(out, node);
    return map;
  }

  /** Map from each value to the nodes that read it (once per node). Built on call; don't keep it across edits. */
  consumers(): Map<string, Node[]> {
    const map = new Map<string, Node[]>();
    for (const node of this.nodes) {
      for (const input of new Set(node.inputs)) {
        if (!input) continue;
        const list = map.get(input);
        if (list) list.push(node);
        else map.set(input, [node]);
      }
    }
    return map;
  }

  /**
   * Orders nodes so that each comes after what it reads, keeping the present order where it is free.
   * @throws when there is a cycle or a value that nothing produces, naming node and value.
   */
  sort(): void {
    const producers = this.producers();
    const state = new Map<Node, 'open' | 'done'>();
    const sorted: Node[] = [];
    const known = (value: string) => this.initializers.has(value) || this.isInput(value);
    // The branches of an `If` read values of the graph around it, which must be there by then.
    const read = new Map<Node, readonly string[]>();
    const reads = (node: Node): readonly string[] => {
      const values = read.get(node) ?? [...node.inputs, ...captured(node)];
      read.set(node, values);
      return values;
    };
    const visit = (root: Node) => {
      const stack: { node: Node; next: number }[] = [{ node: root, next: 0 }];
      while (stack.length > 0) {
        const top = stack[stack.length - 1]!;
        if (state.get(top.node) === 'done') {
          stack.pop();
          continue;
        }
        state.set(top.node, 'open');
        const input = reads(top.node)[top.next++];
        if (input === undefined) {
          state.set(top.node, 'done');
          sorted.push(top.node);
          stack.pop();
          continue;
        }
        if (input === '') continue;
        const producer = producers.get(input);
        if (!producer) {
          if (!known(input))
            throw new MessageError(says.notProducedFor({ node: top.node.name, op: top.node.op, value: input }));
          continue;
        }
        const seen = state.get(producer);
        if (seen === 'open') throw new MessageError(says.cycle({ node: producer.name, op: producer.op }));
        if (!seen) stack.push({ node: producer, next: 0 });
      }
    };
    for (const node of this.nodes) if (!state.has(node)) visit(node);
    this.nodes = sorted;
  }

  /** Drops nodes that no output needs, and the initialisers and types that no node needs then. */
  prune(): void {
    const producers = this.producers();
    const needed = new Set<Node>();
    const used = new Set<string>();
    const stack = [...this.outputs];
    while (stack.length > 0) {
      const value = stack.pop()!;
      if (!value || used.has(value)) continue;
      used.add(value);
      const node = producers.get(value);
      if (!node || needed.has(node)) continue;
      needed.add(node);
      stack.push(...node.inputs);
      stack.push(...captured(node));
    }
    this.nodes = this.nodes.filter((node) => needed.has(node));
    for (const name of this.initializers.keys()) if (!used.has(name)) this.initializers.delete(name);
    const live = new Set(used);
    for (const node of this.nodes) for (const out of node.outputs) live.add(out);
    for (const input of this.inputs) live.add(input.name);
    for (const name of this.types.keys()) if (!live.has(name)) this.types.delete(name);
  }
}

/** Values that the subgraphs of a node take from the graph around it. */
const captured = (node: Node): string[] =>
  Object.values(node.attributes).flatMap((attribute) =>
    attribute.kind === 'graph' ? outerValues(attribute.value) : [],
  );

/** Values that a subgraph takes from the graph around it. */
function outerValues(graph: Graph): string[] {
  const own = new Set([
    ...graph.initializers.keys(),
    ...graph.inputs.map((i) => i.name),
    ...graph.nodes.flatMap((n) => n.outputs),
  ]);
  return [...graph.nodes.flatMap((n) => [...n.inputs, ...captured(n)]), ...graph.outputs].filter(
    (v) => v && !own.has(v),
  );
}

/** Attribute readers, with the default of the operator's schema. */
export function intAttribute(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === 'int' ? attribute.value : fallback;
}
export function floatAttribute(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === 'float' ? attribute.value : fallback;
}
export function intsAttribute(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes[name];
  return attribute?.kind === 'ints' ? attribute.value : undefined;
}
export function stringAttribute(node: Node, name: string, fallback: string): string {
  const attribute = node.attributes[name];
  return attribute?.kind === 'string' ? attribute.value : fallback;
}
