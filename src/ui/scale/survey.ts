/**
 * The survey's own parameter counts for RoBERTa (arXiv 2312.12148, experiments on GLUE), reproduced by formula.
 * The survey mixes conventions: each row says which one gives its number.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Method } from '../../methods/contract';

type Size = 'base' | 'large';

export interface SurveyRow {
  /** As the survey calls it. */
  readonly name: string;
  /** Our method, where it is in the registry. */
  readonly method?: string;
  /** The method's own scalars, where the registry's count is of another variant or the method is not there. */
  readonly formula?: (dimensions: Dimensions) => number;
  /** What the formula assumes. */
  readonly assumes?: string;
  /** In millions, as printed. */
  readonly printed: Readonly<Record<Size, number>>;
  readonly hyperparameters?: Hyperparameters;
  /** What the number counts besides the method's own scalars. */
  readonly convention: 'head' | 'scores' | 'pooler' | 'adapter-norm' | 'unused-prefixes';
}

/** RoBERTa's classification head for two classes: dense d × d and out_proj d × 2, with biases. */
export const robertaHead = ({ hidden: d }: Dimensions): number => d * d + d + 2 * d + 2;

export const surveyRows: readonly SurveyRow[] = [
  { name: 'FT', method: 'full', printed: { base: 124.6, large: 355.3 }, hyperparameters: {}, convention: 'pooler' },
  {
    name: 'Sequential adapter',
    method: 'sequential-adapter',
    printed: { base: 7.41, large: 19.77 },
    hyperparameters: { m: 200, train_norms: false },
    convention: 'adapter-norm',
  },
  {
    name: 'Prompt-tuning',
    method: 'prompt-tuning',
    printed: { base: 0.61, large: 1.07 },
    hyperparameters: { l: 20 },
    convention: 'head',
  },
  {
    name: 'Prefix-tuning',
    method: 'prefix-tuning',
    printed: { base: 0.96, large: 2.03 },
    hyperparameters: { l: 20, reparameterise: false },
    convention: 'head',
  },
  {
    name: '(IA)³',
    method: 'ia3',
    printed: { base: 0.66, large: 1.22 },
    hyperparameters: { placement: 'peft' },
    convention: 'head',
  },
  {
    name: 'BitFit',
    method: 'bitfit',
    printed: { base: 0.69, large: 1.32 },
    hyperparameters: { biases: 'all' },
    convention: 'head',
  },
  {
    name: 'LoRA',
    method: 'lora',
    printed: { base: 0.89, large: 1.84 },
    hyperparameters: { r: 8, targets: ['q', 'v'] },
    convention: 'head',
  },
  {
    name: 'MAM adapter',
    method: 'mam-adapter',
    printed: { base: 46.78, large: 122.2 },
    hyperparameters: { l: 30, m: 30, reparameterise: true, mid: 800 },
    convention: 'unused-prefixes',
  },
  // AdaLoRA: A, B and one number for each of 12 ranks, on query and value.
  {
    name: 'AdaLoRA',
    method: 'adalora',
    printed: { base: 1.03, large: 2.23 },
    formula: ({ layers: L, hidden: d }) => 2 * L * 12 * (2 * d + 1),
    assumes: 'init_r = 12',
    convention: 'head',
  },
  // ProPETL counts one shared module, and the real-valued scores behind each layer's mask.
  {
    name: 'ProPELT adapter',
    method: 'propetl',
    printed: { base: 1.87, large: 5.4 },
    formula: ({ layers: L, hidden: d }) => {
      const m = d === 768 ? 64 : 85;
      return (2 * m + 1) * d + m + 2 * L * d * m;
    },
    assumes: 'm = 64 (base), 85 (large)',
    convention: 'scores',
  },
  {
    name: 'ProPELT prefix',
    printed: { base: 10.49, large: 26.85 },
    formula: ({ layers: L, hidden: d }) => 64 * d + (d + 1) * 512 + 513 * 2 * L * d,
    assumes: 'l = 64, mid = 512',
    convention: 'head',
  },
  {
    name: 'ProPELT LoRA',
    printed: { base: 1.77, large: 4.19 },
    formula: ({ layers: L, hidden: d }) => 4 * L * 32 * d,
    assumes: 'r = 32',
    convention: 'head',
  },
];

/**
 * Our own count for the row's hyper-parameters, without any head; undefined where the method is not in the registry.
 */
export function ownCount(
  row: SurveyRow,
  dimensions: Dimensions,
  find: (id: string) => Method | undefined,
): number | undefined {
  const method = row.method === undefined ? undefined : find(row.method);
  return method && method.count(dimensions, hyperparametersOf(row, method));
}

const hyperparametersOf = (row: SurveyRow, method: Method): Hyperparameters => ({
  ...Object.fromEntries(method.hyperparameters.map((knob) => [knob.name, knob.default])),
  ...row.hyperparameters,
});

/** The number that the survey's convention gives with the closed formula; undefined without a formula. */
export function reproduced(
  row: SurveyRow,
  dimensions: Dimensions,
  find: (id: string) => Method | undefined,
): number | undefined {
  const own = row.formula?.(dimensions) ?? ownCount(row, dimensions, find);
  if (own === undefined) return undefined;
  const { hidden: d, layers } = dimensions;
  switch (row.convention) {
    case 'head':
    case 'scores':
      return own + robertaHead(dimensions);
    // The pooler is part of the checkpoint, but hidden states do not depend on it, so our own total leaves it out.
    case 'pooler':
      return own + d * d + d;
    case 'adapter-norm':
      return own + layers * 2 * d;
    // The reference code makes prefixes for the encoder, the decoder and the cross-attention, though RoBERTa uses one.
    case 'unused-prefixes': {
      const prefix = find('prefix-tuning');
      return prefix && own + 2 * prefix.count(dimensions, hyperparametersOf(row, prefix)) + layers * 2 * d;
    }
  }
}
