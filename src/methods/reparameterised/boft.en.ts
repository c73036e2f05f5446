/** English for BOFT. */
import { noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'BOFT',
  subcategory: 'orthogonal transformation',
  learn: {
    idea:
      'OFT turns blocks of neighbouring inputs, so inputs of different blocks never meet. BOFT puts several such ' +
      'rotations one behind another and lets the inputs change places in between, as the fast Fourier transform does ' +
      '(a butterfly): a few small blocks then mix many inputs. Each output gets a trained scale, too.',
    where: 'Before the query and value matrices of every layer: what they read is turned; and a scale behind them.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'With one factor it is OFT with small blocks. Each further factor doubles how many inputs are mixed, and block ' +
      'size times 2^(m−1) must divide the inputs. The rotation is exact, by an inverse of every block. HF PEFT can ' +
      'use several factors only where it can compile a CUDA kernel.',
  },
  hyperparameters: {
    boft_block_size: { label: 'block size b', description: 'How many inputs a small rotation turns.' },
    boft_n_butterfly_factor: {
      label: 'factors m',
      description: 'How many block-wise rotations are put one behind another; m of them mix 2^(m−1) blocks.',
    },
    targets,
  },
  says: {
    odd: ({ block }: { block: string }) =>
      'boft_block_size of boft must be even where boft_n_butterfly_factor is more than 1, since halves of blocks ' +
      `change places; ${block} is not. Choose the next number, or one factor.`,
    tooMany: ({ factors, group, site, inputs }: { factors: string; group: string; site: string; inputs: string }) =>
      `boft_n_butterfly_factor of boft is ${factors}, which mixes groups of ${group} inputs; ${site} has ${inputs} ` +
      'inputs, which no whole number of groups makes. Choose fewer factors or smaller blocks.',
  },
} satisfies MethodTexts;
