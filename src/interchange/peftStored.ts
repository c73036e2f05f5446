/**
 * Adapters of HF PEFT whose tensors are ours as they stand: which method each type is, and what its configuration says
 * in our knobs. Types whose tensors are worked over first are in `peftReaders.ts`.
 */
import { peftModule } from '../methods/parts/sites';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import { AdapterError } from './layout';
import { numberIn } from './peftConsistency';
import { says } from './peftMessages';
import type { Config, Given, Meaning } from './peftMeaning';
import { sitesOfAll } from './peftModules';

interface Stored {
  readonly id: string;
  /** Knobs, without the targets. */
  readonly settings: (config: Config) => Readonly<Record<string, unknown>>;
  /** Options that change what is computed, and that the method here lacks, with the values that are the usual ones. */
  readonly usual?: Readonly<Record<string, readonly unknown[]>>;
  /** Options `use_…` that are knobs here. */
  readonly flags?: readonly string[];
  /** Names of tensors that belong to all modules alike. */
  readonly shared?: readonly string[];
}

const r = (config: Config, usual: number) => ({ r: numberIn(config, 'r', usual) });
const patterns = { rank_pattern: [], alpha_pattern: [] };

const stored: Readonly<Record<string, Stored>> = {
  VERA: {
    id: 'vera',
    settings: (config) => ({
      ...r(config, 256),
      d_initial: numberIn(config, 'd_initial', 0.1),
      dropout: numberIn(config, 'vera_dropout', 0),
    }),
    shared: ['base_model.vera_A', 'base_model.vera_B'],
  },
  LOHA: {
    id: 'loha',
    settings: (config) => ({ ...r(config, 8), alpha: numberIn(config, 'alpha', 8) }),
    usual: patterns,
  },
  LOKR: {
    id: 'lokr',
    settings: (config) => ({
      ...r(config, 8),
      alpha: numberIn(config, 'alpha', 8),
      decompose_factor: numberIn(config, 'decompose_factor', -1),
      decompose_both: config.decompose_both === true,
    }),
    usual: patterns,
  },
  HRA: { id: 'hra', settings: (config) => r(config, 8), usual: { apply_GS: [false] } },
  MISS: {
    id: 'miss',
    settings: (config) => ({ ...r(config, 64), dropout: numberIn(config, 'miss_dropout', 0) }),
    usual: { init_weights: [true, false] },
  },
  ROAD: {
    id: 'road',
    settings: (config) => ({
      ...(typeof config.variant === 'string' && { variant: config.variant }),
      group_size: numberIn(config, 'group_size', 64),
    }),
  },
  POLY: {
    id: 'poly',
    settings: (config) => ({
      ...r(config, 8),
      skills: numberIn(config, 'n_skills', 4),
      splits: numberIn(config, 'n_splits', 1),
      sources: numberIn(config, 'n_tasks', 1) - 1,
    }),
    usual: { poly_type: ['poly'] },
  },
  C3A: {
    id: 'c3a',
    settings: (config) => ({ block_size: numberIn(config, 'block_size', 256) }),
    usual: { block_size_pattern: [] },
  },
  OFT: {
    id: 'oft',
    settings: (config) => ({
      oft_block_size: numberIn(config, 'oft_block_size', 32),
      block_share: config.block_share === true,
      use_cayley_neumann: config.use_cayley_neumann !== false,
      num_cayley_neumann_terms: numberIn(config, 'num_cayley_neumann_terms', 5),
      coft: config.coft === true,
      eps: numberIn(config, 'eps', 6e-5),
    }),
    flags: ['use_cayley_neumann'],
    usual: { r: [0] },
  },
  BOFT: {
    id: 'boft',
    settings: (config) => ({
      boft_block_size: numberIn(config, 'boft_block_size', 4),
      boft_n_butterfly_factor: numberIn(config, 'boft_n_butterfly_factor', 1),
    }),
    usual: { boft_block_num: [0] },
  },
  RANDLORA: {
    id: 'randlora',
    settings: (config) => ({
      ...r(config, 32),
      randlora_alpha: numberIn(config, 'randlora_alpha', 640),
      dropout: numberIn(config, 'randlora_dropout', 0),
    }),
    shared: ['base_model.randlora_A', 'base_model.randlora_B'],
  },
  VBLORA: {
    id: 'vblora',
    settings: (config) => ({
      ...r(config, 4),
      num_vectors: numberIn(config, 'num_vectors', 256),
      vector_length: numberIn(config, 'vector_length', 256),
      topk: numberIn(config, 'topk', 2),
      dropout: numberIn(config, 'vblora_dropout', 0),
    }),
    usual: { save_only_topk_weights: [false] },
  },
  TINYLORA: {
    id: 'tinylora',
    settings: (config) => ({
      ...r(config, 2),
      u: numberIn(config, 'u', 64),
      weight_tying: numberIn(config, 'weight_tying', 0),
      dropout: numberIn(config, 'tinylora_dropout', 0),
    }),
    usual: { save_projection: [true] },
  },
  DELORA: {
    id: 'delora',
    settings: (config) => ({ ...r(config, 8), delora_lambda: numberIn(config, 'delora_lambda', 15) }),
    usual: { rank_pattern: [], lambda_pattern: [] },
  },
  GRALORA: {
    id: 'gralora',
    settings: (config) => ({
      ...r(config, 32),
      alpha: numberIn(config, 'alpha', 64),
      gralora_k: numberIn(config, 'gralora_k', 2),
      hybrid_r: numberIn(config, 'hybrid_r', 0),
      dropout: numberIn(config, 'gralora_dropout', 0),
    }),
  },
  FOURIERFT: {
    id: 'fourierft',
    settings: (config) => ({
      n_frequency: numberIn(config, 'n_frequency', 1000),
      scaling: numberIn(config, 'scaling', 150),
      random_loc_seed: numberIn(config, 'random_loc_seed', 777),
    }),
    usual: { n_frequency_pattern: [] },
  },
  WAVEFT: {
    id: 'waveft',
    settings: (config) => ({
      n_frequency: numberIn(config, 'n_frequency', 2592),
      scaling: numberIn(config, 'scaling', 25),
      use_idwt: config.use_idwt !== false,
      random_loc_seed: numberIn(config, 'random_loc_seed', 777),
    }),
    flags: ['use_idwt'],
    usual: { n_frequency_pattern: [], proportional_parameters: [false], wavelet_family: ['db1'] },
  },
  SHIRA: { id: 'shira', settings: (config) => r(config, 32) },
  HIRA: {
    id: 'hira',
    settings: (config) => ({ ...r(config, 32), dropout: numberIn(config, 'hira_dropout', 0) }),
    usual: { rank_pattern: [] },
  },
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || JSON.stringify(value) === '{}' || JSON.stringify(value) === '[]';

/** @throws AdapterError for an option that no method here has */
function refuseUnusual(config: Config, { usual = {}, flags: known = [] }: Stored): void {
  const flags = Object.keys(config).filter(
    (name) => name.startsWith('use_') && config[name] === true && !known.includes(name),
  );
  const option =
    flags.find((name) => name !== 'use_effective_conv2d') ??
    Object.entries(usual).find(([name, values]) => !isEmpty(config[name]) && !values.includes(config[name]))?.[0];
  if (option !== undefined)
    throw new AdapterError(says.foreignOption({ option, value: JSON.stringify(config[option]) }));
}

/** @returns undefined where the tensors of this type are not ours as they stand */
export function storedMeaning(type: string): ((given: Given) => Meaning) | undefined {
  const known = stored[type];
  return (
    known &&
    (({ modules, shared, config, anatomy }) => {
      refuseUnusual(config, known);
      const missing = known.shared?.find((name) => !shared.has(name));
      if (missing !== undefined) throw new AdapterError(says.noProjections({ tensor: missing }));
      const plain = (name: string, tensor: Tensor): [string, Tensor] => [name, f32(tensor.dims, asFloat32(tensor))];
      return {
        id: known.id,
        settings: { ...known.settings(config), targets: sitesOfAll(modules, anatomy) },
        tensors: [
          ...modules.flatMap(({ linear, tensors }) =>
            [...tensors].map(([name, tensor]) => plain(`${peftModule(anatomy, linear)}.${name}`, tensor)),
          ),
          ...[...shared].map(([name, tensor]) => plain(name, tensor)),
        ],
      };
    })
  );
}
