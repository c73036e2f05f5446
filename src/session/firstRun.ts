/** A run that is trained before the run itself, and told of as its first phase. */
import type { Message } from '../messages/message';
import type { RunEvent } from '../training/events';
import type { RunOptions } from '../training/options';
import { Run } from '../training/run';
import type { StageRecord } from '../training/types';

type Events<T> = AsyncGenerator<RunEvent, T>;

export const preliminaryStatus = (step: number): RunEvent => ({ kind: 'status', status: 'training-first', step });

/** The run's own updates begin after it. */
export const recordOf = (id: string, title: Message, summary?: Message): StageRecord => ({
  index: -1,
  id,
  title,
  from: 0,
  to: 0,
  ...(summary && { summary }),
});

/** Trains from beginning to end, and tells of it as of a phase of the run that follows. */
export async function* trainedFirst<T extends { readonly summary: Message }>(
  id: string,
  title: Message,
  options: RunOptions,
  read: (run: Run) => Events<T>,
): Events<T> {
  yield { kind: 'stage', stage: recordOf(id, title), over: false };
  const run = new Run(options);
  try {
    for (const events of [run.open(), run.train()])
      for await (const event of events) if (event.kind === 'steps') yield preliminaryStatus(event.records.at(-1)!.step);
    const found = yield* read(run);
    yield { kind: 'stage', stage: recordOf(id, title, found.summary), over: true };
    return found;
  } finally {
    await run.dispose();
  }
}
