/** The process in which inputs are read, as `runner.ts` asks: it may hang, or run out of memory. */
import { inputOf, outcomeOf, type Report, type Task } from './input';
import { targetNamed } from './targets';

async function work(task: Task, tell: (report: Report) => void): Promise<void> {
  if (task.do === 'one') {
    const target = targetNamed(task.which.target);
    const files = await inputOf(task.which);
    tell({ begun: 0 });
    tell({ done: 0, ...(await outcomeOf(target, files)) });
    return;
  }
  const target = targetNamed(task.target);
  for (let index = task.from; index < task.to; index++) {
    tell({ begun: index });
    const files = await inputOf({ target: task.target, seed: task.seed, index });
    const outcome = await outcomeOf(target, files);
    tell({ done: index, ...outcome });
    // Garbage of earlier inputs is not this one's.
    if (index % 16 === 0 && process.memoryUsage.rss() > 500 * 2 ** 20) globalThis.gc?.();
  }
}

const tell = (report: Report) => void process.send!(report);
process.on('message', (task: Task) => {
  void work(task, tell).then(() => tell({ idle: true }));
});
process.on('disconnect', () => process.exit());
tell({ idle: true });
