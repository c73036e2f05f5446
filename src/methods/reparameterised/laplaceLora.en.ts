/** English for Laplace-LoRA. */
import { alpha, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Laplace-LoRA',
  subcategory: 'LoRA derivatives: improvements',
  learn: {
    idea:
      'A finely tuned model is often surer of itself than it should be. After training, Laplace-LoRA ' +
      'asks how far each number could be moved before the training examples would notice. Answers ' +
      'are averaged over all weights within that range, so doubtful ones come out as doubtful.',
    where: "LoRA's thin detours beside query and value, each number with an error bar.",
    inferenceCost: 'Many passes for one answer: two for each draw. Merged it is plain LoRA, without the error bars.',
    pitfalls:
      "The curvature has two Kronecker factors for each matrix as the paper's, but made of whole examples' gradients " +
      'with their true labels; the paper makes them token by token. It changes how sure the model is, ' +
      'rarely what it answers. Look at loss and calibration error, not at accuracy. ' +
      'It mends a LoRA that is too sure; one that was stopped before that can come out worse calibrated.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    targets,
    samples: {
      label: 'draws',
      description: 'Every answer is averaged over so many draws of the weights, each with both signs.',
    },
    structure: {
      label: 'curvature',
      description: 'Two Kronecker factors for each matrix, or only the diagonal: one number for each number.',
    },
    fisher_examples: {
      label: 'examples for the curvature',
      description: 'How many training examples say how sharply the loss rises around the trained weights.',
    },
  },
  noScript:
    'It can train the LoRA inside, but has no posterior: take the ' +
    "script of LoRA, and fit the posterior with the authors' own code.",
  says: {
    evidence: ({ precision, determined, count }: { precision: string; determined: string; count: string }) =>
      `Prior precision λ = ${precision}; the data determine about ${determined} of ${count} numbers.`,
    quality: ({ loss, calibrationError, accuracy }: { loss: string; calibrationError: string; accuracy: string }) =>
      `loss (NLL) ${loss}, calibration error (ECE) ${calibrationError} %, accuracy ${accuracy} %`,
    train: 'Train LoRA',
    plain: ({ result }: { result: string }) => `Plain LoRA: ${result}.`,
    square: ({ batches }: { batches: string }) => `Square the gradients of ${batches} single examples`,
    predict: 'Predict with the posterior',
    compared: ({ before, after }: { before: string; after: string }) =>
      `Before: ${before}. With the posterior: ${after}.`,
    noValidation: 'There is no validation split to measure on.',
  },
} satisfies MethodTexts;
