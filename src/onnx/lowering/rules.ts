/** All lowering rules. */
import { activations } from './activations';
import { algebra, zeroProduct } from './algebra';
import { attentions } from './attention';
import type { Node } from '../graph';
import type { LowerRule, LowerRules } from './context';
import { embeddings } from './embeddings';
import { masks } from './masks';
import { movement } from './movement';
import { norms } from './norms';
import { packedBits } from './packedBits';
import { quantised, scaledProduct } from './quantised';
import { rotary } from './rotary';

/** By operator, with its domain where that is not ai.onnx. */
const rules: LowerRules = {
  ...algebra,
  ...movement,
  ...masks,
  ...activations,
  ...norms,
  ...embeddings,
  ...rotary,
  ...attentions,
  ...quantised,
  ...packedBits,
  Mul: (c) => scaledProduct(c) ?? zeroProduct(c),
};

const lowerings: ReadonlyMap<string, LowerRule> = new Map(Object.entries(rules));

/** The rule for a node's operator, if there is one. */
export const loweringOf = (node: Node): LowerRule | undefined =>
  lowerings.get(node.domain ? `${node.domain}.${node.op}` : node.op);
