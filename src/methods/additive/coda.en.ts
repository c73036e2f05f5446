/** English for CoDA. */
import { activation, adapterStays, bottleneck } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'CoDA',
  subcategory: 'adapter-based',
  learn: {
    idea:
      'Not every word needs every layer. A small router in each layer picks the third of the tokens that need it ' +
      'most; only those go through the large frozen layer. The others take the small adapter beside it, and what ' +
      'they were before. That makes large encoders several times faster.',
    where: 'Beside every layer: the adapter for all tokens, and a router before it.',
    inferenceCost:
      'In the paper less than without it, for only k tokens go through a layer. Here the layer is computed for ' +
      'all tokens and what was not chosen is dropped, so nothing is saved: the answer is the same.',
    start:
      'The adapters add nothing yet, but tokens that a router has not learned to choose skip their layer: the output ' +
      'is another one at once.',
    pitfalls:
      'The paper first goes on with pretraining, so that the model gets used to skipped tokens. Here that is left ' +
      'out, and a model of two layers loses much of what it knows: with a reduction of 1 no token is skipped. How ' +
      'soft the choice is, is an own formulation.',
  },
  hyperparameters: {
    m: bottleneck,
    activation,
    reduction: { label: 'reduction r', description: 'One token in r goes through the layer; 1 means all of them.' },
  },
  merge: adapterStays,
  noScript: 'It has neither adapters beside whole layers nor routers that skip tokens.',
} satisfies MethodTexts;
