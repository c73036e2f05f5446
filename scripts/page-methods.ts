/**
 * Of a method the page needs what it states: texts, knobs, the tensors that it declares. What wires the graph and
 * drives a run is called in the worker alone, and would be a quarter of the first screen's code.
 */
import type { Plugin } from 'vite';

const ofTheWorker = new Set(['apply', 'phases', 'merge', 'deployed', 'headHooks', 'forTask']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
interface Property extends Node {
  readonly key: Node & { readonly name?: string };
  readonly value: Node;
}
interface Call extends Node {
  readonly callee: Node & { readonly name?: string };
  readonly arguments: readonly (Node & { readonly properties?: readonly Property[] })[];
}

/** Every call of `defineMethod` below a node. */
function* definitions(node: unknown): Generator<Call> {
  if (Array.isArray(node)) for (const child of node as unknown[]) yield* definitions(child);
  else if (typeof node === 'object' && node !== null) {
    const { type, callee } = node as Partial<Call>;
    if (type === 'CallExpression' && callee?.name === 'defineMethod') yield node as Call;
    for (const child of Object.values(node)) yield* definitions(child);
  }
}

/** The module with these functions replaced by one that says where they are. */
export function withoutWorkerParts(code: string, parse: (code: string) => unknown): string {
  const found = [...definitions(parse(code))]
    .flatMap((call) => call.arguments[0]?.properties ?? [])
    .filter(
      ({ type, key, value }) => type === 'Property' && ofTheWorker.has(key.name ?? '') && value.type !== 'Literal',
    )
    .sort((a, b) => b.start - a.start);
  const stub = (name: string) => `${name}: () => { throw new Error('${name}: only in the worker'); }`;
  return found.reduce((text, { start, end, key }) => text.slice(0, start) + stub(key.name!) + text.slice(end), code);
}

/** For the page's bundle; a worker's has plugins of its own. */
export function pageMethods(): Plugin {
  return {
    name: 'page-methods',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /\/src\/methods\/[a-z]+\/\w+\.ts$/ },
      handler(code) {
        return { code: withoutWorkerParts(code, (text) => this.parse(text)), map: null };
      },
    },
  };
}
