/** English for CorDA. */
import {
  alpha,
  batches,
  besideQueryAndValue,
  dropout,
  noneAfterMerging,
  rank,
  startsFromData,
  targets,
} from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'CorDA',
  subcategory: 'low-rank decomposition',
  learn: {
    idea:
      'PiSSA trains the largest parts of a weight matrix, whatever it is fed with. CorDA first looks at the inputs ' +
      'that the task brings and takes the parts that matter most for those: directions that the task never uses are ' +
      'left alone.',
    where: besideQueryAndValue,
    inferenceCost: noneAfterMerging,
    pitfalls:
      'The start depends on the texts that are looked at, and few of them say little about wide layers: PEFT ' +
      'recommends about 256 long ones. PEFT’s second mode, which keeps what the model knows by taking the parts that ' +
      'matter least for other texts, is not here. Inputs are divided by their largest entry, as there.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    batches: { ...batches, label: 'texts before', description: 'How many texts are looked at before training starts.' },
  },
  noScript: startsFromData('preprocess_corda'),
} satisfies MethodTexts;
