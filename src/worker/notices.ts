/** What the page is told of a run's events. */
import type { OpeningEvent } from '../session/openRun';
import type { Checkpoint } from '../training/events';
import type { Notice } from './protocol';

/** Largest checkpoint that is copied to the page; a larger one stays here. */
export const CHECKPOINT_BYTES = 32_000_000;

export function noticesOf(event: OpeningEvent): Notice[] {
  switch (event.kind) {
    case 'status':
      return [{ notice: 'status', status: event.status, step: event.step }];
    case 'steps': {
      const { records, stepsPerSecond, tokensPerSecond } = event;
      return [{ notice: 'steps', records, stepsPerSecond, tokensPerSecond }];
    }
    case 'metrics':
      return [{ notice: 'metrics', split: event.split, step: event.step, metrics: event.metrics }];
    case 'tasks':
      return [{ notice: 'tasks', tasks: event.tasks }];
    case 'stage':
      return [{ notice: 'stage', stage: event.stage, over: event.over }];
    case 'norms':
      return [{ notice: 'norms', norms: event.norms }];
    case 'memory':
      return [{ notice: 'memory', step: event.step, reading: event.reading }];
    case 'built': {
      const { graph, counts, estimate } = event.built;
      return [{ notice: 'statistics', statistics: graph, counts, estimate }];
    }
    case 'checkpoint':
      return checkpointNotice(event.checkpoint);
    // Only where it was asked for, which the page does not.
    case 'written':
    case 'ready':
    case 'prepared':
    case 'backend':
      return [];
  }
}

/** A small one is handed to the page, so that it survives this worker. */
function checkpointNotice(checkpoint: Checkpoint): Notice[] {
  const size = Object.values(checkpoint.states).reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
  // The page has the records already: copying thousands of them every second would make it stutter.
  return size <= CHECKPOINT_BYTES
    ? [{ notice: 'checkpoint', checkpoint: { ...checkpoint, records: [] } }]
    : [{ notice: 'large-checkpoint', step: checkpoint.step, bytes: size }];
}
