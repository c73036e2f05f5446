/**
 * Configurations of AdapterHub's library `adapters` and what they are here.
 *
 * Both directions go through one table: a method's configuration is written from its hyper-parameters; a configuration
 * that is read gives the method and the hyper-parameters, and what those would be written as must agree with it in
 * everything that has meaning.
 */
import type { Dimensions } from '../anatomy/anatomy';
import type { Message } from '../messages/message';
import type { Hyperparameters } from '../methods/contract';
import { says } from './adapterHubMessages';
import { AdapterError } from './layout';
import { written } from './written';

export type HubConfig = Readonly<Record<string, unknown>>;

/** Fields of a bottleneck (`BnConfig`) that none of our methods changes. */
const plainBottleneck = {
  original_ln_after: true,
  ln_before: false,
  ln_after: false,
  init_weights: 'bert',
  init_weights_seed: null,
  is_parallel: false,
  scaling: 1.0,
  use_gating: false,
  residual_before_ln: true,
  adapter_residual_before_ln: false,
  inv_adapter: null,
  inv_adapter_reduction_factor: null,
  cross_adapter: false,
  leave_out: [],
  dropout: 0.0,
  phm_layer: false,
  phm_dim: 4,
  factorized_phm_W: true,
  shared_W_phm: false,
  shared_phm_rule: true,
  factorized_phm_rule: false,
  phm_c_init: 'normal',
  phm_init_range: 0.0001,
  learn_phm: true,
  hypercomplex_nonlinearity: 'glorot-uniform',
  phm_rank: 1,
  phm_bias: true,
  stochastic_depth: 0.0,
};

/**
 * The library takes ⌊d / factor⌋ neurons; a factor of d / (m + ½) says m whatever the rounding of a division that
 * leaves a rest.
 */
const reductionFactor = (hidden: number, m: number): number => (hidden % m === 0 ? hidden / m : hidden / (m + 0.5));

function bottleneck(d: Dimensions, hp: Hyperparameters, changes: HubConfig): HubConfig {
  return {
    ...plainBottleneck,
    mh_adapter: false,
    output_adapter: true,
    original_ln_before: false,
    non_linearity: hp.activation ?? 'gelu',
    reduction_factor: reductionFactor(d.hidden, Number(hp.m)),
    ...changes,
  };
}

const pfeiffer = (d: Dimensions, hp: Hyperparameters, gated = false): HubConfig =>
  bottleneck(d, hp, { original_ln_before: true, use_gating: gated });
const parallel = (d: Dimensions, hp: Hyperparameters): HubConfig =>
  bottleneck(d, hp, {
    is_parallel: true,
    init_weights: 'mam_adapter',
    scaling: hp.learn_scale === true ? 'learned' : Number(hp.s),
  });
const prefix = (hp: Hyperparameters, gated = false): HubConfig => ({
  architecture: 'prefix_tuning',
  encoder_prefix: true,
  cross_prefix: true,
  leave_out: [],
  flat: hp.reparameterise !== true,
  prefix_length: hp.l,
  bottleneck_size: hp.mid,
  non_linearity: 'tanh',
  dropout: 0.0,
  use_gating: gated,
  shared_gating: true,
  init_weights_seed: null,
});
/** With a gate the library has no α / r, as UniPELT's own code; r stands for both here. */
const gatedLora = (hp: Hyperparameters): HubConfig => ({
  architecture: 'lora',
  selfattn_lora: true,
  intermediate_lora: false,
  output_lora: false,
  leave_out: [],
  r: hp.r,
  alpha: hp.r,
  dropout: 0.0,
  attn_matrices: ['q', 'v'],
  composition_mode: 'add',
  init_weights: 'lora',
  init_weights_seed: null,
  use_gating: true,
  use_dora: false,
  vera_d: null,
  vera_b: null,
  dtype: null,
});
const union = (...configs: readonly HubConfig[]): HubConfig => ({ architecture: 'union', configs });

