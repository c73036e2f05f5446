/** The graphs that differentiate and update nothing: gradients for checks, and sums over them for phases that score. */
import { differentiate } from '../autodiff/reverse';
import type { Parameter } from '../methods/contract';
import type { ScorePhase } from '../methods/lifecycle';
import type { Graph } from '../onnx/graph';
import { optimise } from '../onnx/passes';
import { sizeOf } from '../onnx/tensor';
import { apply, freeze, reached, type Recipe } from './applied';
import { stateOf, type TrainingGraphs } from './assembleTraining';
import type { Base } from './base';
import { conclude, finish } from './conclude';
import { nextOf } from './update';

export interface GradientGraph {
  readonly graph: Graph;
  readonly parameters: readonly Parameter[];
  /** Output that holds the gradient of each parameter; those that no gradient reaches have none. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly base: Base;
}

/**
 * Loss and the gradient of every parameter for one batch, no dropout, nothing packed: outputs `loss` and
 * `gradient:NAME`.
 */
export function assembleGradients(recipe: Recipe): GradientGraph {
  const applied = apply(recipe, false);
  const { base, task, parameters } = applied;
  const trained = reached(applied.builder.graph, task.loss, parameters);
  // Frozen ones stay inputs: their values may come from an adapter's file.
  freeze(
    recipe,
    applied,
    [...trained, ...parameters.filter((p) => p.frozen)].map((p) => p.name),
  );
  const builder = finish(applied.builder, [task.loss]);
  const gradients = differentiate(
    builder,
    task.loss,
    trained.map((p) => p.name),
  );
  const outputs = new Map(trained.map((p) => [p.name, `gradient:${p.name}`]));
  const graph = conclude(builder, [
    [task.loss, 'loss'],
    ...trained.map((p) => [gradients.get(p.name)!, outputs.get(p.name)!] as const),
  ]);
  return { graph: optimise(graph), parameters, outputs, base };
}

/** Sums over batches of what `score` makes of each parameter's gradient; nothing is updated. States `score:NAME`. */
export function assembleScoring(
  recipe: Recipe,
  { score, more }: Pick<ScorePhase, 'score' | 'more'>,
): Pick<TrainingGraphs, 'update' | 'states' | 'parameters' | 'base'> {
  const applied = apply(recipe, false);
  const { base, task, parameters } = applied;
  const scored = reached(applied.builder.graph, task.loss, parameters);
  freeze(recipe, applied, []);
  const builder = finish(applied.builder, [task.loss]);
  const gradients = differentiate(
    builder,
    task.loss,
    scored.map((p) => p.name),
  );
  builder.role = 'optimizer';
  const sums = scored.flatMap((p): [string, string][] => {
    const gradient = gradients.get(p.name)!;
    return [[p.name, score(builder, p.name, gradient)], ...Object.entries(more?.(builder, p.name, gradient) ?? {})];
  });
  const outputs = sums.map(([name, value]): [string, string] => [
    builder.add(builder.input(`score:${name}`, 'float32', builder.shapeOf(value)), value),
    nextOf(`score:${name}`),
  ]);
  const states = sums.map(([name, value]) => {
    const shape = builder.shapeOf(value);
    return stateOf(`score:${name}`, shape, 'optimizer', () => new Float32Array(sizeOf(shape)));
  });
  return { update: optimise(conclude(builder, outputs)), states, parameters, base };
}
