/** A projection that is applied twice (DeBERTa v2): methods that change it do so in both places, and merge once. */
import { methodMatrix } from './methodMatrix';

methodMatrix(
  ['architectures/deberta-v2'],
  ['lora', 'adalora', 'krona', 'ia3', 'kernel-mix', 's3delta-m', 'l-lora', 'delta-lora', 'unipelt'],
);
