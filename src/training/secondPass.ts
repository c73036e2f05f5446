/**
 * The forward pass once more with something else in it: fresh random numbers (AdaMix, R-Drop), or other weights
 * (Laplace).
 */
import { seedInput, stepSeed } from '../methods/context';
import type { Builder } from '../onnx/builder';

/** Far from the seeds of neighbouring steps, which the host mixes. */
const otherSeed = 0x3c6ef35f;

/**
 * Copies every node between the step's seed and `value` with another seed.
 * @returns the copy of `value`; itself where nothing is random
 */
export function secondPass(builder: Builder, value: string): string {
  if (!builder.graph.isInput(stepSeed)) return value;
  return passWith(builder, value, { [stepSeed]: builder.add(seedInput(builder), builder.intScalar(otherSeed)) });
}

/**
 * Copies every node between the replaced values and `value`, with others in their place.
 * @returns the copy of `value`; itself where it depends on none of them
 */
export function passWith(builder: Builder, value: string, replacements: Readonly<Record<string, string>>): string {
  const { graph } = builder;
  const copies = new Map(Object.entries(replacements));
  graph.sort();
  const producers = graph.producers();
  // What computes the replacements is not needed for `value`, so it is not copied.
  const needed = new Set<string>();
  const stack = [value];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (needed.has(at)) continue;
    needed.add(at);
    stack.push(...(producers.get(at)?.inputs.filter(Boolean) ?? []));
  }
  for (const node of [...graph.nodes]) {
    if (!node.outputs.some((out) => needed.has(out)) || !node.inputs.some((input) => copies.has(input))) continue;
    const outputs = node.outputs.map((out) => (out ? builder.fresh(`${out}/again`) : ''));
    builder.scope(
      'again',
      () =>
        builder.repeatAll(
          node,
          node.inputs.map((input) => copies.get(input) ?? input),
          { outputs },
        ),
      node.role,
    );
    node.outputs.forEach((out, i) => {
      if (!out) return;
      copies.set(out, outputs[i]!);
      if (graph.detached.has(out)) graph.detached.add(outputs[i]!);
    });
  }
  return copies.get(value) ?? value;
}
