/** Exact GELU in primitive operators, so that forward and backward pass share Φ(x). */
import { stringAttribute, type Node } from '../onnx/graph';
import type { Emitter } from './emit';

/** Φ(x) = ½ + ½ erf(x/√2). */
export function normalCdf(e: Emitter, x: string): string {
  return e.add(e.scale(e.node('Erf', [e.scale(x, Math.SQRT1_2)]), 0.5), e.scalar(0.5));
}

/**
 * Replaces exact Gelu nodes, after their gradients have been emitted, by x Φ(x) with the Φ that the gradient uses.
 *
 * The rule for Gelu has to compute Φ, since the fused kernel does not hand it out. Measured on the WASM provider, one
 * thread, (512, 1536): spelled out, the forward pass alone takes 1.08 times the fused kernel's time, forward and
 * backward together 0.68 times. It is eleven nodes either way, so a GPU gains nothing, and Φ(x) is kept for the
 * backward pass besides x: worth it on WASM only.
 */
export function shareGelu(e: Emitter, nodes: readonly Node[]): void {
  const { graph } = e.builder;
  for (const node of nodes) {
    if (node.op !== 'Gelu' || node.domain !== '' || stringAttribute(node, 'approximate', 'none') !== 'none') continue;
    const [x, y] = [node.inputs[0]!, node.outputs[0]!];
    graph.nodes = graph.nodes.filter((other) => other !== node);
    e.builder.scope(node.name, () => e.builder.emit('Mul', [x, normalCdf(e, x)], {}, { outputs: [y] }), node.role);
    for (let part = e.producer(normalCdf(e, x)); part?.role === 'gradient'; part = e.producer(part.inputs[0]!)) part.role = node.role;
  }
}
