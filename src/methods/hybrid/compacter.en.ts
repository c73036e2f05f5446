/** English for Compacter. */
import { adapterHub, adapterStays } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Compacter',
  subcategory: 'manual combination',
  learn: {
    idea:
      'All adapters of all layers share a handful of tiny matrices. Each adapter only adds two ' +
      'thin vectors that say how to spread them, so that it costs about as much as a bias vector.',
    where:
      'Two small blocks in every layer (one with Compacter++), just before ' +
      'each residual addition; their matrices come from one shared set.',
    inferenceCost: 'As for other adapters, once the matrices have been multiplied out.',
    pitfalls:
      'The shared matrices start near zero (standard deviation 0.0001), so it starts slowly and needs a large ' +
      "learning rate: the paper's 0.003 over tens of thousands of steps is 0.015 over a few hundred here. " +
      'm and the hidden size must be multiples of n.',
  },
  hyperparameters: {
    n: {
      label: 'Kronecker factors n',
      description: 'How many products are summed; the matrices are cut into n by n blocks.',
    },
    m: { label: 'bottleneck m', description: 'Width of the narrow middle, a multiple of n.' },
    variant: { label: 'variant', description: 'Compacter++ has no adapter behind attention.' },
  },
  merge: adapterStays,
  noScript: adapterHub('compacter'),
  says: {
    noDivisor: ({ n, hidden }: { n: string; hidden: string }) =>
      `n of compacter is ${n}, which does not divide the hidden size ${hidden}; choose a divisor.`,
    noMultiple: ({ m, n, hidden }: { m: string; n: string; hidden: string }) =>
      `m of compacter is ${m}, which is no multiple of n = ${n}; choose a multiple of n up to ${hidden}.`,
  },
} satisfies MethodTexts;
