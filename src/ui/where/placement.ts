/** Where a method sits in a transformer block: pure data for the diagram, with the trainable scalars of each place. */
import { depthOf } from '../../anatomy/shared';
import { hasBias } from '../../anatomy/baseTensors';
import type { Dimensions, Site } from '../../anatomy/anatomy';
import type { Hyperparameters } from '../../methods/contract';
import { choiceOf, choicesOf, flagOf, numberOf } from '../../methods/hyperparameters';
import { ladderCount, sideCount } from '../../methods/additive/lst';
import { pTuningCount } from '../../methods/additive/pTuning';
import { bottleneckCount } from '../../methods/bottleneck';
import { activeLayers, moduleCounts } from '../../methods/hybrid/autopeft';
import { gateCount } from '../../methods/hybrid/gate';
import { candidatesOf, unsearched } from '../../methods/hybrid/s3deltaM';
import { movedSites, subspaceSize } from '../../methods/reparameterised/intrinsicSaid';
import { qaLoraCount } from '../../methods/quantisation/qaLora';
import { kernelCount, kernelParts } from '../../methods/reparameterised/kernelMix';
import { factors } from '../../methods/reparameterised/krona';
import { laplaceLora } from '../../methods/reparameterised/laplaceLora';
import { lLora } from '../../methods/reparameterised/lLora';
import { loraCount } from '../../methods/reparameterised/lora';
import { lorahub } from '../../methods/reparameterised/lorahub';
import { moelora } from '../../methods/reparameterised/moelora';
import { factorCount, targetsOf, type AutoSites } from '../../methods/reparameterised/lowRank';
import { soraCount } from '../../methods/reparameterised/sora';
import { tripletCount } from '../../methods/reparameterised/triplets';
import { keptCount, linearScalars, maskableCount } from '../../methods/sparseDelta';
import { sparseAdapterCount } from '../../methods/unified/sparseAdapter';
import { siteShape, sitesOf } from '../../methods/sites';
import { adamix } from '../../methods/unified/adamix';
import type { ParameterSummary } from '../../worker/protocol';

/** Places of the diagram. The first group exists once, the others in every layer. */
export type Place =
  | 'tokens'
  | 'embeddings'
  | 'finalNorm'
  | 'head'
  | 'q'
  | 'k'
  | 'v'
  | 'qkv'
  | 'o'
  | 'norm1'
  | 'norm2'
  | 'up'
  | 'gate'
  | 'down'
  | 'entry'
  | 'adapter1'
  | 'adapter2'
  | 'parallel'
  | 'onTop'
  | 'fusion'
  | 'side'
  | 'ladder'
  | 'subspace'
  | 'middle'
  | 'attention';

/** How a place is changed: the whole tensor trained, single entries of it, a low-rank branch beside it, its bias, a scale on its output, rows put before it, or a module put after it. */
export type Treatment = 'full' | 'entries' | 'delta' | 'bias' | 'scale' | 'rows' | 'module';

export interface Mark {
  readonly treatment: Treatment;
  /** Trainable scalars here, in one layer where the place is in a layer. */
  readonly count: number;
  /** Short symbol, for example "r 8". */
  readonly symbol?: string;
}

export interface Placement {
  readonly marks: Readonly<Partial<Record<Place, Mark>>>;
  /** Trainable scalars in each layer, first layer first; a tensor that all layers share counts with an equal part in each. */
  readonly perLayer: readonly number[];
  /** The method chooses what it trains while it runs: the numbers of boxes are means, and those of layers too until it has chosen. */
  readonly about?: 'boxes' | 'layers';
}

/** Methods that choose by the data, or by chance, which entries or modules they train. */
const choosing: Readonly<Record<string, (hp: Hyperparameters) => boolean>> = {
  'fish-mask': () => true,
  'lt-sft': () => true,
  'diff-pruning': () => true,
  'child-tuning': (hp) => choiceOf(hp, 'variant') !== 'F',
  'sparse-adapter': () => true,
  's3delta-m': () => true,
  autopeft: (hp) => flagOf(hp, 'search'),
};

