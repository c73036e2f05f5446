/** Where a method sits in a transformer block: pure data for the diagram, with the trainable scalars of each place. */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters } from '../../methods/contract';
import type { ParameterSummary } from '../../worker/protocol';

/** Places of the diagram. The first group exists once, the others in every layer. */
export type Place = 'tokens' | 'embeddings' | 'finalNorm' | 'head' | 'q' | 'k' | 'v' | 'qkv' | 'o' | 'norm1' | 'norm2' | 'up' | 'gate' | 'down' | 'adapter1' | 'adapter2' | 'middle';

/** How a place is changed: the whole tensor trained, a low-rank branch beside it, its bias, a scale on its output, rows put before it, or a module put after it. */
export type Treatment = 'full' | 'delta' | 'bias' | 'scale' | 'rows' | 'module';

export interface Mark {
  readonly treatment: Treatment;
  /** Trainable scalars here, in one layer where the place is in a layer. */
  readonly count: number;
  /** Short symbol, for example "r 8". */
  readonly symbol?: string;
}

export interface Placement {
  readonly marks: Readonly<Partial<Record<Place, Mark>>>;
  /** Trainable scalars in each layer, first layer first. */
  readonly perLayer: readonly number[];
}

const once: readonly Place[] = ['tokens', 'embeddings', 'finalNorm', 'head'];

type Marks = Partial<Record<Place, Mark>>;
type Rule = (dimensions: Dimensions, hp: Hyperparameters) => Marks;

const number = (hp: Hyperparameters, names: readonly string[], fallback: number): number => {
  for (const name of names) if (typeof hp[name] === 'number') return hp[name];
  return fallback;
};
const sites = (hp: Hyperparameters): readonly string[] => {
  for (const value of Object.values(hp)) if (Array.isArray(value)) return value as readonly string[];
  return ['q', 'v'];
};

/** In and out features of the linears of a block. */
export function linears(d: Dimensions): Partial<Record<Place, readonly [number, number]>> {
  const inner = d.heads * d.headDim, keyed = d.kvHeads * d.headDim;
  return {
    ...(d.fusedQkv ? { qkv: [d.hidden, inner + 2 * keyed] as const } : { q: [d.hidden, inner] as const, k: [d.hidden, keyed] as const, v: [d.hidden, keyed] as const }),
    o: [inner, d.hidden], up: [d.hidden, d.intermediate], ...(d.gated ? { gate: [d.hidden, d.intermediate] as const } : {}), down: [d.intermediate, d.hidden],
  };
}

const entries = (d: Dimensions) => Object.entries(linears(d)) as [Place, readonly [number, number]][];
const normScalars = (d: Dimensions) => (d.normKind === 'layer' ? 2 : 1) * d.hidden;

