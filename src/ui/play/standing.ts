/** Whether there is a result that can be looked at and played with. */
import { busy } from '../../state/run';
import type { State } from '../../state/state';
import { usePlay } from '../context';

export type Standing = 'ready' | 'idle' | 'running' | 'recorded';

export function standingOf({ run, intent, recording }: Pick<State, 'run' | 'intent' | 'recording'>): Standing {
  if (intent === 'run' || busy(run.status)) return 'running';
  if (run.step > 0 && run.status !== 'failed') return 'ready';
  return recording ? 'recorded' : 'idle';
}

export const useStanding = (): Standing => usePlay(standingOf);
