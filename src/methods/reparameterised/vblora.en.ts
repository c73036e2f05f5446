/** English for VB-LoRA. */
import { besideQueryAndValue, dropout, noneAfterMerging, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'VB-LoRA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      "LoRA's factors are cut into short pieces, and all pieces of all layers are taken from one small bank of " +
      'vectors. For each piece the model learns which few vectors of the bank to mix. What is left in the end ' +
      'is the bank, and for each piece the numbers and shares of its vectors: less than any LoRA.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'While training, a score for every vector and every piece is trained, so the count is not small; it is ' +
      'small after the choice is made. Only vectors that are among the best k get a gradient. HF PEFT can save ' +
      'the choice alone (save_only_topk_weights); here all scores are saved. The paper cuts pieces of 256 ' +
      'numbers; 64 fit small models too.',
  },
  hyperparameters: {
    r: rank,
    num_vectors: { label: 'vectors in the bank h', description: 'How many vectors all pieces choose from.' },
    vector_length: {
      label: 'length of a piece b',
      description: 'How many numbers a vector has; it must divide inputs and outputs of every target.',
    },
    topk: { label: 'mixed vectors k', description: 'How many vectors a piece is mixed of.' },
    dropout,
    targets,
  },
  says: {
    tooFew: ({ k, vectors }: { k: string; vectors: string }) =>
      `topk of vblora is ${k}, but the bank has only ${vectors} vectors. Choose fewer, or a larger num_vectors.`,
  },
} satisfies MethodTexts;