const rules: Readonly<Record<string, Rule>> = {
  full: (d) => ({
    embeddings: { treatment: 'full', count: d.parameters - d.layers * blockScalars(d) - (d.finalNorm ? normScalars(d) : 0) },
    ...Object.fromEntries(entries(d).map(([place, [rows, columns]]) => [place, { treatment: 'full', count: rows * columns + (d.biases ? columns : 0) }])),
    norm1: { treatment: 'full', count: normScalars(d) },
    norm2: { treatment: 'full', count: normScalars(d) },
    ...(d.finalNorm ? { finalNorm: { treatment: 'full', count: normScalars(d) } } : {}),
  }),
  'head-only': () => ({}),
  lora: (d, hp) => {
    const r = number(hp, ['r', 'rank'], 8);
    const wanted = sites(hp);
    return Object.fromEntries(entries(d)
      .filter(([place]) => wanted.includes(place) || (place === 'qkv' && wanted.some((site) => site === 'q' || site === 'k' || site === 'v')))
      .map(([place, [rows, columns]]) => [place, { treatment: 'delta', count: r * (rows + columns), symbol: `r ${r}` }]));
  },
  bitfit: (d) => ({
    ...Object.fromEntries(d.biases ? entries(d).map(([place, [, columns]]) => [place, { treatment: 'bias', count: columns }]) : []),
    ...(d.normKind === 'layer' ? { norm1: { treatment: 'bias', count: d.hidden }, norm2: { treatment: 'bias', count: d.hidden } } : {}),
    ...(d.embeddingNorm ? { embeddings: { treatment: 'bias', count: d.hidden } } : {}),
    ...(d.finalNorm && d.normKind === 'layer' ? { finalNorm: { treatment: 'bias', count: d.hidden } } : {}),
  }),
  ia3: (d) => {
    const keyed = d.kvHeads * d.headDim;
    const attention: Marks = d.fusedQkv
      ? { qkv: { treatment: 'scale', count: 2 * keyed, symbol: 'k v' } }
      : { k: { treatment: 'scale', count: keyed }, v: { treatment: 'scale', count: keyed } };
    return { ...attention, middle: { treatment: 'scale', count: d.intermediate } };
  },
  'sequential-adapter': (d, hp) => {
    const m = number(hp, ['m', 'bottleneck', 'size'], 64);
    const module: Mark = { treatment: 'module', count: (2 * m + 1) * d.hidden + m, symbol: `m ${m}` };
    const norms: Marks = Object.values(hp).includes(true) ? { norm1: { treatment: 'full', count: normScalars(d) }, norm2: { treatment: 'full', count: normScalars(d) } } : {};
    return { adapter1: module, adapter2: module, ...norms };
  },
  'prompt-tuning': (d, hp) => {
    const l = number(hp, ['l', 'tokens', 'length', 'virtualTokens'], 20);
    return { tokens: { treatment: 'rows', count: l * d.hidden, symbol: String(l) } };
  },
  'prefix-tuning': (d, hp) => {
    const l = number(hp, ['l', 'tokens', 'length', 'virtualTokens'], 20);
    const rows: Mark = { treatment: 'rows', count: l * d.kvHeads * d.headDim, symbol: String(l) };
    return d.fusedQkv ? { qkv: { ...rows, count: 2 * rows.count } } : { k: rows, v: rows };
  },
};

/** Weights of one block. */
function blockScalars(d: Dimensions): number {
  let sum = 2 * normScalars(d);
  for (const [, [rows, columns]] of entries(d)) sum += rows * columns + (d.biases ? columns : 0);
  return sum;
}

/** For a method without a rule of its own: places read from the names of its tensors, `layer.3.q.lora_A`. */
function fromNames(parameters: readonly ParameterSummary[], d: Dimensions): Marks {
  const known = new Set<string>(['q', 'k', 'v', 'qkv', 'o', 'up', 'gate', 'down', 'norm1', 'norm2', 'adapter1', 'adapter2']);
  const marks: Partial<Record<Place, Mark>> = {};
  const add = (place: Place, treatment: Treatment, count: number) => {
    marks[place] = { treatment, count: (marks[place]?.count ?? 0) + count };
  };
  for (const { name, shape, layer, group } of parameters) {
    if (group === 'head') continue;
    const count = shape.reduce((product, size) => product * size, 1);
    const part = name.split('.').find((word) => known.has(word)) as Place | undefined;
    if (layer === undefined) add('embeddings', 'rows', count);
    else add(part ?? 'adapter2', part ? 'delta' : 'module', count / Math.max(d.layers, 1));
  }
  return marks;
}

/**
 * @param trainable the method's closed form, spread evenly over the layers where the rule and it disagree
 *   (a method that leaves layers out, say).
 */
export function placementOf(method: string, hp: Hyperparameters, dimensions: Dimensions, parameters?: readonly ParameterSummary[]): Placement {
  const rule = rules[method];
  const marks = rule ? rule(dimensions, hp) : fromNames(parameters ?? [], dimensions);
  const counted = parameters?.filter((parameter) => parameter.group === 'method' && parameter.layer !== undefined);
  const each = (Object.entries(marks) as [Place, Mark][]).filter(([place]) => !once.includes(place)).reduce((sum, [, mark]) => sum + mark.count, 0);
  const perLayer = Array.from({ length: dimensions.layers }, (_, layer) => {
    if (!counted?.length) return each;
    return counted.filter((parameter) => parameter.layer === layer).reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  });
  return { marks, perLayer };
}

/** All trainable scalars that the drawing shows, without the head. */
export function drawnScalars({ marks, perLayer }: Placement): number {
  const outside = (Object.entries(marks) as [Place, Mark][]).filter(([place]) => once.includes(place) && place !== 'head').reduce((sum, [, mark]) => sum + mark.count, 0);
  return outside + perLayer.reduce((sum, count) => sum + count, 0);
}
