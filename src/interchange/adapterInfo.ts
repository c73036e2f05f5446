/** What an adapter says of itself, held against its tensors: both come from files that anyone may have written. */
import { methods } from '../methods/registry';
import { isWritten, taskIds, type TaskId } from '../methods/taskId';
import type { AdapterInfo } from './adapterTypes';
import { says } from './adapterMessages';
import { AdapterError } from './layout';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPoison = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.share === 'number' &&
  typeof value.trigger === 'string' &&
  typeof value.target === 'string';

const poolings: readonly unknown[] = [undefined, 'mean', 'cls', 'last', 'library'];

/**
 * Metadata as they stand in a file of weights; undefined where they are no JSON, which is told as an entry that is
 * missing.
 */
export function parsed(metadata: string): unknown {
  try {
    return JSON.parse(metadata);
  } catch {
    return undefined;
  }
}

/** @param file where it stands @throws AdapterError naming the entry that is absent or can't be one */
export function infoFrom(value: unknown, file: string): AdapterInfo {
  const refuse = (entry: string): never => {
    throw new AdapterError(says.damaged({ file, entry }));
  };
  if (!isObject(value)) return refuse('method');
  const { model, name, method, task, pooling, labels, poison } = value;
  if (!isObject(method) || typeof method.id !== 'string') return refuse('method');
  if (!isObject(method.hyperparameters)) return refuse('hyperparameters');
  if (typeof model !== 'string') return refuse('model');
  if (name !== undefined && typeof name !== 'string') return refuse('name');
  if (!(taskIds as readonly unknown[]).includes(task)) return refuse('task');
  if (!poolings.includes(pooling)) return refuse('pooling');
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === 'string')))
    return refuse('labels');
  if (poison !== undefined && !isPoison(poison)) return refuse('poison');
  return value as unknown as AdapterInfo;
}

/** Knobs that came after the adapter was saved stand at what they were before. */
export function withEarlierKnobs(info: AdapterInfo): AdapterInfo {
  const { id, hyperparameters } = info.method;
  const missing = (methods.find((method) => method.id === id)?.hyperparameters ?? []).flatMap(({ name, earlier }) =>
    earlier === undefined || name in hyperparameters ? [] : [[name, earlier] as const],
  );
  return missing.length === 0
    ? info
    : { ...info, method: { id, hyperparameters: { ...hyperparameters, ...Object.fromEntries(missing) } } };
}

/**
 * @param classes rows of the head among the tensors; undefined where there is none
 * @throws AdapterError where the two disagree
 */
export function checkInfo({ task, labels }: AdapterInfo, classes: number | undefined): void {
  if (isWritten(task) && classes !== undefined) throw new AdapterError(says.continuesWithHead({ classes }));
  if (isWritten(task) && labels !== undefined) throw new AdapterError(says.continuesWithLabels);
  if (task === 'regression' && labels !== undefined) throw new AdapterError(says.numbersWithLabels);
  if (task === 'regression' && (classes ?? 1) !== 1)
    throw new AdapterError(says.numbersWithHead({ classes: classes! }));
  const twice = labels?.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) throw new AdapterError(says.labelTwice({ label: twice }));
  if (labels && classes !== undefined && labels.length !== classes)
    throw new AdapterError(says.labelsAndHead({ count: labels.length, labels: { list: labels.slice(0, 4) }, classes }));
}

/** The tasks of HF PEFT that ours are written as. */
export const taskTypes: Readonly<Record<TaskId, string>> = {
  classification: 'SEQ_CLS',
  regression: 'SEQ_CLS',
  'multi-label': 'SEQ_CLS',
  'token-classification': 'TOKEN_CLS',
  'causal-lm': 'CAUSAL_LM',
  seq2seq: 'SEQ_2_SEQ_LM',
};

/**
 * @throws AdapterError where adapter_config.json says something else than the weights' metadata, which this program
 * wrote at once
 */
export function checkAgreement(config: Readonly<Record<string, unknown>>, info: AdapterInfo): void {
  const own = config.format !== undefined;
  const said: readonly (readonly [entry: string, inConfig: unknown, inMetadata: unknown])[] = own
    ? [
        ['method', config.method, info.method.id],
        ['task', config.task, info.task],
        ['pooling', config.pooling, info.pooling],
        ['labels', config.labels, info.labels],
        ['poison', config.poison, info.poison],
        ['hyperparameters', config.hyperparameters, info.method.hyperparameters],
      ]
    : [['task_type', config.task_type, taskTypes[info.task]]];
  const text = (value: unknown) =>
    String(JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? sorted(inner) : inner)));
  const unlike = said.find(([, inConfig, inMetadata]) => inConfig !== undefined && text(inConfig) !== text(inMetadata));
  if (unlike)
    throw new AdapterError(says.entriesDiffer({ entry: unlike[0], config: text(unlike[1]), weights: text(unlike[2]) }));
}

const sorted = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
