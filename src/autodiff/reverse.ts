/** Reverse-mode differentiation: appends the nodes that compute gradients to a graph. */
import { says } from './messages';
import { MessageError, toldBy } from '../messages/message';
import type { Builder } from '../onnx/builder';
import { isFloatType } from '../onnx/dtype';
import type { Graph, Node } from '../onnx/graph';
import { sizeOf } from '../onnx/tensor';
import { Contributions } from './contributions';
import { Emitter } from './emit';
import { spellOut } from './spellOut';
import { RuleContext, type Gradient } from './rule';
import { carriesGradient, ruleOf } from './rules';

export { differentiableOps, isDifferentiable } from './rules';

/** An operator on the way from a trainable tensor to the loss has no gradient rule (or not for this use of it). */
export class MissingRuleError extends MessageError {
  override name = 'MissingRuleError';
  constructor(
    readonly op: string,
    readonly node: string,
    readonly layer: number | undefined,
    cause?: Error,
  ) {
    const place = says.atNode({ node, layer });
    super(cause ? says.ruleRefuses({ op, place, reason: toldBy(cause) }) : says.noRule({ op, place }), { cause });
  }
}

/** Number of the layer in an exporter's node name: "/encoder/layer.3/…", "/h.3/…", "/layers.3/…". */
export function layerInName(name: string): number | undefined {
  const match = /(?:^|[/._])(?:layers?|h|blocks?)[./_](\d+)(?:[/._]|$)/.exec(name);
  return match ? Number(match[1]) : undefined;
}

const isFloat = (graph: Graph, value: string): boolean => isFloatType(graph.types.get(value)?.dtype);

/**
 * Values on the gradient path: those that depend on one of `wrt` and that `loss` depends on, both along edges that
 * carry a gradient. Works on any node order; types must be known.
 * @param stop values through which no gradient may flow, besides the graph's own `detached`
 */
export function trainablePath(
  graph: Graph,
  loss: string,
  wrt: readonly string[],
  stop: ReadonlySet<string> = new Set(),
): Set<string> {
  const consumers = graph.consumers();
  const producers = graph.producers();
  const stopped = (value: string): boolean => stop.has(value) || graph.detached.has(value);
  const forward = new Set<string>();
  const stack = wrt.filter((v) => !stopped(v));
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (forward.has(value)) continue;
    forward.add(value);
    for (const node of consumers.get(value) ?? []) {
      if (!node.inputs.some((input, i) => input === value && carriesGradient(node, i))) continue;
      for (const out of node.outputs) if (out && !stopped(out) && isFloat(graph, out)) stack.push(out);
    }
  }
  const path = new Set<string>();
  if (forward.has(loss)) stack.push(loss);
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (path.has(value)) continue;
    path.add(value);
    const node = producers.get(value);
    node?.inputs.forEach((input, i) => {
      if (forward.has(input) && carriesGradient(node, i)) stack.push(input);
    });
  }
  return path;
}

export interface DifferentiateOptions {
  /** Values through which no gradient may flow, besides the graph's own `detached`. */
  readonly stop?: ReadonlySet<string>;
  /**
   * Spells GELUs and layer normalisations on the path out, so that both passes share their parts: faster on WASM, see
   * `spellOut`.
   */
  readonly spellOut?: boolean;
}

/**
 * Appends nodes that compute ∂loss/∂w for each w in `wrt`, with role 'gradient'.
 *
 * Cost: only nodes on a path from `wrt` to the loss are visited, so what lies below the lowest trainable tensor, and
 * side branches without one, add nothing. A value with several readers gets a chain of Add.
 *
 * @param loss a value with one element
 * @param wrt graph inputs or any other values
 * @returns the gradient's name for each w that has a path to the loss, in w's shape; others have no entry
 * @throws MissingRuleError naming operator, node and layer
 */
export function differentiate(
  builder: Builder,
  loss: string,
  wrt: readonly string[],
  options: DifferentiateOptions = {},
): Map<string, string> {
  const { graph } = builder;
  if (sizeOf(graph.shapeOf(loss)) !== 1)
    throw new Error(`The loss must be one number, but "${loss}" has shape [${graph.shapeOf(loss).join(', ')}].`);
  graph.sort();
  const path = trainablePath(graph, loss, wrt, options.stop);
  const forward: readonly Node[] = [...graph.nodes];
  const emit = new Emitter(builder, new Set(wrt), options.spellOut);
  const contributions = new Contributions(emit);

  const visit = (node: Node): void => {
    const gradients = node.outputs.map((out) => (path.has(out) ? contributions.total(out) : undefined));
    const needs = node.inputs.map((input, i) => path.has(input) && carriesGradient(node, i));
    if (!gradients.some(Boolean) || !needs.some(Boolean)) return;
    const rule = ruleOf(node);
    if (!rule)
      throw new MissingRuleError(
        node.domain ? `${node.domain}.${node.op}` : node.op,
        node.name,
        layerInName(node.name),
      );
    let results: readonly (Gradient | undefined)[];
    try {
      results = rule(new RuleContext(emit, node, gradients, needs));
    } catch (error) {
      throw new MissingRuleError(node.op, node.name, layerInName(node.name), error as Error);
    }
    node.inputs.forEach((input, i) => {
      const gradient = results[i];
      if (needs[i] && gradient !== undefined) contributions.add(input, gradient);
    });
  };

  return builder.scope(
    'grad',
    () => {
      if (path.has(loss)) contributions.add(loss, builder.scalar(1));
      for (let i = forward.length - 1; i >= 0; i--) {
        const node = forward[i]!;
        if (node.outputs.some((out) => path.has(out))) builder.scope(`grad/${node.name}`, () => visit(node));
      }
      if (options.spellOut)
        spellOut(
          emit,
          forward.filter((node) => node.outputs.some((out) => path.has(out))),
        );
      const result = new Map<string, string>();
      for (const value of wrt) {
        const sum = contributions.total(value);
        if (sum) result.set(value, emit.dense(sum, builder.shapeOf(value)));
      }
      return result;
    },
    'gradient',
  );
}
