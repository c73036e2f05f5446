/** Insertion sites: which linears a method can attach to, their sizes, and their names at HF. */
import type { Message } from '../../messages/message';
import { branchWidth, linearsOf } from '../../anatomy/shared';
import { says } from '../messages';
import type { Anatomy, CrossSite, Dimensions, Layer, Linear, Site } from '../../anatomy/anatomy';

export const allSites: readonly Site[] = [
  'q',
  'k',
  'v',
  'qkv',
  'o',
  'crossQ',
  'crossK',
  'crossV',
  'crossO',
  'up',
  'gate',
  'down',
];

/** The same projection of an attention to the text itself. */
const ownSite: Readonly<Record<CrossSite, 'q' | 'k' | 'v' | 'o'>> = {
  crossQ: 'q',
  crossK: 'k',
  crossV: 'v',
  crossO: 'o',
};

const isCross = (site: Site): site is CrossSite => site in ownSite;

/** Sites, and those of cross-attention beside the ones of the same name, as PEFT's patterns find both. */
export const inEveryAttention = (sites: readonly Site[]): Site[] =>
  allSites.filter((site) => sites.includes(isCross(site) ? ownSite[site] : site));

/** Input and output width of a site. */
export function siteShape(d: Dimensions, site: Site): { readonly inFeatures: number; readonly outFeatures: number } {
  const query = d.heads * d.headDim,
    keyValue = d.kvHeads * d.headDim;
  const width = branchWidth(d);
  const { query: forQuery, value: forValue } = d.bottleneck ?? { query: width, value: width };
  switch (site) {
    case 'q':
    case 'crossQ':
      return { inFeatures: forQuery, outFeatures: query };
    case 'k':
    case 'crossK':
      return { inFeatures: forQuery, outFeatures: keyValue };
    case 'v':
    case 'crossV':
      return { inFeatures: forValue, outFeatures: keyValue };
    case 'qkv':
      return { inFeatures: forQuery, outFeatures: query + 2 * keyValue };
    case 'o':
    case 'crossO':
      return { inFeatures: query, outFeatures: width };
    case 'up':
      return { inFeatures: width, outFeatures: (d.packedGate ? 2 : 1) * d.intermediate };
    case 'gate':
      return { inFeatures: width, outFeatures: d.intermediate };
    case 'down':
      return { inFeatures: d.intermediate, outFeatures: width };
  }
}

const projections: ReadonlySet<Site> = new Set(['q', 'k', 'v']);

/**
 * Sites that the architecture has. Fused models have q, k and v too, as columns of the fused weight, unless these are
 * mixed; those of cross-attention are in the layers of a decoder on an encoder (`hasSite`).
 */
export function sitesOf(d: Dimensions): Site[] {
  return allSites.filter(
    (site) =>
      (site !== 'qkv' || d.fusedQkv) &&
      (site !== 'gate' || d.gated) &&
      (!isCross(site) || d.encoderLayers !== undefined) &&
      !(d.mixedQkv && projections.has(site)),
  );
}

/** Query and value of every attention, or their one matrix where they share it: what HF PEFT's LoRA changes. */
export const queryAndValue = (d: Dimensions, fused: boolean): Site[] =>
  fused ? ['qkv'] : inEveryAttention(['q', 'v']).filter((site) => !isCross(site) || d.encoderLayers !== undefined);

/** Whether a layer has a site of `sitesOf`: an encoder's has no cross-attention. */
export const hasSite = ({ encoderLayers = 0 }: Pick<Dimensions, 'encoderLayers'>, layer: number, site: Site): boolean =>
  !isCross(site) || layer >= encoderLayers;

/** Places of a site in the whole model. */
export const siteCount = (d: Dimensions, site: Site): number =>
  isCross(site) ? d.layers - (d.encoderLayers ?? d.layers) : d.layers;

/** Why a method that keeps account of every layer by itself can't be used where layers share their weights. */
export const sharedLayersRefusal = (method: string, { depth, layers }: Dimensions): Message | undefined =>
  depth !== undefined ? says.sharedLayers({ method, depth, layers }) : undefined;

/** Why a method whose updates depend on the text can't be used where a projection is applied to more than the text. */
export const repeatedRefusal = (method: string, { repeated }: Dimensions): Message | undefined =>
  repeated ? says.repeated({ method }) : undefined;

/** The box of the block diagram that a site is drawn in: columns of a fused projection are at its one box. */
export const boxOf = (d: Pick<Dimensions, 'fusedQkv'>, site: Site): Site =>
  d.fusedQkv && (site === 'q' || site === 'k' || site === 'v') ? 'qkv' : site;