/** What each layer has, in proportion, where the method's settings alone tell layers apart. */
const unlike: Readonly<Record<string, (d: Dimensions, hp: Hyperparameters) => readonly number[]>> = {
  adapterdrop: (d, hp) =>
    Array.from({ length: d.layers }, (_, i) => Number(choiceOf(hp, 'variant') === 'robust' || i >= numberOf(hp, 'n'))),
  'threshold-mask': (d, hp) => Array.from({ length: d.layers }, (_, i) => Number(i >= numberOf(hp, 'skip'))),
  autopeft: (d, hp) => Array.from({ length: d.layers }, (_, i) => Number(activeLayers(d, hp).includes(i))),
  's3delta-m': (d, hp) => {
    const sums = new Array<number>(d.layers).fill(0);
    const candidates = candidatesOf(d);
    for (const i of unsearched(d, hp)) sums[candidates[i]!.layer]! += candidates[i]!.size;
    return sums;
  },
};

const once: readonly Place[] = ['subspace', 'tokens', 'embeddings', 'fusion', 'ladder', 'finalNorm', 'head'];

type Marks = Readonly<Partial<Record<Place, Mark>>>;
type Rule = (dimensions: Dimensions, hp: Hyperparameters, parameters?: readonly ParameterSummary[]) => Marks;

/** Sites of the diagram: a fused projection is one box. */
export function sitesDrawn(d: Dimensions): Site[] {
  return sitesOf(d).filter((site) => !d.fusedQkv || (site !== 'q' && site !== 'k' && site !== 'v'));
}

const each = (
  d: Dimensions,
  mark: (size: { readonly inFeatures: number; readonly outFeatures: number }, site: Site) => Mark,
): Marks => Object.fromEntries(sitesDrawn(d).map((site) => [site, mark(siteShape(d, site), site)]));
const normScalars = (d: Dimensions) => (hasBias(d, 'norm1') ? 2 : 1) * d.hidden;
const outerNorm = (d: Dimensions) => (d.finalNorm ? normScalars(d) : 0);

/** The box that a site is drawn in: columns of a fused projection are at its one box. */
const boxOf = (d: Dimensions, site: Site): Site =>
  d.fusedQkv && (site === 'q' || site === 'k' || site === 'v') ? 'qkv' : site;

function prefixMarks(d: Dimensions, hp: Hyperparameters): Marks {
  const l = numberOf(hp, 'l');
  const width = siteShape(d, 'k').outFeatures;
  const mid = numberOf(hp, 'mid');
  // The network that makes the prefix while training belongs to all layers alike.
  const both = flagOf(hp, 'reparameterise')
    ? (l * width + (width + 1) * mid + (mid + 1) * 2 * depthOf(d) * width) / d.layers
    : (2 * l * width * depthOf(d)) / d.layers;
  const rows = (count: number): Mark => ({ treatment: 'rows', count, symbol: `${l}` });
  return d.fusedQkv ? { qkv: rows(both) } : { k: rows(both / 2), v: rows(both / 2) };
}

/** LoRA on query and value, a prefix and an adapter, each with its gates; the value's box holds two parts. */
function unipeltMarks(d: Dimensions, hp: Hyperparameters): Marks {
  const r = numberOf(hp, 'r'),
    gate = gateCount(d.hidden);
  const delta = (site: Site) => r * (siteShape(d, site).inFeatures + siteShape(d, site).outFeatures) + gate;
  const prefix = prefixMarks(d, hp);
  const projected: Marks = d.fusedQkv
    ? {
        qkv: {
          treatment: 'delta',
          count: delta('q') + delta('v') + prefix.qkv!.count + gate,
          symbol: `r ${r}, l ${numberOf(hp, 'l')}`,
        },
      }
    : {
        q: { treatment: 'delta', count: delta('q') },
        k: { ...prefix.k!, count: prefix.k!.count + gate },
        v: { treatment: 'delta', count: delta('v') + prefix.v!.count },
      };
  return { ...projected, adapter2: bottleneckMark(d, hp, gate) };
}

