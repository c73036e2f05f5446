/**
 * Closed formulas of the trainable count in symbols, for readers; the numbers come from each method's own `count`.
 * `value` repeats the formula as arithmetic, so that a test can hold it against `count`.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters } from '../../methods/contract';

export interface Symbols {
  readonly L: number;
  readonly d: number;
  readonly f: number;
  readonly V: number;
  readonly h: number;
  /** Numeric hyper-parameters by name. */
  readonly hp: Readonly<Record<string, number>>;
}

export interface ClosedForm {
  /** LaTeX, for an encoder with separate projections and the method's default options. */
  readonly tex: string;
  readonly value: (symbols: Symbols) => number;
}

export const symbolsOf = (d: Dimensions, hp: Hyperparameters): Symbols => ({
  L: d.layers,
  d: d.hidden,
  f: d.intermediate,
  V: d.vocabulary,
  h: d.heads,
  hp: Object.fromEntries(Object.entries(hp).filter(([, value]) => typeof value === 'number')) as Record<string, number>,
});

const bottleneck = ({ d, hp }: Symbols) => (2 * hp.m! + 1) * d + hp.m!;

export const closedForms: Readonly<Record<string, ClosedForm>> = {
  'head-only': { tex: '0', value: () => 0 },
  lora: { tex: String.raw`2 L \cdot r (d_{in} + d_{out}) = 4 L r d`, value: ({ L, d, hp }) => 4 * L * hp.r! * d },
  bitfit: { tex: String.raw`L (7 d + d_{ff}) + d`, value: ({ L, d, f }) => L * (7 * d + f) + d },
  ia3: { tex: String.raw`L (2 d + d_{ff})`, value: ({ L, d, f }) => L * (2 * d + f) },
  'prompt-tuning': { tex: String.raw`l \, d`, value: ({ d, hp }) => hp.l! * d },
  'prefix-tuning': { tex: String.raw`2 L \, l \, d`, value: ({ L, d, hp }) => 2 * L * hp.l! * d },
  'p-tuning': {
    tex: String.raw`l d + (d + 1) e + (e + 1) e + (e + 1) d`,
    value: ({ d, hp: { l, e } }) => l! * d + (d + 1) * e! + (e! + 1) * e! + (e! + 1) * d,
  },
  'sequential-adapter': {
    tex: String.raw`2 L \big((2 m + 1) d + m\big) + 4 L d`,
    value: (s) => 2 * s.L * bottleneck(s) + 4 * s.L * s.d,
  },
  'pfeiffer-adapter': { tex: String.raw`L \big((2 m + 1) d + m\big)`, value: (s) => s.L * bottleneck(s) },
  'parallel-adapter': { tex: String.raw`L \big((2 m + 1) d + m\big)`, value: (s) => s.L * bottleneck(s) },
  'residual-adapter': {
    tex: String.raw`L \big((2 m + 1) d + m + 2 d\big)`,
    value: (s) => s.L * (bottleneck(s) + 2 * s.d),
  },
  warp: { tex: String.raw`l \, d`, value: ({ d, hp }) => hp.l! * d },
  lst: {
    tex:
      String.raw`L \big(4 (d'^2 + d') + 4 d' + 2 d' f' + f' + d'\big) + (L + 1)(d d' + d') + d' d + d + ` +
      String.raw`(L + 1) + 2 d', \quad d' = d / \rho,\ f' = d_{ff} / \rho`,
    value({ L, d, f, hp: { reduction } }) {
      const [s, t] = [d / reduction!, f / reduction!];
      return L * (4 * (s * s + s) + 4 * s + 2 * s * t + t + s) + (L + 1) * (d * s + s) + s * d + d + L + 1 + 2 * s;
    },
  },
  'kernel-mix': {
    tex:
      String.raw`L \big(2 d\, r_q^s + 2 d\, r_v^s + 2 d\, r_o^s + (h + 1) d\, r_q + 2 d\, r_v + (h + 1) ` +
      String.raw`d\, r_o\big) = L (11 h d + 83 d)`,
    value: ({ L, d, h }) => L * (11 * h * d + 83 * d),
  },
  'intrinsic-said': { tex: 'D', value: ({ hp }) => hp.D! },
  unipelt: {
    tex: String.raw`4 L r d + 2 L\, l\, d + L \big((2 m + 1) d + m\big) + 4 L (d + 1)`,
    value: (s) => 4 * s.L * s.hp.r! * s.d + 2 * s.L * s.hp.l! * s.d + s.L * bottleneck(s) + 4 * s.L * (s.d + 1),
  },
  pasta: { tex: String.raw`2 L d`, value: ({ L, d }) => 2 * L * d },
  'attention-fusion': { tex: String.raw`d + L`, value: ({ L, d }) => d + L },
  'mam-adapter': {
    tex: String.raw`2 L \, l \, d + L \big((2 m + 1) d + m\big)`,
    value: (s) => 2 * s.L * s.hp.l! * s.d + s.L * bottleneck(s),
  },
  compacter: {
    tex: String.raw`2 L \cdot 3 (d + m) + n^3`,
    value: ({ L, d, hp: { m, n } }) => 6 * L * (d + m!) + n! ** 3,
  },
};