/** `DynamicAdapterFusionConfig`, the only form of AdapterFusion that we have. */
export const fusionConfig: HubConfig = {
  key: true,
  query: true,
  value: true,
  query_before_ln: false,
  regularization: true,
  residual_before: false,
  temperature: false,
  value_before_softmax: true,
  value_initialized: true,
  dropout_prob: null,
};

const configs: Readonly<Record<string, (d: Dimensions, hp: Hyperparameters) => HubConfig>> = {
  'sequential-adapter': (d, hp) => bottleneck(d, hp, { mh_adapter: true }),
  'pfeiffer-adapter': (d, hp) => pfeiffer(d, hp),
  'parallel-adapter': parallel,
  compacter: (d, hp) => bottleneck(d, hp, { mh_adapter: hp.variant !== 'compacter++', phm_layer: true, phm_dim: hp.n }),
  'prefix-tuning': (_, hp) => prefix(hp),
  'mam-adapter': (d, hp) => union(prefix(hp), parallel(d, hp)),
  unipelt: (d, hp) => union(prefix(hp, true), pfeiffer(d, hp, true), gatedLora(hp)),
  // of each adapter that is fused
  'adapter-fusion': (d, hp) => pfeiffer(d, hp),
};

/**
 * Why the library computes something else with these hyper-parameters or this model; undefined where it computes the
 * same.
 */
function refusal(id: string, d: Dimensions, hp: Hyperparameters): Message | undefined {
  const besideFeedForward = id === 'parallel-adapter' || id === 'mam-adapter';
  if (besideFeedForward && d.normPosition !== 'post') return says.parallelReadsResidual({ method: id });
  if (id === 'unipelt' && d.kind === 'decoder') return says.gatesSeeAll;
  if (id === 'sequential-adapter' && hp.train_norms === true) return says.normsAreLost;
  if (hp.shift_positions === true) return says.positionsStart;
  return undefined;
}

/**
 * The library's configuration of a method.
 * @throws AdapterError where it has none that computes the same
 */
export function hubConfig(id: string, d: Dimensions, hp: Hyperparameters): HubConfig {
  const config = configs[id];
  if (!config) throw new AdapterError(says.noForm({ method: id }));
  const why = refusal(id, d, hp);
  if (why) throw new AdapterError(says.noFormHere({ method: id, why }));
  return config(d, hp);
}

/** A method and those of its hyper-parameters that a configuration decides. */
export interface HubMethod {
  readonly id: string;
  readonly hyperparameters: Hyperparameters;
}

export const isConfig = (value: unknown): value is HubConfig =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number of a configuration, written as a text too; NaN of anything else, which no setting can be. */
export const numeric = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;

function bottleneckOf(config: HubConfig, hidden: number): Record<string, number | string | boolean> {
  const { reduction_factor: factor, non_linearity: activation } = config;
  if (typeof factor !== 'number' || !(factor > 0)) throw new AdapterError(says.widthPerLayer);
  return { m: Math.floor(hidden / factor), ...(config.phm_layer === true ? {} : { activation: written(activation) }) };
}

const scaleOf = ({ scaling }: HubConfig): Record<string, number | boolean> =>
  scaling === 'learned' ? { learn_scale: true } : { s: numeric(scaling) };
const prefixOf = (config: HubConfig): Record<string, number | boolean> => ({
  l: numeric(config.prefix_length),
  reparameterise: config.flat !== true,
  mid: numeric(config.bottleneck_size),
  shift_positions: false,
});

/**
 * The method that a configuration of the library is here.
 * @param hidden width d of the model
 * @throws AdapterError where there is none
 */
