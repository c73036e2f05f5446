/** English for TinyLoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'TinyLoRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'How few numbers can teach a model something? LoRA-XS trains a small square matrix; here this matrix is a ' +
      'mixture of fixed random ones, and only the shares in the mixture are trained. Matrices, even all of ' +
      'them, can have the same shares: thirteen numbers were enough to teach a large model school mathematics.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'It was made for large models that nearly know the answer; a small model learns little from so few ' +
      'numbers. The random matrices and the fixed factors are in the file, which is larger than what was ' +
      'trained.',
  },
  hyperparameters: {
    r: {
      label: 'rank r',
      description: 'How many of the strongest directions of a matrix are kept; they are not trained.',
    },
    u: { label: 'numbers u', description: 'How many numbers a matrix, or a group of matrices, trains.' },
    weight_tying: {
      label: 'sharing',
      description: 'From 0, each matrix has its own numbers, to 1, all matrices have the same.',
    },
    dropout,
    targets,
  },
} satisfies MethodTexts;
