/** What the present settings mean: sizes, task, backend, and the configuration in the engine's words. */
import type { Dimensions } from '../anatomy/anatomy';
import { parsePoison, type Poison } from '../data/poisonSetting';
import { tasksOf } from '../methods/applicability';
import type { Hyperparameters, Method } from '../methods/contract';
import { isPooled, type TaskId } from '../methods/taskId';
import type { BackendKind } from '../runtime/backend';
import type { RunConfig } from '../training/types';
import { isAddress } from '../interchange/hub/address';
import { OWN, type Probe, type SeenBy, type TablePreview } from '../worker/protocol';
import { datasets, models, suggested } from './catalogue';
import { defaultsOf } from './hash';
import type { Settings } from './properties';
import type { HeadForm } from '../tasks/sentenceHead';
import type { RemoteModel, State } from './state';

/** What the visitor brought, or has by address, as far as it is here. */
export type Here = Pick<State, 'ownModel' | 'ownData' | 'remoteModel' | 'remoteData'>;

/** Knobs of the chosen method: what was set, else the schema's defaults. */
export function hyperparametersOf(
  state: Pick<State, 'settings' | 'hyperparameters'>,
  methods: readonly Method[],
): Hyperparameters {
  const { method } = state.settings;
  return state.hyperparameters[method] ?? defaultsOf(methods.find((candidate) => candidate.id === method));
}

/** The chosen model, where it is one at an address that is known by now. */
export const remoteOf = ({
  settings,
  remoteModel,
}: Pick<State, 'settings' | 'remoteModel'>): RemoteModel | undefined =>
  remoteModel?.report.address === settings.model ? remoteModel : undefined;

/** What was understood of the chosen data, where they are one's own or at an address. */
export function previewOf({
  settings: { dataset },
  ownData,
  remoteData,
}: Pick<State, 'settings' | 'ownData' | 'remoteData'>): TablePreview | undefined {
  if (dataset === OWN) return ownData?.preview;
  return remoteData?.address === dataset ? remoteData.preview : undefined;
}

/** Data that the page brings no facts of along. */
export const isBrought = (id: string): boolean => id === OWN || isAddress(id);

/** Sizes of the chosen model: as loaded, else as listed. */
export function dimensionsOf(
  state: Pick<State, 'settings' | 'ownModel' | 'remoteModel'> & Partial<Pick<State, 'report'>>,
): Dimensions {
  const { model } = state.settings;
  if (model === OWN && state.ownModel) return state.ownModel.report.dimensions;
  const remote = remoteOf(state);
  const known = remote?.loaded?.dimensions ?? remote?.report.dimensions;
  if (known) return known;
  if (state.report?.name === model) return state.report.dimensions;
  return (models.find((entry) => entry.id === model) ?? models[0]!).dimensions;
}

/** The form of the chosen model's classification head. */
export function headFormOf(state: Pick<State, 'settings' | 'ownModel' | 'remoteModel'>): HeadForm {
  const {
    settings: { model },
    ownModel,
  } = state;
  if (model === OWN && ownModel) return ownModel.report.head;
  const remote = remoteOf(state);
  const known = remote?.loaded?.head ?? remote?.report.head;
  if (known) return known;
  return (models.find((entry) => entry.id === model) ?? models[0]!).head;
}

/** The task of the chosen data; prompts with responses are sources with targets to an encoder–decoder. */
export function taskOf(state: Pick<State, 'settings'> & Here): TaskId {
  const preview = isBrought(state.settings.dataset) ? previewOf(state) : undefined;
  if (preview?.form === 'respond' && dimensionsOf(state).kind === 'encoder-decoder') return 'seq2seq';
  if (isBrought(state.settings.dataset)) return preview?.task ?? 'classification';
  return datasets.find((entry) => entry.id === state.settings.dataset)?.task ?? 'classification';
}

/** Whether the examples of the data are two texts. */
export function isPaired(state: Pick<State, 'settings' | 'ownData' | 'remoteData'>): boolean {
  const own = previewOf(state);
  return own
    ? Boolean(own.secondColumn)
    : datasets.find(({ id }) => id === state.settings.dataset)?.columns?.second !== undefined;
}

/** The sizes that suit another data set, where those that suit the chosen one were left as they are. */
function withSizesOf(dataset: string, settings: Settings): Settings {
  const before: Partial<Settings> = suggested(settings.dataset);
  const untouched = Object.entries(suggested(dataset)).filter(
    ([name]) => settings[name as keyof Settings] === before[name as keyof Settings],
  );
  return { ...settings, ...Object.fromEntries(untouched) };
}

