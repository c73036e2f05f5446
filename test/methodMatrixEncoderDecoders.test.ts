/** Every method on one encoder–decoder: both stacks, and the attention between them. */
import { methods } from '../src/methods/registry';
import { methodMatrix } from './methodMatrix';

methodMatrix(
  ['encoder-decoders/t5-single'],
  methods.map(({ id }) => id),
);
