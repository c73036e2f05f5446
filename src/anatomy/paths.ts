/**
 * What a file itself calls the parts of its model. Exporters keep module paths: in the names of weights that are stored
 * as they are (`bert.encoder.layer.0.attention.self.query.bias`), and of the nodes that read those that are not
 * (`Node.module`).
 */
import type { LayerNorm } from './anatomy';
import type { FamilyNames } from './names';
import type { RawEmbeddings } from './embeddings';
import type { RawLayer } from './rawLayer';
import type { RawLinear } from './linear';
import type { RawNorm } from './norms';
import type { GraphView } from './view';

/**
 * A module's path as each of the places says that may know it, the most trusted one first; undefined where one says
 * nothing.
 */
type Told = readonly (string | undefined)[];

/** The parts that every layer has, under the names of `FamilyNames`. */
type Role = 'q' | 'k' | 'v' | 'qkv' | 'o' | 'up' | 'gate' | 'down' | LayerNorm['place'];

export interface PathRequest {
  readonly layers: readonly RawLayer[];
  readonly embeddings: RawEmbeddings;
  readonly finalNorm: RawNorm | undefined;
  /** For parts that the file says nothing of. Its `prefix` is that of Transformers' classes for this type of model. */
  readonly fallback: FamilyNames;
}

/** Names as the family's, with those of the file in the place of all that it tells. */
export function namesInFile(view: GraphView, { layers, embeddings, finalNorm, fallback }: PathRequest): FamilyNames {
  const told = new Map<Role, Template>();
  for (const role of roles) {
    const all = layers.map((layer) => partOf(view, layer, role));
    const template = agreed(all);
    if (template) told.set(role, template);
  }
  const stem = mostOften([...told.values()].map(({ stem }) => longest(stem, told)));
  const inLayer = new Map<Role, string>();
  for (const [role, template] of told) if (longest(template.stem, told) === stem) inLayer.set(role, template.rest);
  // One name for two parts names neither.
  const unique = (role: Role): string | undefined => {
    const path = inLayer.get(role);
    return path !== undefined && [...inLayer.values()].filter((other) => other === path).length === 1
      ? path
      : undefined;
  };
  const outer = {
    word: tablePath(view, embeddings.word),
    position: tablePath(view, embeddings.position),
    tokenType: tablePath(view, embeddings.tokenType),
    embeddingNorm: embeddings.norm && first(normPath(view, embeddings.norm)),
    projection: embeddings.projection && first(linearPath(view, embeddings.projection)),
    finalNorm: finalNorm && first(normPath(view, finalNorm)),
  };
  const common = stem === undefined ? undefined : commonPrefix([stem, ...[outer.word ?? []].flat()]);
  const cut = (path: string | undefined) =>
    path !== undefined && common !== undefined && path.startsWith(common) ? path.slice(common.length) : undefined;
  const given = <T extends object>(values: T) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
      [K in keyof T]?: NonNullable<T[K]>;
    };
  const { q, k, v, qkv, o, up, gate, down } = Object.fromEntries(roles.map((role) => [role, unique(role)]));
  return {
    ...fallback,
    inFile: stem !== undefined,
    prefixInFile: common ?? '',
    prefix: prefixFrom(common, fallback.prefix),
    ...given(Object.fromEntries(Object.entries(outer).map(([name, path]) => [name, cut(path)]))),
    ...given({ q, k, v, qkv, o, up, gate, down }),
    ...(stem !== undefined && {
      layer: (index: number) => stem.slice(common!.length).replace(INDEX, String(index)),
    }),
    norms: {
      ...fallback.norms,
      ...given({
        norm1: unique('norm1'),
        normOut1: unique('normOut1'),
        norm2: unique('norm2'),
        normOut2: unique('normOut2'),
      }),
    },
  };
}

const roles: readonly Role[] = [
  'q',
  'k',
  'v',
  'qkv',
  'o',
  'up',
  'gate',
  'down',
  'norm1',
  'normOut1',
  'norm2',
  'normOut2',
];

/** Stands for the layer's number in a path. */
const INDEX = '#';

/** A layer's path with `#` for its number, and what follows. */
interface Template {
  readonly stem: string;
  readonly rest: string;
}

function partOf(view: GraphView, { attention, feedForward, norms }: RawLayer, role: Role): Told {
  const linears: Readonly<Partial<Record<Role, RawLinear | undefined>>> = {
    qkv: attention.fused,
    ...(!attention.fused && { q: attention.q.linear, k: attention.k.linear, v: attention.v.linear }),
    o: attention.o,
    ...feedForward,
  };
  const norm = norms.find(({ place }) => place === role);
  if (norm) return normPath(view, norm);
  const linear = linears[role];
  return linear ? linearPath(view, linear) : [];
}

