/** The pretrained model's own forward pass beside the changed one. */
import type { Builder } from '../../onnx/builder';

/**
 * Copies what computes a value, for methods that ask the pretrained model first. Call it before anything is changed;
 * what stays the same in both passes is worked out once (`onnx/passes`). No gradient enters the copy's weights, since
 * they are frozen.
 * @returns the copy of `value`
 */
export function basePass(builder: Builder, value: string): string {
  const { graph } = builder;
  graph.sort();
  const producers = graph.producers();
  const needed = new Set<string>();
  const stack = [value];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (needed.has(at)) continue;
    needed.add(at);
    stack.push(...(producers.get(at)?.inputs.filter(Boolean) ?? []));
  }
  const copies = new Map<string, string>();
  for (const node of [...graph.nodes]) {
    if (!node.outputs.some((out) => needed.has(out))) continue;
    const outputs = node.outputs.map((out) => (out ? builder.fresh(`${out}/pretrained`) : ''));
    const inputs = node.inputs.map((input) => copies.get(input) ?? input);
    builder.scope('pretrained', () => builder.repeatAll(node, inputs, { outputs }), node.role);
    node.outputs.forEach((out, i) => {
      if (!out) return;
      copies.set(out, outputs[i]!);
      if (graph.detached.has(out)) graph.detached.add(outputs[i]!);
    });
  }
  return copies.get(value) ?? value;
}
