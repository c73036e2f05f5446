/** What computes a value, once more. */
import type { Builder } from './builder';

export interface Repeated {
  /** Ends the names of copies, and is their scope. */
  readonly name: string;
  /** Values in whose place others stand, which are not copied themselves. */
  readonly replacements?: Readonly<Record<string, string>>;
  /** Also what depends on no replacement. Default false. */
  readonly whole?: boolean;
}

/** @returns the copy of `value`; itself where nothing of it is copied */
export function repeat(builder: Builder, value: string, { name, replacements = {}, whole = false }: Repeated): string {
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
    if (!node.outputs.some((out) => needed.has(out))) continue;
    if (!whole && !node.inputs.some((input) => copies.has(input))) continue;
    const inputs = node.inputs.map((input) => copies.get(input) ?? input);
    const outputs = node.outputs.map((out) => (out ? builder.fresh(`${out}/${name}`) : ''));
    builder.scope(name, () => builder.repeatAll(node, inputs, { outputs }), node.role);
    node.outputs.forEach((out, i) => {
      if (!out) return;
      copies.set(out, outputs[i]!);
      if (graph.detached.has(out)) graph.detached.add(outputs[i]!);
    });
  }
  return copies.get(value) ?? value;
}
