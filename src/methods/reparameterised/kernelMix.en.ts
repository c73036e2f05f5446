/** English for Kernel-mix. */
import { noneAfterMerging } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Kernel-mix',
  subcategory: 'LoRA-based improvements',
  learn: {
    idea:
      'LoRA gives one correction to all attention heads at once, though each head does a job of its own. ' +
      'Kernel-mix gives every head a small correction for itself, and one more for all of them together.',
    where: 'Detours beside the query, value and output matrices of every layer, one for each head and one for all.',
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The output correction grows with the number of heads times the ' +
      'width, so it costs several times what LoRA on query and value does. Ranks are those that the authors take ' +
      'for RoBERTa; for GPT-2 they take 3 and 8 for a head, 12 and 8 for all.',
  },
  hyperparameters: {
    head_rank_q: { label: 'query: rank of a head', description: "Rank of each head's own correction of the query." },
    head_rank_v: { label: 'value: rank of a head', description: "Rank of each head's own correction of the value." },
    head_rank_o: { label: 'output: rank of a head', description: "Rank of each head's own correction of the output." },
    shared_rank_q: {
      label: 'query: shared rank',
      description: 'Rank of the correction of the query that all heads share.',
    },
    shared_rank_v: {
      label: 'value: shared rank',
      description: 'Rank of the correction of the value that all heads share.',
    },
    shared_rank_o: {
      label: 'output: shared rank',
      description: 'Rank of the correction of the output that all heads share.',
    },
    biases: {
      label: 'biases of heads',
      description: "A bias for each head's correction, as in the reference, where the model's projections have biases.",
    },
    dropout: {
      label: 'dropout p',
      description: "Share of the corrections' inputs that are zeroed at random while training.",
    },
    init: {
      label: 'start',
      description:
        'Second factors of zeros, which start exactly at the ' +
        'pretrained model, or small random numbers as in the reference.',
    },
  },
  noScript: 'It has no low-rank updates of single attention heads.',
  says: {
    headRank: ({ part, rank, width }: { part: string; rank: string; width: string }) =>
      `head_rank_${part} of kernel-mix is ${rank}, but a head is only ${width} wide; choose it from 1 to ` +
      `${width}.`,
    sharedRank: ({ part, rank, most }: { part: string; rank: string; most: string }) =>
      `shared_rank_${part} of kernel-mix is ${rank}, but the matrix has rank ${most}; choose it from 1 to ` +
      `${most}.`,
  },
} satisfies MethodTexts;
