/** The run in the state: what the visitor asks for, what the worker says, and what stays of it when things go wrong. */
import { StepRecords } from '../training/stepRecords';
import type { Notice, Problem } from '../worker/protocol';
import type { BroughtBack, RunAction } from './actions';
import { placeNames } from './properties';
import { followInference } from './reduceInference';
import { followSettings, stopped } from './reduceReplay';
import { busy, emptyRun, follow, type Run } from './run';
import type { Offer, State } from './state';

/** Problems after which the run stands at its last sound state, ready to go on. */
const ranAway: readonly Problem['code'][] = ['not-finite', 'diverged'];

/** The run is given up because the configuration changed; its curves stay as a shadow. */
export function retired(state: State, offer: Offer): State {
  const { run, previous } = state;
  return followSettings(
    {
      ...state,
      epoch: state.epoch + 1,
      run: { ...emptyRun, backend: run.backend },
      previous: run.records.length > 1 ? run : previous,
      intent: 'stand',
      prediction: undefined,
      generation: undefined,
      played: undefined,
      silence: undefined,
      problem: undefined,
      adapter: undefined,
      // Data that wait to be read belong to no run.
      payload: state.payload.data === undefined ? {} : { data: state.payload.data },
    },
    offer,
  );
}

function failed(state: State, problem: Problem): State {
  const { run } = state;
  const { step } = problem;
  // The run went back to its last good state, and so do the curves.
  const kept =
    step === undefined
      ? {}
      : {
          step,
          records: StepRecords.of(run.records).upTo(step),
          validation: run.validation.filter((metrics) => metrics.step <= step),
          looks: run.looks.filter((look) => look.step <= step),
        };
  return {
    ...state,
    problem,
    silence: undefined,
    intent: 'stand',
    predicting: false,
    // An adapter that does not fit must not stand in the way of the next run.
    ...(problem.code === 'bad-adapter' ? { adapter: undefined, payload: {} } : {}),
    run: { ...run, ...kept, status: ranAway.includes(problem.code) ? 'paused' : 'failed', progress: undefined },
  };
}

function heard(state: State, notice: Notice): State {
  if (notice.notice === 'problem') return failed(state, notice.problem);
  if (notice.notice === 'told') return { ...state, notes: [...state.notes, { code: 'told', detail: notice.message }] };
  const answered = followInference(state, notice);
  if (answered) return answered;
  const run = follow(state.run, notice);
  if (run === state.run) return state;
  const over = notice.notice === 'status' && (notice.status === 'finished' || notice.status === 'failed');
  // Also a step that was asked for by other means than the transport ends a replay.
  const base = run.records.length > 0 && state.recording ? stopped(state) : state;
  // What is looked at now is the run's own answer again.
  const played = notice.notice === 'looked' || notice.notice === 'pinned' ? undefined : state.played;
  return { ...base, run, played, ...(over ? { intent: 'stand' } : {}) };
}

/** The worker was ended: nothing is waited for any more. */
function revived(state: State, { checkpoint }: Extract<RunAction, { type: 'revived' }>): State {
  const { run, previous, generation } = state;
  const still: State = {
    ...state,
    silence: undefined,
    intent: 'stand',
    predicting: false,
    generation: generation && { ...generation, running: false },
  };
  if (!checkpoint) {
    const fresh = { ...emptyRun, backend: run.backend };
    return { ...still, run: fresh, previous: run.records.length > 1 ? run : previous };
  }
  const { step } = checkpoint;
  const records = run.records.length < checkpoint.records.length ? checkpoint.records : run.records;
  return {
    ...still,
    run: {
      ...run,
      status: 'paused',
      step,
      progress: undefined,
      records: StepRecords.of(records).upTo(step),
      validation: run.validation.filter((metrics) => metrics.step <= step),
    },
  };
}

/** A run of another page, before anything of it is built here. Where on the page the visitor is stays. */
function back(state: State, { settings, hyperparameters, ...rest }: BroughtBack, offer: Offer): State {
  const place = Object.fromEntries(placeNames.map((name) => [name, state.settings[name]]));
  return stopped({
    ...retired(state, offer),
    ...rest,
    previous: undefined,
    settings: { ...settings, ...place },
    hyperparameters: { ...state.hyperparameters, [settings.method]: hyperparameters },
  });
}

/** A run that is built, at the step that it goes on from. */
function built(state: State, { answer, before }: Extract<RunAction, { type: 'built' }>): State {
  const { model, step, trainRows, counts, statistics, estimate, parameters, backend } = answer;
  return {
    ...state,
    report: model,
    run: {
      ...state.run,
      step,
      trainRows,
      counts,
      statistics,
      estimate,
      parameters,
      backend,
      records: StepRecords.of(before.records).upTo(step),
      validation: before.validation.filter((metrics) => metrics.step <= step),
      // What was told of the way there is not told again.
      ...(step > 0 && {
        stages: [...before.stages.filter((stage) => stage.over && stage.to <= step), ...state.run.stages],
        memory: [...before.memory.filter((point) => point.step <= step), ...state.run.memory],
        pinned: before.pinned,
        looks: before.looks.filter((look) => look.step <= step),
        clock: before.clock,
      }),
    },
  };
}

/** The same run at its first step: what building it told stays. */
function rewound(state: State): State {
  const { run, previous } = state;
  const { trainRows, counts, statistics, estimate, parameters, backend, pinned, looks } = run;
  return {
    ...state,
    run: {
      ...emptyRun,
      ...{ trainRows, counts, statistics, estimate, parameters, backend, pinned },
      // It was looked at again at its first step.
      looks: looks.filter(({ step }) => step === 0),
    },
    previous: run.records.length > 1 ? run : previous,
  };
}

export function reduceRun(state: State, action: RunAction, offer: Offer): State {
  switch (action.type) {
    case 'play': {
      const { curve: _curve, ...payload } = state.payload;
      return { ...stopped(state), payload, intent: 'run', problem: undefined, played: undefined };
    }
    case 'go-on':
      return {
        ...stopped(state),
        settings: { ...state.settings, steps: action.steps },
        intent: 'run',
        problem: undefined,
        played: undefined,
      };
    case 'pause':
      return { ...state, intent: 'stand' };
    case 'step':
      return { ...stopped(state), problem: undefined, played: undefined };
    case 'rewind':
      return { ...state, intent: 'stand', problem: undefined, played: undefined };
    case 'rewound':
      return rewound(state);
    case 'build':
      return {
        ...state,
        problem: undefined,
        run: { ...emptyRun, status: 'loading-model', backend: state.run.backend },
      };
    case 'built':
      return built(state, action);
    case 'bring-back':
      return back(state, action.back, offer);
    case 'silence':
      return { ...state, silence: action.silence };
    case 'revived':
      return revived(state, action);
    case 'retire':
      return retired(state, offer);
    case 'notice':
      return heard(state, action.notice);
    case 'failed':
      return failed(state, action.problem);
    case 'played':
      return { ...state, played: action.played };
    case 'dismiss-problem':
      return { ...state, problem: undefined };
  }
}

/** Whether a run is under way or was. */
export const hasBegun = ({ status, records }: Run): boolean => busy(status) || records.length > 0;
