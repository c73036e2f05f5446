/** At a run's end: more steps, from where it stands. Says what becomes of the learning rate. */
import { scheduleFactor } from '../../optim/schedule';
import { isLocked } from '../../state/share';
import { usePlay, usePlayground } from '../context';
import { Hint } from '../controls/hint';
import { whole } from '../format';
import { strings as words } from './strings';

const MORE = 100;
/** Steps that a run may have; the smallest of the settings' own limits. */
const MOST = 20_000;

/** Two significant digits, as the slider's. */
const told = (rate: number): string => String(Number(rate.toPrecision(2)));

/** @param over the run; until then the button's place is kept, so that nothing moves when it comes */
export function GoOn({ over }: { readonly over: boolean }) {
  const { controller } = usePlayground();
  const settings = usePlay((state) => state.settings);
  const last = usePlay((state) => state.run.records.at(-1)?.learningRate);
  const { steps, schedule, warmup, learningRate } = settings;
  const isFull = steps + MORE > MOST;
  const next = learningRate * scheduleFactor({ kind: schedule, warmup, steps: steps + MORE }, steps);
  return (
    <div className="go-on" data-over={over}>
      <button
        type="button"
        className="button button-primary"
        title={words.goOnHint}
        disabled={isFull || isLocked(settings, 'steps')}
        onClick={() => void controller.goOn(MORE)}
      >
        {words.goOn(whole(MORE))}
      </button>
      {over ? (
        <Hint
          label={words.rateHint}
          text={
            isFull
              ? words.full(whole(MOST))
              : schedule === 'constant'
                ? words.rate.constant(told(next))
                : words.rate.falling(told(next), whole(steps + MORE), told(last ?? 0))
          }
        />
      ) : (
        <span className="go-on-hint" />
      )}
    </div>
  );
}
