/** How far a race is, and what can be done about it: the same for methods, a board and a matrix. */
import { nextOf, type Race } from '../../state/racePlan';
import { usePlayground, useRace } from '../context';
import { Crowded } from '../how/crowded';
import { whole } from '../format';

interface BarProps {
  readonly race: Race;
  readonly label: string;
  readonly progress: (done: string, all: string) => string;
}

export function RaceBar({ race, label, progress }: BarProps) {
  const done = Object.keys(race.done).length;
  const all = race.entries.length;
  return (
    <>
      <p className="race-progress" role="status">
        <b>{progress(whole(done), whole(all))}</b>
      </p>
      <div
        className="progress"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
      >
        <span style={{ inlineSize: `${(100 * done) / all}%` }} />
      </div>
      <Crowded />
    </>
  );
}

interface ActionsProps {
  readonly race: Race;
  readonly text: Readonly<Record<'stop' | 'stopping' | 'resume' | 'discard', string>>;
}

export function RaceActions({ race, text }: ActionsProps) {
  const status = useRace((state) => state.status);
  const { race: runner } = usePlayground();
  return (
    <div className="actions race-actions">
      {(status === 'running' || status === 'stopping') && (
        <button type="button" className="button" disabled={status === 'stopping'} onClick={() => void runner.stop()}>
          {status === 'stopping' ? text.stopping : text.stop}
        </button>
      )}
      {status === 'stopped' && nextOf(race) && (
        <button type="button" className="button button-primary" onClick={() => void runner.resume()}>
          {text.resume}
        </button>
      )}
      {(status === 'stopped' || status === 'over') && (
        <button type="button" className="button" onClick={() => runner.discard()}>
          {text.discard}
        </button>
      )}
    </div>
  );
}
