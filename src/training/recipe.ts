/** What all graphs of a run are assembled from, as its configuration says. */
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { taskById } from '../tasks/registry';
import type { Recipe } from './applied';
import type { RunOptions } from './options';

/** @param final the method as it is after its phases: what an adapter holds */
export function recipeOfRun(
  {
    model,
    modelConfig,
    config,
    data,
  }: Pick<RunOptions, 'model' | 'modelConfig' | 'config'> & {
    readonly data: Pick<RunOptions['data'], 'labels' | 'writes'>;
  },
  final = false,
): Recipe {
  const { phases, sources, ...plain } = methodById(config.method.id);
  const method = { ...plain, ...(!final && phases && { phases }), ...(!final && sources && { sources }) };
  return {
    model: { graph: model, ...(modelConfig && { config: modelConfig }) },
    method,
    hyperparameters: resolveHyperparameters(method, config.method.hyperparameters),
    task: taskById(config.task),
    taskOptions: {
      ...(data.labels && { labels: data.labels }),
      ...(config.pooling && { pooling: config.pooling }),
      ...(data.writes && { writes: true }),
    },
    batch: config.batchSize,
    sequence: config.sequenceLength,
    ...(config.targetLength !== undefined && { target: config.targetLength }),
    seed: config.seed,
    ...(config.backboneDropout !== undefined && { backboneDropout: config.backboneDropout }),
  };
}
