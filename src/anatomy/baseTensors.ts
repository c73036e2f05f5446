/**
 * The weights of a base model as a list: which tensor, where it sits, how large; from an anatomy, or from sizes alone.
 */
import type { Anatomy, BaseTensor, Cross, CrossSite, Dimensions, Extra, Linear, Norm } from './anatomy';
import type { Place } from './places';

type Parts = Pick<Anatomy, 'layers' | 'embeddings' | 'finalNorm' | 'stacks'> & { readonly extras: readonly Extra[] };
type Site = Pick<BaseTensor, 'place' | 'layer' | 'role'>;

/** The sites of cross-attention by those of any attention. */
export const crossSites: Readonly<Record<'q' | 'k' | 'v' | 'o', CrossSite>> = {
  q: 'crossQ',
  k: 'crossK',
  v: 'crossV',
  o: 'crossO',
};

const linearAt = (cross: Cross, site: keyof typeof crossSites): Linear => (site === 'o' ? cross.o : cross[site].linear);

/** Where each initialiser of the understood parts sits; the first use decides for one that several layers share. */
function sitesIn({ layers, embeddings, finalNorm, stacks, extras }: Parts): Map<string, Site> {
  const sites = new Map<string, Site>();
  const enter = (initializer: string | undefined, site: Site) => {
    if (initializer && !sites.has(initializer)) sites.set(initializer, site);
  };
  const linear = (part: Linear | undefined, place: Place, layer?: number) => {
    enter(part?.weight, { place, role: 'weight', ...(layer !== undefined && { layer }) });
    enter(part?.bias, { place, role: 'bias', ...(layer !== undefined && { layer }) });
  };
  const norm = (part: Norm | undefined, place: Place, layer?: number) => {
    enter(part?.gain, { place, role: 'gain', ...(layer !== undefined && { layer }) });
    enter(part?.bias, { place, role: 'bias', ...(layer !== undefined && { layer }) });
  };
  for (const { index, attention, cross, feedForward, norms } of layers) {
    if (attention.fused) linear(attention.fused, 'qkv', index);
    else for (const site of ['q', 'k', 'v'] as const) linear(attention[site].linear, site, index);
    linear(attention.o, 'o', index);
    for (const site of ['q', 'k', 'v', 'o'] as const) linear(cross && linearAt(cross, site), crossSites[site], index);
    for (const site of ['up', 'gate', 'down'] as const) linear(feedForward[site], site, index);
    for (const part of norms) norm(part, part.place, index);
  }
  norm(embeddings.norm, 'embeddings');
  linear(embeddings.projection, 'embeddings');
  norm(finalNorm, 'finalNorm');
  norm(stacks?.encoderNorm, 'finalNorm');
  norm(stacks?.decoderEmbeddings.norm, 'embeddings');
  for (const { initializer, place, role, layer } of extras)
    enter(initializer, { place, role, ...(layer !== undefined && { layer }) });
  return sites;
}

/**
 * Every weight of a loaded model, each once: those with a name in the order of recognition, then those of parts that
 * were not understood.
 * @param names HF name of each initialiser
 * @param weights initialisers of all weights
 * @param shapeOf shape of an initialiser, linears (in, out)
 */
export function baseTensorsOf(
  parts: Parts,
  names: ReadonlyMap<string, string>,
  weights: readonly string[],
  shapeOf: (initializer: string) => readonly number[],
): BaseTensor[] {
  const sites = sitesIn(parts);
  const needed = new Set(weights);
  const all = [
    ...[...names].filter(([initializer]) => needed.has(initializer)),
    ...weights
      .filter((initializer) => !names.has(initializer))
      .map((initializer) => [initializer, initializer] as const),
  ];
  // Tables of embeddings, a language-model head of its own and what was not understood are what is left.
  return all.map(([initializer, name]) => ({
    ...(sites.get(initializer) ?? { place: 'embeddings', role: name.endsWith('.bias') ? 'bias' : 'weight' }),
    name,
    initializer,
    shape: [...shapeOf(initializer)],
  }));
}

