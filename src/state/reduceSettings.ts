/** The configuration in the state: every control, links, and files of one's own. */
import { OWN, type Probe } from '../worker/protocol';
import type { SettingsAction } from './actions';
import { sourcesFor, suggested } from './catalogue';
import { withFixedSize } from './fixedSize';
import { decode, knobKey, recommended } from './hash';
import {
  placeNames,
  properties,
  validate,
  validateHyperparameter,
  type PropertyName,
  type Settings,
} from './properties';
import { followSettings } from './reduceReplay';
import { hasBegun, retired } from './reduceRun';
import { waiting } from './reduceSharing';
import { hyperparametersOf, isPaired, suited, taskOf } from './runConfig';
import { isLocked, withLocked } from './share';
import type { Offer, State } from './state';

/** Properties that may change while a run goes on. */
export const live: readonly PropertyName[] = ['learningRate'];
/** Properties that say nothing about a run. */
const aside: readonly PropertyName[] = placeNames;
const placeOf = (settings: Settings): Partial<Settings> =>
  Object.fromEntries(placeNames.map((name) => [name, settings[name]]));

const methodOf = ({ methods }: Offer, id: string) => methods.find((method) => method.id === id);

/**
 * Another data set brings the sizes that suit its texts, has not the classes that a backdoor names, and goes on from
 * what was learnt first only within its family.
 */
const fitted = (next: Settings, before: Settings): Settings =>
  next.dataset === before.dataset
    ? next
    : {
        ...next,
        ...suggested(next.dataset),
        poison: '',
        defence: 'none',
        ...(!sourcesFor(next.dataset).some(({ id }) => id === next.transfer) && { transfer: 'none' }),
      };

const rate = ({ learningRate }: Partial<Settings>): Partial<Settings> =>
  learningRate === undefined ? {} : { learningRate };

/** The rate that the method recommends for another task, where it was left as recommended. */
function withRate(next: Settings, before: Settings, offer: Offer): Settings {
  const method = methodOf(offer, next.method);
  const untouched = before.learningRate === recommended(method, before).learningRate;
  return untouched ? { ...next, ...rate(recommended(method, next)) } : next;
}

/** What another choice brings along: a method its training settings, a model data that suit, data their sizes. */
function adapted(state: State, name: PropertyName, next: Settings, offer: Offer): Settings {
  switch (name) {
    case 'method':
      return { ...next, ...recommended(methodOf(offer, next.method), next) };
    case 'model':
      return withRate(fitted(suited(next, state), state.settings), state.settings, offer);
    case 'dataset':
      return withRate(fitted(next, state.settings), state.settings, offer);
    default:
      return next;
  }
}

/** Gives the run up where something is built, shown or prepared that belongs to the configuration as it is. */
function givenUp(state: State, offer: Offer): State {
  const { run, adapter, payload } = state;
  const engaged =
    run.counts !== undefined ||
    hasBegun(run) ||
    adapter !== undefined ||
    payload.curve !== undefined ||
    payload.adapter !== undefined;
  return engaged ? retired(state, offer) : state;
}

function set(state: State, { name, value }: Extract<SettingsAction, { type: 'set' }>, offer: Offer): State {
  const checked = validate(properties[name], value);
  const { settings } = state;
  if (checked === undefined || settings[name] === checked || isLocked(settings, name)) return state;
  const next: Settings = { ...settings, [name]: checked };
  if (aside.includes(name)) return { ...state, settings: next };
  if (live.includes(name)) {
    // Curves from a link belong to the rate that they were made with.
    const { curve, ...payload } = state.payload;
    const changed = { ...state, settings: next, ...(curve === undefined ? {} : { payload }) };
    return state.recording ? followSettings(changed, offer) : changed;
  }
  const wanted = adapted(state, name, next, offer);
  // A model that the locked data does not suit can't be chosen.
  if (wanted.dataset !== settings.dataset && isLocked(settings, 'dataset')) return state;
  const chosen = { ...givenUp(state, offer), settings: withLocked(wanted, settings, name) };
  return followSettings(withFittingPins(chosen, state), offer);
}

function setHyperparameter(
  state: State,
  { name, value }: Extract<SettingsAction, { type: 'set-hyperparameter' }>,
  offer: Offer,
): State {
  const { settings, hyperparameters } = state;
  const knob = methodOf(offer, settings.method)?.hyperparameters.find((candidate) => candidate.name === name);
  const checked = knob && validateHyperparameter(knob, value);
  if (checked === undefined || isLocked(settings, knobKey(name))) return state;
  const current = hyperparametersOf(state, offer.methods);
  if (JSON.stringify(current[name]) === JSON.stringify(checked)) return state;
  return followSettings(
    {
      ...givenUp(state, offer),
      hyperparameters: { ...hyperparameters, [settings.method]: { ...current, [name]: checked } },
    },
    offer,
  );
}