/** A model brings data that it can be trained on: where it can't on what is chosen, the first bundled data set. */
export function suited(settings: Settings, state: Here): Settings {
  // Nothing is known yet of what is at an address: what does not fit is told then.
  if (isAddress(settings.model) && !remoteOf({ ...state, settings })) return settings;
  const dimensions = dimensionsOf({ ...state, settings });
  const { kind } = dimensions;
  const tasks = tasksOf(dimensions);
  const task = taskOf({ ...state, settings });
  // What was brought is read anew, for the model: an encoder–decoder takes prompts with responses as they are.
  if (isBrought(settings.dataset) && (kind === 'encoder-decoder' || task !== 'causal-lm')) return settings;
  const writes = kind === 'decoder' && tasks.includes('causal-lm');
  if (tasks.includes(task) && !(writes && task === 'classification')) return settings;
  const fits = datasets.find((entry) => (writes ? entry.task === 'causal-lm' : tasks.includes(entry.task)));
  return fits ? { ...withSizesOf(fits.id, settings), dataset: fits.id } : settings;
}

/**
 * The backend that "automatic" means here: WebGPU on real hardware; WASM where WebGPU is missing or runs in software.
 */
export function chosenBackend(settings: Settings, probe: Probe | undefined): BackendKind {
  if (settings.backend !== 'auto') return settings.backend;
  const gpu = probe?.backends.find((offer) => offer.kind === 'webgpu');
  return gpu?.available && !gpu.software ? 'webgpu' : 'wasm';
}

/** For whom examples are read: the chosen model, at the sizes of the settings. */
export function seenBy(state: Parameters<typeof dimensionsOf>[0]): SeenBy {
  const { model, sequenceLength, targetLength, sourceTemplate } = state.settings;
  return {
    model,
    length: sequenceLength,
    ...(dimensionsOf(state).kind === 'encoder-decoder' && {
      writesTargets: true,
      ...(targetLength > 0 && { target: targetLength }),
      ...(sourceTemplate !== '' && { template: sourceTemplate }),
    }),
  };
}

/** The configuration in the engine's words. */
export function runConfig(
  state: Pick<State, 'settings' | 'hyperparameters' | 'probe'> & Here,
  methods: readonly Method[],
): RunConfig {
  const { settings } = state;
  const { optimizer, learningRate, weightDecay, schedule, warmup, clipNorm, accumulation } = settings;
  return {
    model: settings.model,
    dataset: settings.dataset,
    task: taskOf(state),
    // Said, since a model's files may have been kept here from before config.json recommended one.
    ...(isPooled(taskOf(state)) && {
      pooling: settings.pooling === 'auto' ? headFormOf(state).automatic : settings.pooling,
    }),
    method: { id: settings.method, hyperparameters: hyperparametersOf(state, methods) },
    optimizer: { kind: optimizer, learningRate, weightDecay, schedule, warmup, clipNorm, accumulation },
    steps: settings.steps,
    batchSize: settings.batchSize,
    sequenceLength: settings.sequenceLength,
    ...(taskOf(state) === 'seq2seq' && {
      ...(settings.targetLength > 0 && { targetLength: settings.targetLength }),
      ...(settings.sourceTemplate.trim() !== '' && { sourceTemplate: settings.sourceTemplate.trim() }),
    }),
    ...(settings.backboneDropout > 0 && { backboneDropout: settings.backboneDropout }),
    seed: settings.seed,
    backend: chosenBackend(settings, state.probe),
    evaluateEvery: settings.evaluateEvery,
    ...backdoorOf(settings),
    ...(settings.transfer !== 'none' && {
      transfer: { dataset: settings.transfer, steps: settings.transferSteps },
    }),
    ...(settings.trainRows > 0 && { trainRows: settings.trainRows }),
  };
}

/** The backdoor that is set; undefined where there is none. */
export function poisonOf({ poison }: Pick<Settings, 'poison'>): Poison | undefined {
  const read = poison === '' ? undefined : parsePoison(poison);
  return read && 'poison' in read ? read.poison : undefined;
}

/** The backdoor and what is done against it; nothing where there is none. */
function backdoorOf(settings: Settings): Pick<RunConfig, 'poison' | 'defence'> {
  const poison = poisonOf(settings);
  const { defence, suspicion } = settings;
  if (!poison) return {};
  return {
    poison,
    ...(defence === 'clean-tuning' && { defence: { kind: defence } }),
    ...(defence === 'filter' && { defence: { kind: defence, suspicion } }),
  };
}
