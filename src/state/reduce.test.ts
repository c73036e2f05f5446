/** The reducer alone: every change is a function of the state before and the action, and touches neither. */
import { foreign } from '../messages/message';
import { describe, expect, it } from 'vitest';
import type { FixedSize } from '../anatomy/fixedSize';
import { methods } from '../methods/registry';
import type { Action } from './actions';
import { models } from './catalogue';
import { initialState } from './playground';
import { reduce } from './reduce';
import { hyperparametersOf } from './runConfig';
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
function after(actions: readonly Action[], hash = '#model=tiny-encoder'): State {
  return actions.reduce<State>(
    (state, action) => {
      const next = reduce(state, frozen(action), offer);
      expect(reduce(state, action, offer)).toEqual(next);
      return frozen(next);
    },
    frozen(initialState(hash, methods)),
  );
}

describe('a model that was exported for one size', () => {
  const report = { name: 'mine', dimensions: models[0]!.dimensions, missing: [], head: models[0]!.head };
  const read = (fixed: FixedSize): Action => ({
    type: 'model-read',
    model: { files: [], report: { ...report, fixed } },
  });
  const sizes = ({ settings: { batchSize, sequenceLength } }: State) => [batchSize, sequenceLength];

  it('sets both sizes, and another choice leaves them there', () => {
    const state = after([read({ batch: 2, sequence: 48 })], '#batchSize=16');
    expect(sizes(state)).toEqual([2, 48]);
    const later: readonly Action[] = [
      { type: 'set', name: 'dataset', value: 'cola' },
      { type: 'set', name: 'sequenceLength', value: 100 },
      { type: 'restore-defaults' },
    ];
    for (const action of later) expect(sizes(reduce(state, action, offer)), action.type).toEqual([2, 48]);
  });

  it('counts virtual tokens among its length', () => {
    const state = after([read({ sequence: 48 }), { type: 'set', name: 'method', value: 'prompt-tuning' }]);
    const virtual = Number(hyperparametersOf(state, methods).l);
    expect(virtual).toBeGreaterThan(0);
    expect(sizes(state)[1]).toBe(48 - virtual);
    expect(sizes(reduce(state, { type: 'set-hyperparameter', name: 'l', value: 3 }, offer))[1]).toBe(45);
  });

  it('binds nothing where it is not the one in use, or no control reaches its size', () => {
    const before = sizes(after([]));
    expect(sizes(after([read({ sequence: 4 })]))).toEqual(before);
    expect(sizes(after([read({ batch: 2 }), { type: 'set', name: 'model', value: models[0]!.id }]))[1]).toBe(before[1]);
  });
});

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
    const problem = {
      code: 'diverged',
      message: foreign(''),
      advice: [],
      recoverable: true,
      step: 1,
      suggestions: [],
    } as const;
    const state = after([{ type: 'play' }, { type: 'notice', notice: steps }, { type: 'failed', problem }]);
    expect(state).toMatchObject({
      intent: 'stand',
      problem,
      run: { status: 'paused', step: 1, records: { length: 1 } },
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
