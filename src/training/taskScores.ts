/**
 * How a method that learns from several data sets does on each of them in the end: the method's tensors as they are,
 * with the head of the task at hand.
 */
import type { Backend } from '../runtime/backend';
import type { Tensor } from '../onnx/tensor';
import type { Course } from './course';
import { Evaluator } from './evaluator';
import type { TrainingData } from './events';
import { breathe } from './pacing';
import { writingOf } from './written';
import { valuesOf } from './stage';
import type { Metrics, TaskScore } from './types';

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);

/**
 * @param own measured on the run's own validation rows
 * @returns nothing where the run has no other tasks, or none was trained
 */
export async function taskScores(
  backend: Backend,
  course: Course,
  data: TrainingData,
  own: Metrics | undefined,
): Promise<readonly TaskScore[]> {
  const { stage } = course.needed;
  const { recipe } = stage;
  const tasks = course.left;
  const sources = data.sources ?? [];
  if (!own || !sources.some((_, n) => tasks[n])) return [];
  const values = Object.fromEntries(await valuesOf(stage));
  // Where the method ends with what it trained on the run's own data, that is no measurement apart.
  // The order in which rows are added up may differ by how many of them were written.
  const alone = tasks.own?.alone && !isSame(tasks.own.alone.loss, own.loss) ? tasks.own.alone : undefined;
  const scores: TaskScore[] = [{ name: data.name ?? '', metrics: own, ...(alone && { alone }) }];
  for (const [n, source] of sources.entries()) {
    const left = tasks[n];
    if (!left) continue;
    const start: Record<string, Tensor> = { ...values, ...recipe.method.forTask?.(values, n + 1), ...left.head };
    const { labels } = source;
    const evaluator = new Evaluator(
      backend,
      {
        ...recipe,
        carried: { tensors: {}, facts: {}, ...recipe.carried, start },
        taskOptions: { ...recipe.taskOptions, ...(labels && { labels }) },
      },
      [],
      `task ${n + 1}`,
    );
    try {
      const rows = course.source('validation', { source: n }).all();
      const metrics = await evaluator.evaluate(rows, () => course.states(), breathe, writingOf(source, 'validation'));
      scores.push({ name: source.name ?? String(n + 1), metrics, ...(left.alone && { alone: left.alone }) });
    } finally {
      await evaluator.dispose();
    }
  }
  return scores;
}