/** A bottleneck of width m, with `more` scalars beside its four tensors. */
function bottleneckMark(d: Dimensions, hp: Hyperparameters, more = 0): Mark {
  const m = numberOf(hp, 'm');
  return { treatment: 'module', count: bottleneckCount(d.hidden, m) + more, symbol: `m ${m}` };
}

/** A share of the entries of all matrices: as many as if they lay evenly; a run's own choice is counted per layer. */
const entryMarks: Rule = (d, hp) => shareMarks(d, hp, keptCount(d, hp) / maskableCount(d, hp));

function shareMarks(d: Dimensions, hp: Hyperparameters, share: number): Marks {
  const symbol = `${Number((100 * share).toPrecision(2))} %`;
  const inside = each(d, ({ inFeatures, outFeatures }, site) => ({
    treatment: 'entries',
    count: share * (inFeatures * outFeatures + (hasBias(d, site) ? outFeatures : 0)),
    symbol,
  }));
  if (choiceOf(hp, 'scope') === 'layers') return inside;
  const entries = (scalars: number): Mark => ({ treatment: 'entries', count: share * scalars });
  const norm = entries(normScalars(d));
  return {
    embeddings: entries(d.parameters - d.layers * blockScalars(d) - outerNorm(d)),
    ...inside,
    norm1: norm,
    norm2: norm,
    ...(d.finalNorm ? { finalNorm: norm } : {}),
  };
}

/** All entries in turn, or the child's; with scope `all` the rest of the model is trained whole. */
function childMarks(d: Dimensions, hp: Hyperparameters): Marks {
  if (choiceOf(hp, 'variant') === 'F') return shareMarks(d, hp, 1);
  const child = shareMarks(
    d,
    { ...hp, scope: 'layers' },
    Math.round(numberOf(hp, 'p') * linearScalars(d)) / linearScalars(d),
  );
  if (choiceOf(hp, 'scope') === 'layers') return child;
  const rest = rules.full!(d, hp);
  return { ...rest, ...child };
}

/** A low-rank branch beside the target sites; several sites may share a box. */
function lowRankMarks(
  d: Dimensions,
  hp: Hyperparameters,
  count: (site: Site) => number,
  {
    auto = 'query and value',
    symbol = `r ${String(hp.r)}`,
  }: { readonly auto?: AutoSites; readonly symbol?: string } = {},
): Marks {
  const marks: Partial<Record<Place, Mark>> = {};
  const there = sitesOf(d);
  for (const site of targetsOf(d, hp, auto).filter((target) => there.includes(target))) {
    const place = boxOf(d, site);
    marks[place] = { treatment: 'delta', count: (marks[place]?.count ?? 0) + count(site), symbol };
  }
  return marks;
}

/** The modules that have a size, as many as if the active layers' scalars lay evenly in all; a run's own choice is counted per layer. */
function autopeftMarks(d: Dimensions, hp: Hyperparameters): Marks {
  const { serial, parallel, prefix } = moduleCounts(d, hp);
  const share = activeLayers(d, hp).length / d.layers;
  const rows = (count: number): Mark => ({
    treatment: 'rows',
    count: count * share,
    symbol: `${numberOf(hp, 'prefix')}`,
  });
  const prefixed: Marks =
    prefix === 0 ? {} : d.fusedQkv ? { qkv: rows(prefix) } : { k: rows(prefix / 2), v: rows(prefix / 2) };
  const module = (count: number, name: string): Mark => ({
    treatment: 'module',
    count: count * share,
    symbol: `m ${numberOf(hp, name)}`,
  });
  return {
    ...prefixed,
    ...(serial > 0 ? { adapter2: module(serial, 'serial') } : {}),
    ...(parallel > 0 ? { parallel: module(parallel, 'parallel') } : {}),
  };
}