/** A dotted path of module names, as PyTorch allows them. */
const isPath = (text: string): boolean => /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(text) && /[A-Za-z]/.test(text);

/** `a.b` of a weight called `a.b.weight`. */
const ownerOf = (initializer: string | undefined, end: 'weight' | 'bias'): string | undefined => {
  const path = initializer?.endsWith(`.${end}`) ? initializer.slice(0, -end.length - 1) : undefined;
  return path !== undefined && isPath(path) ? path : undefined;
};

const moduleOf = (module: string | undefined): string | undefined =>
  module !== undefined && isPath(module) ? module : undefined;

const first = (told: Told): string | undefined => told.find((path) => path !== undefined);

function linearPath(view: GraphView, { weight, bias }: RawLinear): Told {
  const reader = view.consumers(weight).find((node) => node.op === 'MatMul');
  return [moduleOf(reader?.module), ownerOf(weight, 'weight'), ownerOf(bias, 'bias')];
}

function normPath(view: GraphView, { gain, bias, output }: RawNorm): Told {
  return [ownerOf(gain, 'weight'), ownerOf(bias, 'bias'), moduleOf(view.producer(output)?.module)];
}

function tablePath(
  view: GraphView,
  table: { readonly weight: string; readonly output: string } | undefined,
): string | undefined {
  if (!table) return undefined;
  const module = moduleOf(view.producer(table.output)?.module);
  const owner = ownerOf(table.weight, 'weight');
  // A tied matrix may be stored under the name of the output layer; tables of positions may be read outside of their
  // module.
  return module !== undefined && owner !== undefined && !owner.endsWith(module) && !/embed|wte|wpe/i.test(owner)
    ? module
    : (owner ?? module);
}

/**
 * The pattern that the paths of one part follow from layer to layer, by the first source that has one in all layers.
 * Layers that share one module have its path without a number of their own.
 */
function agreed(parts: readonly Told[]): Template | undefined {
  for (let source = 0; source < 3; source++) {
    // A part that not every layer has, as ModernBERT's first one lacks a norm.
    const present = parts.flatMap((told, layer) => (told.length > 0 ? [{ path: told[source], layer }] : []));
    if (present.length === 0 || present.some(({ path }) => path === undefined)) continue;
    const template = templateOf(
      present.map(({ path }) => path!),
      present.map(({ layer }) => layer),
    );
    if (template) return template;
  }
  return undefined;
}

/** @param layers the number of each path's layer */
function templateOf(paths: readonly string[], layers: readonly number[]): Template | undefined {
  const split = paths.map((path) => path.split('.'));
  const [start] = split;
  if (!start || split.some((names) => names.length !== start.length)) return undefined;
  // With one layer, its number is the last one in the path: `h.0.attn`, not `0.auto_model.h.0.attn`.
  const numbered =
    split.length === 1 || paths.every((path) => path === paths[0])
      ? start.findLastIndex((name) => Number(name) === layers[0])
      : start.findIndex((name, at) => split.some((names) => names[at] !== name));
  const fits = split.every((names, i) =>
    names.every((name, at) =>
      at === numbered ? Number(name) === layers[i] || paths[0] === paths.at(-1) : name === start[at],
    ),
  );
  if (numbered < 0 || !fits || numbered === start.length - 1) return undefined;
  const shared = split.length > 1 && paths.every((path) => path === paths[0]);
  return {
    stem: [...start.slice(0, numbered), shared ? start[numbered]! : INDEX].join('.'),
    rest: start.slice(numbered + 1).join('.'),
  };
}

/**
 * A stem with all that the file says of it: nodes may be called `decoder.layers.0` where weights are called
 * `model.decoder.layers.0`.
 */
function longest(stem: string, told: ReadonlyMap<Role, Template>): string {
  const longer = [...told.values()].map((template) => template.stem).filter((other) => other.endsWith(`.${stem}`));
  return longer.sort((a, b) => b.length - a.length)[0] ?? stem;
}

function mostOften(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The modules that all paths lie in, `model.` for `model.layers.#` and `model.embed_tokens`; '' for none. */
function commonPrefix(paths: readonly string[]): string {
  const split = paths.map((path) => path.split('.'));
  const shortest = Math.min(...split.map((names) => names.length)) - 1;
  let depth = 0;
  while (depth < shortest && split.every((names) => names[depth] === split[0]![depth])) depth++;
  return split[0]!
    .slice(0, paths.length > 1 ? depth : 0)
    .map((name) => `${name}.`)
    .join('');
}

/**
 * Prefix of a task model's names. A file of the base model alone does not have it, and one that somebody wrapped has
 * more (`0.auto_model.`); what Transformers' own classes call the base model decides where it is known.
 */
function prefixFrom(found: string | undefined, known: string): string {
  if (found === undefined || found === '') return known;
  if (known === '' || found.startsWith(known)) return found;
  return known;
}
