/** All lowering rules, by operator (with its domain where that is not ai.onnx). */
import { activations } from './activations';
import { algebra, zeroProduct } from './algebra';
import { attentions } from './attention';
import type { LowerRules } from './context';
import { embeddings } from './embeddings';
import { masks } from './masks';
import { movement } from './movement';
import { norms } from './norms';
import { quantised, scaledProduct } from './quantised';
import { rotary } from './rotary';

export const lowerings: LowerRules = {
  ...algebra,
  ...movement,
  ...masks,
  ...activations,
  ...norms,
  ...embeddings,
  ...rotary,
  ...attentions,
  ...quantised,
  Mul: (c) => scaledProduct(c) ?? zeroProduct(c),
};