/** What of a model decides which weights it has, beside its sizes. */
export interface WeightChoices {
  /** Rows of the table of positions; 0: none. */
  readonly positions: number;
  readonly tokenTypes: number;
  readonly qkvBias: boolean;
  readonly projectionBias: boolean;
  readonly feedForwardBias: boolean;
  readonly untiedHead: boolean;
}

type Sizes = Omit<Dimensions, 'tensors' | 'biasScalars' | 'parameters' | 'maxPositions' | 'biases' | 'kind' | 'family'>;

/** The weights that an export of such a model has, in names of our own. */
export function describedTensors(s: Sizes, choices: WeightChoices): BaseTensor[] {
  const { hidden: d, embeddingSize: e, intermediate } = s;
  const tensors: BaseTensor[] = [];
  const add = (name: string, place: Place, role: BaseTensor['role'], shape: readonly number[], layer?: number) =>
    tensors.push({ name, place, role, shape, ...(layer !== undefined && { layer }) });
  const norm = (name: string, place: Place, width: number, layer?: number) => {
    add(`${name}.weight`, place, 'gain', [width], layer);
    if (s.normKind === 'layer') add(`${name}.bias`, place, 'bias', [width], layer);
  };
  add('embeddings.word.weight', 'embeddings', 'weight', [s.vocabulary, e]);
  if (choices.positions > 0) add('embeddings.position.weight', 'embeddings', 'weight', [choices.positions, e]);
  if (choices.tokenTypes > 0) add('embeddings.token_type.weight', 'embeddings', 'weight', [choices.tokenTypes, e]);
  if (s.embeddingNorm) norm('embeddings.norm', 'embeddings', e);
  if (e !== d) {
    add('embeddings.projection.weight', 'embeddings', 'weight', [e, d]);
    add('embeddings.projection.bias', 'embeddings', 'bias', [d]);
  }
  const query = s.heads * s.headDim;
  const keyValue = s.kvHeads * s.headDim;
  const projected: readonly (readonly [Place, number])[] = s.fusedQkv
    ? [['qkv', query + 2 * keyValue]]
    : [
        ['q', query],
        ['k', keyValue],
        ['v', keyValue],
      ];
  for (let layer = 0; layer < s.layers; layer++) {
    const linear = (place: Place, input: number, output: number, bias: boolean) => {
      add(`layer.${layer}.${place}.weight`, place, 'weight', [input, output], layer);
      if (bias) add(`layer.${layer}.${place}.bias`, place, 'bias', [output], layer);
    };
    for (const [place, width] of projected) linear(place, d, width, choices.qkvBias);
    linear('o', query, d, choices.projectionBias);
    linear('up', d, intermediate, choices.feedForwardBias);
    if (s.gated) linear('gate', d, intermediate, choices.feedForwardBias);
    linear('down', intermediate, d, choices.feedForwardBias);
    norm(`layer.${layer}.norm1`, 'norm1', d, layer);
    norm(`layer.${layer}.norm2`, 'norm2', d, layer);
  }
  if (s.finalNorm) norm('norm', 'finalNorm', d);
  if (choices.untiedHead) add('lm_head.weight', 'embeddings', 'weight', [d, s.vocabulary]);
  return tensors;
}

const scalarsOf = ({ shape }: BaseTensor): number => shape.reduce((product, size) => product * size, 1);

/** Scalars of all tensors of a list. */
export const scalars = (tensors: readonly BaseTensor[]): number =>
  tensors.reduce((sum, tensor) => sum + scalarsOf(tensor), 0);

/**
 * Whether there is a bias at this place in the first layer, and so in all of them. Of a fused projection q, k and v
 * have its bias.
 */
export function hasBias({ tensors, fusedQkv }: Pick<Dimensions, 'tensors' | 'fusedQkv'>, place: Place): boolean {
  const at = fusedQkv && (place === 'q' || place === 'k' || place === 'v') ? 'qkv' : place;
  return tensors.some((tensor) => tensor.place === at && tensor.layer === 0 && tensor.role === 'bias');
}