/** What a run's search has kept, or what would be kept without one, spread over all layers. */
function s3deltaMarks(d: Dimensions, hp: Hyperparameters, parameters?: readonly ParameterSummary[]): Marks {
  const candidates = candidatesOf(d);
  const marks: Partial<Record<Place, Mark>> = {};
  const kept = parameters
    ? candidates.filter(({ kind, layer }) => parameters.some(({ name }) => name.startsWith(`layer.${layer}.${kind}.`)))
    : unsearched(d, hp).map((i) => candidates[i]!);
  for (const { kind, size } of kept) {
    const part = kind === 'adapter' ? 'adapter2' : (kind.slice(kind.indexOf('.') + 1) as 'norm1' | 'norm2' | Site);
    const place: Place = part === 'adapter2' || part === 'norm1' || part === 'norm2' ? part : boxOf(d, part);
    const treatment: Treatment =
      kind === 'adapter' ? 'module' : kind.startsWith('lora') ? 'delta' : kind.startsWith('bias') ? 'bias' : 'full';
    marks[place] = {
      treatment: marks[place]?.treatment ?? treatment,
      count: (marks[place]?.count ?? 0) + size / d.layers,
    };
  }
  return marks;
}

/** LoRA's boxes, for `count` scalars that are spread evenly over them. */
function sharedMarks(d: Dimensions, hp: Hyperparameters, count: number, symbol: string): Marks {
  const places = [...new Set(targetsOf(d, hp).map((site) => boxOf(d, site)))];
  return Object.fromEntries(
    places.map((place) => [place, { treatment: 'delta', count: count / (places.length * d.layers), symbol }]),
  );
}

