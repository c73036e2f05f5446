/** English for Threshold-Mask. */
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Threshold-Mask',
  subcategory: 'pretrained weight masking',
  learn: {
    idea:
      'Not a single weight changes its value. Every weight gets a switch, and training decides which ones ' +
      'to turn off. A task is then a list of ones and zeros, one bit for each weight of the big model.',
    where: 'Single entries of every matrix in the layers go dark.',
    inferenceCost: 'None: switched-off weights are zeros.',
    pitfalls:
      'A step has no slope, so the gradient pretends that the switch were not there ' +
      '(straight-through). While training, the scores need as much memory as full fine-tuning. ' +
      'The paper masks the pooler and the classifier too; here the head is trained as usual.',
  },
  hyperparameters: {
    sparsity: { label: 'off at first s₀', description: 'Share of the weights that are switched off before training.' },
    skip: {
      label: 'layers without mask',
      description: 'How many of the lowest layers stay whole; the paper leaves out 2 of 12.',
    },
  },
  noScript: 'It has nothing that learns which weights to switch off.',
  says: {
    tooManySkipped: ({ skip, layers, most }: { skip: string; layers: string; most: string }) =>
      `skip of threshold-mask is ${skip}, but the model has ${layers} layers; choose from 0 to ${most}.`,
    masked: ({ off, count, switched, bytes }: { off: string; count: string; switched: string; bytes: string }) =>
      `${off} % of the ${count} masked weights are switched off, and ${switched} % changed sides. The mask takes ` +
      `${bytes} bytes.`,
  },
} satisfies MethodTexts;