export interface LocatedSite {
  readonly site: Site;
  readonly linear: Linear;
  /** The value to change. */
  readonly output: string;
  /** Columns of the linear that the site covers. */
  readonly start: number;
  readonly end: number;
  /** The site is the whole linear. */
  readonly whole: boolean;
}

/** The site in a layer. @throws when the architecture does not have it (a method's `check` catches that before). */
export function locate(layer: Layer, site: Site): LocatedSite {
  const { attention, feedForward } = layer;
  if (site === 'q' || site === 'k' || site === 'v') {
    if (attention.mixed) throw new Error(`Layer ${layer.index} has no columns of its own for "${site}".`);
    const { linear, output, start, end } = attention[site];
    return { site, linear, output, start, end, whole: end - start === linear.outFeatures };
  }
  if (isCross(site)) {
    const part = layer.cross && ownSite[site];
    if (!part) throw new Error(`Layer ${layer.index} has no cross-attention for "${site}".`);
    const linear = part === 'o' ? layer.cross!.o : layer.cross![part].linear;
    return { site, linear, output: linear.output, start: 0, end: linear.outFeatures, whole: true };
  }
  const linear = {
    qkv: attention.fused,
    o: attention.o,
    up: feedForward.up,
    gate: feedForward.gate,
    down: feedForward.down,
  }[site];
  if (!linear) throw new Error(`Layer ${layer.index} has no site "${site}".`);
  return { site, linear, output: linear.output, start: 0, end: linear.outFeatures, whole: true };
}

/** The site once for each value that its linear layer is applied to: DeBERTa v2's positions beside the text. */
export const usesOf = <T extends LocatedSite>(site: T): readonly T[] => [
  site,
  ...(site.linear.again ?? []).map(({ input, output }) => ({
    ...site,
    linear: { ...site.linear, input, output },
    output,
  })),
];

/** State-dict prefix of a tuner's tensors on a module: `base_model.model.bert.encoder.layer.0.attention.self.query`. */
export function peftModule(anatomy: Anatomy, linear: Linear): string {
  return `base_model.model.${anatomy.prefix}${linear.path}`;
}

/** A layer of each form that the model has: its first one, and the first one of a decoder on an encoder. */
export function layerForms({ layers }: Anatomy): Layer[] {
  const decoder = layers.find(({ cross }) => cross);
  return [...layers.slice(0, 1), ...(decoder ? [decoder] : [])];
}

/** The linears of sites in each form of layer, whose paths stand for those of all layers. */
export const linearsAt = (anatomy: Anatomy, sites: readonly Site[]): Linear[] =>
  layerForms(anatomy).flatMap((layer) =>
    sites.filter((site) => hasSite(anatomy.dimensions, layer.index, site)).map((site) => locate(layer, site).linear),
  );

/**
 * PEFT's `target_modules` for linears, given by their paths in the layers of `layerForms`: suffixes where those are
 * unambiguous, otherwise one regular expression (BERT's `output.dense` is also a suffix of `attention.output.dense`).
 * It names the list of layers where a layer has a list of its own (MobileBERT's `layer.0.ffn.0.output.dense`).
 */
export function peftTargets(anatomy: Anatomy, wanted: readonly Linear[]): string | string[] {
  const forms = layerForms(anatomy);
  const relative = (path: string) =>
    path.slice(forms.find((layer) => path.startsWith(`${layer.path}.`))!.path.length + 1);
  const linears = forms.flatMap((layer) => [
    ...linearsOf<Linear>(layer).map(({ path }) => path),
    ...besides(anatomy, layer),
  ]);
  const others = linears.filter((path) => !wanted.some((w) => w.path === path)).map(relative);
  const names = [...new Set(wanted.map(({ path }) => relative(path)))];
  if (!names.some((name) => others.some((other) => other.endsWith(`.${name}`)))) return names;
  const nested = names.some((name) => others.some((other) => /\.\d+\.$/.test(other.slice(0, -name.length))));
  const list = nested ? `\\.${forms[0]!.path.split('.').at(-2)}` : '';
  return `.*${list}\\.\\d+\\.(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})`;
}

/** Paths of a layer's further matrices: its bottlenecks and the feed-forward blocks before the last. */
const besides = ({ extras = [] }: Anatomy, { index, path }: Layer): string[] =>
  extras.flatMap(({ name, role, layer }) =>
    layer === index && role === 'weight' && name.startsWith(`${path}.`) && name.endsWith('.weight')
      ? [name.slice(0, -'.weight'.length)]
      : [],
  );

/** `task_type` of PEFT for a model kind. */
export const peftTaskType = ({ stacks, languageModelHead }: Anatomy): string =>
  stacks ? 'SEQ_2_SEQ_LM' : languageModelHead ? 'CAUSAL_LM' : 'SEQ_CLS';
