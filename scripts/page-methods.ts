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

/** What of a method's texts is read only by whoever asks for more. */
const onRequest = new Set(['inferenceCost', 'pitfalls']);

/** Properties of objects below a node. */
function* propertiesBelow(node: unknown): Generator<Property> {
  if (Array.isArray(node)) for (const child of node as unknown[]) yield* propertiesBelow(child);
  else if (typeof node === 'object' && node !== null) {
    if ((node as Partial<Node>).type === 'Property') yield node as Property;
    for (const child of Object.values(node)) yield* propertiesBelow(child);
  }
}

const isOnRequest = ({ key }: Property): boolean => onRequest.has(key.name ?? '');

/** A module of English texts without what is read on request. */
export function withoutRequested(code: string, parse: (code: string) => unknown): string {
  return [...propertiesBelow(parse(code))]
    .filter(isOnRequest)
    .sort((a, b) => b.start - a.start)
    .reduce((text, { value }) => `${text.slice(0, value.start)}''${text.slice(value.end)}`, code);
}

/** The same module with only that, and the name under which it is looked for (`src/ui/learn/onRequest.ts`). */
export function onlyRequested(code: string, parse: (code: string) => unknown): string {
  const all = [...propertiesBelow(parse(code))];
  const text = ({ value }: Property): string => code.slice(value.start, value.end);
  const imports = [...code.matchAll(/^import .*$/gm)].map(([line]) => line);
  const told = all.filter(isOnRequest).map((property) => `${property.key.name}: ${text(property)}`);
  const name = all.find(({ key }) => key.name === 'name');
  if (!name) throw new Error('A module of texts names no method.');
  return [...imports, `export const texts = { name: ${text(name)}, learn: { ${told.join(', ')} } };`].join('\n');
}

/** A manifest without the digests, which only who sets up a server needs. */
const withoutDigests = (code: string): string =>
  code.replace(/,?\s*"?(sha256|testSha256)"?:\s*(["'`])[0-9a-f]{64}\2/g, '');

/** For the page's bundle; a worker's has plugins of its own. */
export function pageMethods(): Plugin {
  return {
    name: 'page-methods',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /\/src\/methods\/[a-z]+\/\w+(\.en)?\.ts(\?on-request)?$|\/models\/(data\/)?manifest\.json$/ },
      handler(code, id) {
        const parse = (text: string) => this.parse(text);
        if (id.endsWith('.json')) return { code: withoutDigests(code), map: null };
        if (id.endsWith('?on-request')) return { code: onlyRequested(code, parse), map: null };
        if (id.endsWith('.en.ts')) return { code: withoutRequested(code, parse), map: null };
        return { code: withoutWorkerParts(code, parse), map: null };
      },
    },
  };
}
