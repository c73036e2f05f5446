/** What is told where no gradient can pass. */
import { messages } from '../messages/message';

export const autodiffTexts = {
  noRule: ({ op, place }: { op: string; place: string }) =>
    `The gradient must pass through operator ${op} at ${place}, for which there is no gradient rule. Choose a method ` +
    'that trains only tensors above this node, or a model without this operator.',
  ruleRefuses: ({ op, place, reason }: { op: string; place: string; reason: string }) =>
    `The gradient must pass through operator ${op} at ${place}, which is not possible: ${reason} Choose a method ` +
    'that trains only tensors above this node, or a model without this operator.',
  atNode: ({ node, layer }: { node: string; layer?: string }) =>
    `node "${node}"${layer === undefined ? '' : ` (layer ${layer})`}`,
  normStatistics: 'The mean and deviation outputs of LayerNormalization cannot be differentiated.',
  batchDimensions: 'GatherND with batch dimensions cannot be differentiated.',
  reduction: ({ op, mode }: { op: string; mode: string }) => `${op} with reduction "${mode}" cannot be differentiated.`,
  padding: 'Only padding with a constant can be differentiated.',
};

export const says = messages('autodiff', autodiffTexts);
