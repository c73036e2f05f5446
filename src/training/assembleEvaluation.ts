/** The graphs that only look: losses and class scores of a batch, next tokens. No dropout, no gradients. */
import type { Parameter } from '../methods/contract';
import type { Graph, ValueType } from '../onnx/graph';
import { optimise } from '../onnx/passes';
import { applyPredicting, freeze, heldBy, inputNames, targetLengthOf, type Recipe } from './applied';
import type { Base } from './base';
import { conclude, finish } from './conclude';
import { readFromBuckets, type Unit } from './pack';

export interface EvaluationGraph {
  readonly graph: Graph;
  readonly parameters: readonly Parameter[];
  readonly base: Base;
  readonly logits: ValueType;
}

/**
 * Loss sum, count and, where asked for, logits of one batch, or of tokens whether each label is the likeliest and each
 * row's loss, and which token is the likeliest, and what the head reads, without dropout: outputs `loss_sum`, `count`,
 * `logits`, `right`, `row_losses`, `best`, `read`.
 * @param units layout of the training states, so that the same buffers serve; without it every parameter is an input
 */
export function assembleEvaluation(
  recipe: Recipe,
  options: {
    readonly units?: readonly Unit[];
    readonly logits: boolean;
    readonly loss: boolean;
    readonly right?: boolean;
    readonly best?: boolean;
    readonly read?: boolean;
  },
): EvaluationGraph {
  const applied = applyPredicting(recipe);
  const { base, task, parameters, builder } = applied;
  if (options.units) {
    freeze(recipe, applied, heldBy(options.units, applied.declared.states));
    readFromBuckets(builder, options.units);
  }
  const logits = builder.typeOf(task.logits);
  const outputs: [string, string][] = [
    ...(options.loss
      ? ([
          [task.lossSum, 'loss_sum'],
          [task.count, 'count'],
        ] as [string, string][])
      : []),
    ...(options.logits ? ([[task.logits, 'logits']] as [string, string][]) : []),
    ...(options.right && task.right ? ([[task.right, 'right']] as [string, string][]) : []),
    ...(options.right && task.rowLosses ? ([[task.rowLosses, 'row_losses']] as [string, string][]) : []),
    ...(options.best && task.best ? ([[task.best, 'best']] as [string, string][]) : []),
    ...(options.read ? ([[builder.scope('read', () => task.read(), 'task'), 'read']] as [string, string][]) : []),
  ];
  const finished = finish(
    builder,
    outputs.map(([value]) => value),
  );
  return { graph: optimise(conclude(finished, outputs)), parameters, base, logits };
}

/**
 * Next-token logits (V) at one position of one sequence: inputs ids and mask (1, T) and int32 scalar `position`; output
 * `logits`.
 */
export function assembleGeneration(recipe: Recipe, units?: readonly Unit[]): EvaluationGraph {
  const applied = applyPredicting({ ...recipe, batch: 1 });
  const { base, task, parameters, builder } = applied;
  if (units) {
    freeze(recipe, applied, heldBy(units, applied.declared.states));
    readFromBuckets(builder, units);
  }
  const shape = builder.shapeOf(task.logits);
  const vocabulary = shape[shape.length - 1]!;
  builder.role = 'task';
  const row = builder.gather(
    builder.reshape(task.logits, [targetLengthOf(recipe), vocabulary]),
    builder.input(inputNames.position, 'int32', []),
  );
  const finished = finish(builder, [row]);
  return {
    graph: optimise(conclude(finished, [[row, 'logits']])),
    parameters,
    base,
    logits: { dtype: 'float32', shape: [vocabulary] },
  };
}
