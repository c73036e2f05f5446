/** The reducer alone: every change is a function of the state before and the action, and touches neither. */
import { describe, expect, it } from 'vitest';
import { methods } from '../methods/registry';
import type { Action } from './actions';
import { initialState } from './playground';
import { reduce } from './reduce';
import type { State } from './state';

const offer = { methods, recordings: false };
const records = [1, 2].map((step) => ({ step, loss: 1 / step, gradientNorm: 1, learningRate: 1e-3 }));
const steps = { notice: 'steps', records, stepsPerSecond: 1, tokensPerSecond: 1 } as const;

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** The state after these actions. Each is done twice, on a state that can't be written to. */
function after(actions: readonly Action[], hash = ''): State {
  return actions.reduce<State>(
    (state, action) => {
      const next = reduce(state, frozen(action), offer);
      expect(reduce(state, action, offer)).toEqual(next);
      return frozen(next);
    },
    frozen(initialState(hash, methods)),
  );
}

describe('the reducer', () => {
  it('leaves the state as it is where an action has nothing to say', () => {
    const state = initialState('#lock=seed', methods);
    const idle: readonly Action[] = [
      { type: 'set', name: 'seed', value: 7 },
      { type: 'set', name: 'steps', value: 'many' },
      { type: 'set', name: 'steps', value: state.settings.steps },
      { type: 'set-hyperparameter', name: 'no-such', value: 1 },
      { type: 'generation-ended' },
      { type: 'generated', answer: { base: 'a', tuned: 'b', step: 1 } },
    ];
    for (const action of idle) expect(reduce(state, action, offer)).toBe(state);
  });

  it('a run that was given up is another epoch, and stays as the shadow of the next', () => {
    const trained = after([{ type: 'play' }, { type: 'build' }, { type: 'notice', notice: steps }]);
    expect(trained).toMatchObject({ epoch: 0, intent: 'run', run: { step: 2 } });
    const next = reduce(trained, { type: 'set', name: 'batchSize', value: 3 }, offer);
    expect(next).toMatchObject({ epoch: 1, intent: 'stand', run: { records: [] }, previous: { step: 2 } });
    expect(reduce(next, { type: 'set', name: 'batchSize', value: 4 }, offer).epoch).toBe(1);
  });

  it('the shadow goes with its model and its data', () => {
    const shadow: readonly Action[] = [{ type: 'notice', notice: steps }, { type: 'retire' }];
    expect(after(shadow).previous).toBeDefined();
    for (const [name, value] of [['model', 'tiny-decoder'] as const, ['dataset', 'cola'] as const])
      expect(after([...shadow, { type: 'set', name, value }]).previous).toBeUndefined();
  });

  it('goes back to the last good state where a loss ran away, and stands still', () => {
    const problem = { code: 'diverged', message: '', advice: [], recoverable: true, step: 1, suggestions: [] } as const;
    const state = after([{ type: 'play' }, { type: 'notice', notice: steps }, { type: 'failed', problem }]);
    expect(state).toMatchObject({
      intent: 'stand',
      problem,
      run: { status: 'paused', step: 1, records: [{ step: 1 }] },
    });
  });

  it('a frame of a replay that was broken off is not shown', () => {
    const begun = after([{ type: 'begin-replay' }]);
    const frame = { type: 'replay-frame', turn: begun.replay.turn, run: { ...begun.run, step: 3 } } as const;
    expect(reduce(begun, frame, offer).recording?.step).toBe(3);
    for (const action of [{ type: 'clear-replay' }, { type: 'stop-replay' }, { type: 'begin-replay' }] as const)
      expect(reduce(reduce(begun, action, offer), frame, offer).recording).toBeUndefined();
  });
});