export function hubMethodOf(config: HubConfig, hidden: number): HubMethod {
  const { architecture } = config;
  if (architecture === 'prefix_tuning') return { id: 'prefix-tuning', hyperparameters: prefixOf(config) };
  if (architecture === 'union') {
    const parts = Array.isArray(config.configs) ? config.configs.filter(isConfig) : [];
    const [soft, bn, lora] = ['prefix_tuning', undefined, 'lora'].map((kind) =>
      parts.find((part) => (part.architecture ?? undefined) === kind),
    );
    if (soft && bn && lora && parts.length === 3)
      return {
        id: 'unipelt',
        hyperparameters: { ...prefixOf(soft), ...bottleneckOf(bn, hidden), r: numeric(lora.r), alpha: numeric(lora.r) },
      };
    if (soft && bn && parts.length === 2)
      return {
        id: 'mam-adapter',
        hyperparameters: { ...prefixOf(soft), ...bottleneckOf(bn, hidden), s: numeric(bn.scaling) },
      };
  } else if (architecture === undefined || architecture === null || architecture === 'bottleneck') {
    const shape = bottleneckOf(config, hidden);
    if (config.phm_layer === true)
      return {
        id: 'compacter',
        hyperparameters: {
          ...shape,
          n: numeric(config.phm_dim),
          variant: config.mh_adapter === true ? 'compacter' : 'compacter++',
        },
      };
    if (config.is_parallel === true)
      return { id: 'parallel-adapter', hyperparameters: { ...shape, ...scaleOf(config) } };
    if (config.mh_adapter === true)
      return { id: 'sequential-adapter', hyperparameters: { ...shape, train_norms: false } };
    return { id: 'pfeiffer-adapter', hyperparameters: shape };
  }
  throw new AdapterError(
    says.noSuchMethod({
      architecture: typeof architecture === 'string' ? architecture : JSON.stringify(architecture),
    }),
  );
}

/**
 * Fields that only say how training starts or what it drops; those of parts that are not used; the factor, which is
 * read as m.
 */
const silent = new Set([
  'init_weights',
  'init_weights_seed',
  'dropout',
  'stochastic_depth',
  'phm_c_init',
  'phm_init_range',
  'hypercomplex_nonlinearity',
  'learn_phm',
  'dtype',
  'encoder_prefix',
  'cross_prefix',
  'cross_adapter',
  'inv_adapter_reduction_factor',
  'reduction_factor',
  'architecture',
  'configs',
]);
const ofPhm = /^(phm_|factorized_phm|shared_phm|shared_W_phm)/;
const plain = (value: unknown): string => JSON.stringify(value ?? null);

/**
 * The first field in which a configuration means something else than ours: what it is, and what was wanted; undefined:
 * none.
 */
export function hubDifference(found: HubConfig, wanted: HubConfig, hidden: number): Message | undefined {
  if (Array.isArray(wanted.configs)) {
    const [theirs, ours] = [found.configs, wanted.configs].map((list) =>
      (Array.isArray(list) ? list.filter(isConfig) : []).sort((a, b) =>
        plain(a.architecture).localeCompare(plain(b.architecture)),
      ),
    ) as [HubConfig[], HubConfig[]];
    if (theirs.length !== ours.length) return says.otherParts({ found: theirs.length, wanted: ours.length });
    return ours.map((part, i) => hubDifference(theirs[i]!, part, hidden)).find((one) => one !== undefined);
  }
  if (typeof wanted.reduction_factor === 'number') {
    const [m, n] = [found, wanted].map(({ reduction_factor: factor }) => Math.floor(hidden / numeric(factor)));
    if (m !== n) return says.otherWidth({ found: m!, wanted: n! });
  }
  for (const [key, value] of Object.entries(wanted)) {
    const unused =
      (ofPhm.test(key) && key !== 'phm_layer' && wanted.phm_layer !== true) ||
      (wanted.flat === true && (key === 'bottleneck_size' || key === 'non_linearity')) ||
      (key === 'alpha' && wanted.use_gating === true) ||
      (key === 'shared_gating' && wanted.use_gating !== true);
    if (silent.has(key) || unused || !Object.hasOwn(found, key)) continue;
    if (plain(found[key]) !== plain(value))
      return says.otherEntry({ entry: key, found: plain(found[key]), wanted: plain(value) });
  }
  return undefined;
}