const rules: Readonly<Record<string, Rule>> = {
  full: (d) => {
    const norms: Mark = { treatment: 'full', count: normScalars(d) };
    return {
      embeddings: { treatment: 'full', count: d.parameters - d.layers * blockScalars(d) - outerNorm(d) },
      ...each(d, ({ inFeatures, outFeatures }, site) => ({
        treatment: 'full',
        count: inFeatures * outFeatures + (hasBias(d, site) ? outFeatures : 0),
      })),
      norm1: norms,
      norm2: norms,
      ...(d.finalNorm ? { finalNorm: norms } : {}),
    };
  },
  'head-only': () => ({}),
  lora: (d, hp) => lowRankMarks(d, hp, (site) => loraCount(d, site, hp)),
  'lora-fa': (d, hp) => lowRankMarks(d, hp, (site) => numberOf(hp, 'r') * siteShape(d, site).outFeatures),
  dylora: (d, hp) =>
    lowRankMarks(d, hp, (site) => factorCount(d, site, numberOf(hp, 'r')), { symbol: `r ≤ ${numberOf(hp, 'r')}` }),
  adalora: (d, hp) =>
    lowRankMarks(d, hp, (site) => tripletCount(d, site, numberOf(hp, 'init_r')), {
      symbol: `r ${numberOf(hp, 'init_r')}→${numberOf(hp, 'target_r')}`,
    }),
  increlora: (d, hp) =>
    lowRankMarks(d, hp, (site) => tripletCount(d, site, numberOf(hp, 'r')), {
      symbol: `r 1→${numberOf(hp, 'target')}`,
    }),
  'delta-lora': (d, hp) =>
    lowRankMarks(d, hp, (site) => factorCount(d, site, numberOf(hp, 'r')), { symbol: `r ${numberOf(hp, 'r')}, W` }),
  loraprune: (d, hp) => lowRankMarks(d, hp, (site) => factorCount(d, site, numberOf(hp, 'r')), { auto: 'all linears' }),
  qlora: (d, hp) =>
    lowRankMarks(d, hp, (site) => factorCount(d, site, numberOf(hp, 'r')), {
      auto: 'all linears',
      symbol: `r ${numberOf(hp, 'r')}, 4 bit`,
    }),
  loftq: (d, hp) =>
    lowRankMarks(d, hp, (site) => factorCount(d, site, numberOf(hp, 'r')), {
      auto: 'all linears',
      symbol: `r ${numberOf(hp, 'r')}, 4 bit`,
    }),
  'qa-lora': (d, hp) =>
    lowRankMarks(d, hp, (site) => qaLoraCount(d, site, hp), {
      auto: 'all linears',
      symbol: `r ${numberOf(hp, 'r')}, 4 bit`,
    }),
  sora: (d, hp) => lowRankMarks(d, hp, (site) => soraCount(d, site, hp), { symbol: `r ≤ ${numberOf(hp, 'r')}` }),
  bitfit: (d, hp) => {
    if (choiceOf(hp, 'biases') !== 'all') {
      return {
        [d.fusedQkv ? 'qkv' : 'q']: { treatment: 'bias', count: siteShape(d, d.fusedQkv ? 'qkv' : 'q').outFeatures },
        up: { treatment: 'bias', count: d.intermediate },
      };
    }
    const norm: Mark = { treatment: 'bias', count: d.hidden };
    return {
      ...each(d, ({ outFeatures }) => ({ treatment: 'bias', count: outFeatures })),
      norm1: norm,
      norm2: norm,
      ...(d.embeddingNorm ? { embeddings: { treatment: 'bias', count: d.embeddingSize } } : {}),
      ...(d.finalNorm ? { finalNorm: norm } : {}),
    };
  },
  'fish-mask': entryMarks,
  'threshold-mask': (d, hp) =>
    each(d, ({ inFeatures, outFeatures }) => ({
      treatment: 'entries',
      count: (1 - numberOf(hp, 'skip') / d.layers) * inFeatures * outFeatures,
      symbol: '0 / 1',
    })),
  'lt-sft': entryMarks,
  'diff-pruning': entryMarks,
  'child-tuning': childMarks,
  ia3: (d, hp) => {
    const keyed = siteShape(d, 'k').outFeatures;
    const peft = choiceOf(hp, 'placement') === 'peft';
    const scale = (count: number, symbol?: string): Mark => ({
      treatment: 'scale',
      count,
      ...(symbol ? { symbol } : {}),
    });
    const projected: Marks = !d.fusedQkv
      ? { k: scale(keyed), v: scale(keyed) }
      : peft
        ? { qkv: scale(siteShape(d, 'qkv').outFeatures, 'q k v') }
        : { qkv: scale(2 * keyed, 'k v') };
    const context: Marks =
      peft && d.kind === 'encoder' && d.family !== 'distilbert'
        ? { attention: scale(siteShape(d, 'o').inFeatures) }
        : {};
    return { ...projected, ...context, middle: scale(d.intermediate) };
  },
  'sequential-adapter': (d, hp) => {
    const m = numberOf(hp, 'm');
    const module: Mark = { treatment: 'module', count: (2 * m + 1) * d.hidden + m, symbol: `m ${m}` };
    const norm: Mark = { treatment: 'full', count: normScalars(d) };
    return { adapter1: module, adapter2: module, ...(flagOf(hp, 'train_norms') ? { norm1: norm, norm2: norm } : {}) };
  },
  'prompt-tuning': (d, hp) => {
    const l = numberOf(hp, 'l');
    return { tokens: { treatment: 'rows', count: l * d.embeddingSize, symbol: String(l) } };
  },
  'pfeiffer-adapter': (d, hp) => ({ adapter2: bottleneckMark(d, hp) }),
  'sparse-adapter': (d, hp) => {
    const share: Mark = { ...bottleneckMark(d, hp), count: sparseAdapterCount(d, hp) / (2 * d.layers) };
    return { adapter1: share, adapter2: share };
  },
  propetl: (d, hp) => ({
    // The shared adapter belongs to all layers alike.
    adapter2: {
      ...bottleneckMark(d, hp),
      count: bottleneckCount(d.hidden, numberOf(hp, 'm')) / d.layers + 2 * d.hidden * numberOf(hp, 'm'),
    },
  }),
  adapterdrop: (d, hp) => {
    // Layers without an adapter count with nothing in the mean over all layers.
    const share = choiceOf(hp, 'variant') === 'robust' ? 1 : 1 - numberOf(hp, 'n') / d.layers;
    return { adapter2: { ...bottleneckMark(d, hp), count: share * bottleneckCount(d.hidden, numberOf(hp, 'm')) } };
  },
  'hadamard-adapter': (d, hp) => ({
    o: { treatment: 'scale', count: (hasBias(d, 'o') ? 2 : 1) * d.hidden, symbol: hasBias(d, 'o') ? 'γ β' : 'γ' },
    ...(flagOf(hp, 'train_norm')
      ? { [d.normPosition === 'post' ? 'norm1' : 'norm2']: { treatment: 'full', count: normScalars(d) } }
      : {}),
  }),
  'residual-adapter': (d, hp) => ({ onTop: bottleneckMark(d, hp, 2 * d.hidden) }),
  'parallel-adapter': (d, hp) => ({ parallel: bottleneckMark(d, hp, flagOf(hp, 'learn_scale') ? 1 : 0) }),
  'p-tuning': (d, hp) => ({
    tokens: { treatment: 'rows', count: pTuningCount(d.embeddingSize, hp), symbol: String(numberOf(hp, 'l')) },
  }),
  warp: (d, hp) => ({
    tokens: { treatment: 'rows', count: numberOf(hp, 'l') * d.embeddingSize, symbol: String(numberOf(hp, 'l')) },
  }),
  pasta: (d) => ({ entry: { treatment: 'module', count: (2 * d.hidden * depthOf(d)) / d.layers } }),
  'attention-fusion': (d) => ({ fusion: { treatment: 'module', count: d.hidden + depthOf(d) } }),
  lst: (d, hp) => ({
    side: {
      treatment: 'module',
      count: (sideCount(d, hp) * depthOf(d)) / d.layers,
      symbol: `1/${numberOf(hp, 'reduction')}`,
    },
    ladder: { treatment: 'module', count: ladderCount(d, hp) },
  }),
  'kernel-mix': (d, hp) => {
    const marks: Partial<Record<Place, Mark>> = {};
    for (const part of kernelParts) {
      const place = boxOf(d, part);
      marks[place] = {
        treatment: 'delta',
        count: (marks[place]?.count ?? 0) + kernelCount(d, part, hp),
        symbol: `h ${d.heads}`,
      };
    }
    return marks;
  },
  'intrinsic-said': (d, hp) => ({
    subspace: { treatment: 'full', count: subspaceSize(d, hp) },
    ...Object.fromEntries(
      movedSites(d).map((site): [Site, Mark] => [site, { treatment: 'delta', count: 1, symbol: 'λ P(v)' }]),
    ),
  }),
  krona: (d, hp) => {
    const marks: Partial<Record<Place, Mark>> = {};
    for (const site of sitesOf(d).filter((candidate) => choicesOf(hp, 'targets').includes(candidate))) {
      const place = boxOf(d, site);
      const { inFeatures, outFeatures } = siteShape(d, site);
      const [[a2, b2], [a1, b1]] = [factors(inFeatures), factors(outFeatures)];
      marks[place] = { treatment: 'delta', count: (marks[place]?.count ?? 0) + a1 * a2 + b1 * b2, symbol: '⊗' };
    }
    return marks;
  },
  compacter: (d, hp) => {
    const both = choiceOf(hp, 'variant') === 'compacter';
    // The shared matrices belong to all adapters alike.
    const shared = numberOf(hp, 'n') ** 3 / (d.layers * (both ? 2 : 1));
    const module: Mark = {
      treatment: 'module',
      count: 3 * (d.hidden + numberOf(hp, 'm')) + shared,
      symbol: `m ${numberOf(hp, 'm')}`,
    };
    return { ...(both ? { adapter1: module } : {}), adapter2: module };
  },
  'mam-adapter': (d, hp) => ({ ...prefixMarks(d, hp), parallel: bottleneckMark(d, hp) }),
  unipelt: unipeltMarks,
  'prefix-tuning': prefixMarks,
  autopeft: autopeftMarks,
  's3delta-m': s3deltaMarks,
  'l-lora': (d, hp) => sharedMarks(d, hp, lLora.count(d, hp), `r ${numberOf(hp, 'r')}`),
  moelora: (d, hp) => sharedMarks(d, hp, moelora.count(d, hp), `E ${numberOf(hp, 'experts')}`),
  'laplace-lora': (d, hp) => sharedMarks(d, hp, laplaceLora.count(d, hp), `r ${numberOf(hp, 'r')} ± σ`),
  // Its few numbers weigh the updates of all layers alike.
  lorahub: (d, hp) => sharedMarks(d, hp, lorahub.count(d, hp), `N ${numberOf(hp, 'sources')}`),
  'adapter-soup': (_, hp) => ({
    adapter2: { treatment: 'module', count: 0, symbol: `m ${numberOf(hp, 'm')}, average` },
  }),
  'adapter-fusion': (d, hp) => ({
    adapter2: {
      treatment: 'module',
      count: 3 * d.hidden ** 2 + 2 * d.hidden,
      symbol: `${numberOf(hp, 'sources') + 1} adapters`,
    },
  }),
  adamix: (d, hp) => ({
    adapter2: {
      treatment: 'module',
      count: adamix.count({ ...d, layers: 1 }, hp),
      symbol: `m ${numberOf(hp, 'm')} × ${numberOf(hp, 'experts')}`,
    },
  }),
};

