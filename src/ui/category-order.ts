/** The survey's categories in the order in which methods are offered: what most people look for comes first. */
import type { Category } from '../methods/contract';

export const categoryOrder: readonly Category[] = [
  'reparameterised',
  'additive',
  'partial',
  'hybrid',
  'unified',
  'baseline',
];
