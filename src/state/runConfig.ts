/** What the present settings mean: sizes, task, backend, and the configuration in the engine's words. */
import type { Dimensions } from '../anatomy/anatomy';
import { tasksOf } from '../methods/applicability';
import type { Hyperparameters, Method } from '../methods/contract';
import type { TaskId } from '../methods/taskId';
import type { BackendKind } from '../runtime/backend';
import type { RunConfig } from '../training/types';
import { OWN, type Probe } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { defaultsOf } from './hash';
import type { Settings } from './properties';
import type { HeadForm } from '../tasks/classification';
import type { State } from './state';

/** Knobs of the chosen method: what was set, else the schema's defaults. */
export function hyperparametersOf(
  state: Pick<State, 'settings' | 'hyperparameters'>,
  methods: readonly Method[],
): Hyperparameters {
  const { method } = state.settings;
  return state.hyperparameters[method] ?? defaultsOf(methods.find((candidate) => candidate.id === method));
}

/** Sizes of the chosen model: as loaded, else as listed. */
export function dimensionsOf(state: Pick<State, 'settings' | 'ownModel'> & Partial<Pick<State, 'report'>>): Dimensions {
  const { model } = state.settings;
  if (model === OWN && state.ownModel) return state.ownModel.report.dimensions;
  if (state.report?.name === model) return state.report.dimensions;
  return (models.find((entry) => entry.id === model) ?? models[0]!).dimensions;
}

/** The form of the chosen model's classification head. */
export function headFormOf({ settings: { model }, ownModel }: Pick<State, 'settings' | 'ownModel'>): HeadForm {
  if (model === OWN && ownModel) return ownModel.report.head;
  return (models.find((entry) => entry.id === model) ?? models[0]!).head;
}

/** The task of the chosen data. */
export function taskOf(state: Pick<State, 'settings' | 'ownData'>): TaskId {
  if (state.settings.dataset === OWN) return state.ownData?.preview?.task ?? 'classification';
  return datasets.find((entry) => entry.id === state.settings.dataset)?.task ?? 'classification';
}

/**
 * An encoder can't continue text: choosing one with language-modelling data takes the first data set that suits, and
 * the other way round.
 */
export function suited(settings: Settings, state: Pick<State, 'ownModel' | 'ownData'>): Settings {
  const dimensions = dimensionsOf({ ...state, settings });
  const { kind } = dimensions;
  const tasks = tasksOf(dimensions);
  const task = taskOf({ ...state, settings });
  if (task === 'causal-lm' && !tasks.includes(task))
    return { ...settings, dataset: datasets.find((entry) => entry.task === 'classification')!.id };
  if (kind === 'decoder' && tasks.includes('causal-lm') && task === 'classification' && settings.dataset !== OWN)
    return { ...settings, dataset: datasets.find((entry) => entry.task === 'causal-lm')!.id };
  return settings;
}

/**
 * The backend that "automatic" means here: WebGPU on real hardware; WASM where WebGPU is missing or runs in software.
 */
export function chosenBackend(settings: Settings, probe: Probe | undefined): BackendKind {
  if (settings.backend !== 'auto') return settings.backend;
  const gpu = probe?.backends.find((offer) => offer.kind === 'webgpu');
  return gpu?.available && !gpu.software ? 'webgpu' : 'wasm';
}

/** The configuration in the engine's words. */
export function runConfig(
  state: Pick<State, 'settings' | 'hyperparameters' | 'ownData' | 'ownModel' | 'probe'>,
  methods: readonly Method[],
): RunConfig {
  const { settings } = state;
  const { optimizer, learningRate, weightDecay, schedule, warmup, clipNorm, accumulation } = settings;
  return {
    model: settings.model,
    dataset: settings.dataset,
    task: taskOf(state),
    // Said, since a model's files may have been kept here from before config.json recommended one.
    ...(taskOf(state) === 'classification' && {
      pooling: settings.pooling === 'auto' ? headFormOf(state).automatic : settings.pooling,
    }),
    method: { id: settings.method, hyperparameters: hyperparametersOf(state, methods) },
    optimizer: { kind: optimizer, learningRate, weightDecay, schedule, warmup, clipNorm, accumulation },
    steps: settings.steps,
    batchSize: settings.batchSize,
    sequenceLength: settings.sequenceLength,
    seed: settings.seed,
    backend: chosenBackend(settings, state.probe),
    evaluateEvery: settings.evaluateEvery,
  };
}