/** Weights of one block. */
function blockScalars(d: Dimensions): number {
  let sum = 2 * normScalars(d);
  for (const site of sitesDrawn(d)) {
    const { inFeatures, outFeatures } = siteShape(d, site);
    sum += inFeatures * outFeatures + (hasBias(d, site) ? outFeatures : 0);
  }
  return sum;
}

/** For a method without a rule of its own: places read from the names of its tensors, `layer.3.q.lora_A`. */
function fromNames(parameters: readonly ParameterSummary[], d: Dimensions): Marks {
  const known = new Set<string>([
    'q',
    'k',
    'v',
    'qkv',
    'o',
    'up',
    'gate',
    'down',
    'norm1',
    'norm2',
    'adapter1',
    'adapter2',
  ]);
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

const scalarsOf = ({ shape }: ParameterSummary): number => shape.reduce((product, size) => product * size, 1);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

export interface Known {
  /** Trainable tensors as counted in the rewritten graph, where a model is loaded. */
  readonly parameters?: readonly ParameterSummary[];
  /** Trainable scalars in each layer, where only these are known. */
  readonly layers?: readonly number[];
  /** The method has chosen what it trains: what is known is its choice, not where it starts. */
  readonly chosen?: boolean;
}

export function placementOf(
  method: string,
  hp: Hyperparameters,
  dimensions: Dimensions,
  { parameters, layers, chosen = false }: Known = {},
): Placement {
  const rule = rules[method];
  const marks = rule ? rule(dimensions, hp, parameters) : fromNames(parameters ?? [], dimensions);
  const own = parameters?.filter((parameter) => parameter.group === 'method');
  const entries = Object.entries(marks) as [Place, Mark][];
  const [outside, inEach] = [true, false].map((single) =>
    sum(entries.filter(([place]) => once.includes(place) === single).map(([, mark]) => mark.count)),
  ) as [number, number];
  const counted = own?.some((parameter) => parameter.layer !== undefined)
    ? Array.from({ length: dimensions.layers }, (_, layer) =>
        sum(own.filter((parameter) => parameter.layer === layer).map(scalarsOf)),
      )
    : undefined;
  // What belongs to no layer, and is drawn in no box of its own, serves all layers alike.
  const shared = counted ? (sum(own!.map(scalarsOf)) - sum(counted) - outside) / dimensions.layers : 0;
  const weights = unlike[method]?.(dimensions, hp);
  const formula = Array.from({ length: dimensions.layers }, (_, i) =>
    weights ? (inEach * dimensions.layers * weights[i]!) / (sum(weights) || 1) : inEach,
  );
  const perLayer = layers ?? counted?.map((count) => count + shared) ?? formula;
  if (!choosing[method]?.(hp)) return { marks, perLayer };
  return { marks, perLayer, about: chosen && (layers ?? counted) ? 'boxes' : 'layers' };
}

/** All trainable scalars that the drawing shows, without the head. */
export function drawnScalars({ marks, perLayer }: Placement): number {
  const outside = (Object.entries(marks) as [Place, Mark][])
    .filter(([place]) => once.includes(place) && place !== 'head')
    .reduce((sum, [, mark]) => sum + mark.count, 0);
  // Shares of tensors that are used in several layers need not add up to whole numbers exactly in floating point.
  return Math.round((outside + perLayer.reduce((sum, count) => sum + count, 0)) * 1e6) / 1e6;
}