function defaultsRestored(state: State, offer: Offer): State {
  const { settings, hyperparameters } = state;
  const { method } = settings;
  const present = hyperparametersOf(state, offer.methods);
  const fresh = decode(`#method=${method}&model=${settings.model}&dataset=${settings.dataset}`, (id) =>
    methodOf(offer, id),
  );
  const knobs = Object.fromEntries(
    Object.entries(fresh.hyperparameters).map(([name, value]) => [
      name,
      isLocked(settings, knobKey(name)) ? (present[name] ?? value) : value,
    ]),
  );
  return followSettings(
    {
      ...retired(state, offer),
      settings: withLocked({ ...fresh.settings, ...placeOf(settings) }, settings),
      hyperparameters: { ...hyperparameters, [method]: knobs },
    },
    offer,
  );
}

/**
 * What is pinned was written for a task: another one takes other texts. @param next after a choice of model or data
 */
function withFittingPins(next: State, before: State): State {
  const { settings } = next;
  const fits = taskOf(next) === taskOf(before) && isPaired(next) === isPaired(before);
  return fits || settings.pins === '' ? next : { ...next, settings: { ...settings, pins: '' } };
}

const lacksGpu = ({ backends }: Probe): boolean =>
  backends.some((backend) => backend.kind === 'webgpu' && !backend.available);

function adopted(state: State, { brought }: Extract<SettingsAction, { type: 'adopt' }>, offer: Offer): State {
  const { settings } = state;
  // Links within the page keep what a teacher's link hides and locks; a lesson sets locked controls all the same.
  const { hide, lock } = brought.whole ? brought.settings : settings;
  // And so does what the visitor pinned, where the link pins nothing.
  const pins = brought.whole || brought.settings.pins !== '' ? brought.settings.pins : settings.pins;
  const placed: Settings = { ...brought.settings, hide, lock, pins };
  const wanted = brought.whole || placed.lesson !== 'none' ? placed : withLocked(placed, settings);
  const knobs = hyperparametersOf(state, offer.methods);
  const same =
    JSON.stringify([{ ...settings, ...placeOf(wanted) }, knobs]) === JSON.stringify([wanted, brought.hyperparameters]);
  const { data: packed, ...others } = brought.payload;
  // Back and forward bring the data that are here.
  const waits = packed !== undefined && packed !== state.ownData?.packed ? { data: packed } : {};
  const fresh = others.curve !== undefined || others.adapter !== undefined || waits.data !== undefined;
  const told = { ...state, notes: brought.notes, ...(waits.data !== undefined && { ownData: undefined }) };
  // Back and forward between two views keep the run.
  if (same && !fresh) return { ...told, settings: wanted };
  const missingGpu = wanted.backend === 'webgpu' && state.probe !== undefined && lacksGpu(state.probe);
  const next = {
    ...retired(told, offer),
    settings: missingGpu ? { ...wanted, backend: 'auto' as const } : wanted,
    hyperparameters: { ...state.hyperparameters, [wanted.method]: brought.hyperparameters },
    payload: { ...others, ...waits },
  };
  return followSettings(pins === brought.settings.pins ? next : withFittingPins(next, state), offer);
}

/** A link's lock does not reach so far: without a GPU there is nothing to choose. */
function probed(state: State, probe: Probe): State {
  const { settings } = state;
  const offered = probe.backends.some(({ kind, available }) => kind === 'webgpu' && available);
  return {
    ...state,
    probe,
    ...(settings.backend === 'webgpu' && !offered ? { settings: { ...settings, backend: 'auto' } } : {}),
  };
}

function changed(state: State, action: SettingsAction, offer: Offer): State {
  switch (action.type) {
    case 'set':
      return set(state, action, offer);
    case 'set-hyperparameter':
      return setHyperparameter(state, action, offer);
    case 'restore-defaults':
      return defaultsRestored(state, offer);
    case 'adopt':
      return adopted(state, action, offer);
    case 'probed':
      return probed(state, action.probe);
    case 'change-backend':
      return { ...state, settings: { ...state.settings, backend: action.backend } };
    case 'data-read': {
      const { data: waits, ...payload } = state.payload;
      // Those that the link brought belong to what it shows.
      if (waits !== undefined && action.data.packed === waits) return { ...state, payload, ownData: action.data };
      const next = state.settings.dataset === OWN ? retired(state, offer) : state;
      return { ...next, payload: next === state ? payload : {}, ownData: action.data };
    }
    case 'model-read': {
      const { model } = action;
      const next = { ...retired(state, offer), payload: waiting(state), ownModel: model, report: model.report };
      return { ...next, settings: suited({ ...next.settings, model: OWN }, next) };
    }
  }
}

/** A model that was exported for one size keeps the settings there, whatever else is chosen. */
export const reduceSettings = (state: State, action: SettingsAction, offer: Offer): State =>
  withFixedSize(changed(state, action, offer), offer.methods);
