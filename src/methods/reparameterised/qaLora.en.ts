/** English for QA-LoRA. */
import { allTargets, alpha, dropout, rank } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'QA-LoRA',
  subcategory: 'LoRA derivatives: quantisation adaption',
  learn: {
    idea:
      'After QLoRA the merged weights no longer fit into four bits. QA-LoRA gives ' +
      'all inputs of a group the same correction. Such a correction only shifts ' +
      'the zero point of the group, so the merged model is as small as before.',
    where:
      'Every linear layer holds its weight in four bits, with ' +
      'a thin detour beside it that reads averages of groups.',
    inferenceCost: 'None after merging, and the weights stay in four bits.',
    pitfalls:
      'The group size must divide the inputs of every layer. Larger ' +
      'groups save more memory and leave the update less freedom.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets: allTargets,
    group: { label: 'group size g', description: 'Inputs that share a scale, a zero point and an update.' },
  },
  noScript:
    'It has QA-LoRA only on a base that GPTQ has quantised before, with other ' +
    'codes than those here: quantise with GPTQModel, then set use_qalora.',
  says: {
    uneven: ({ group, inputs, fitting }: { group: string; inputs: string; fitting: string }) =>
      `group of qa-lora is ${group}, which does not divide the ${inputs} inputs of a layer; choose ${fitting}.`,
    chooseQlora: ({ group, inputs }: { group: string; inputs: string }) =>
      `group of qa-lora is ${group}, which does not divide the ${inputs} inputs of a layer; choose qlora, which ` +
      'has no groups of inputs.',
  },
} satisfies MethodTexts;
