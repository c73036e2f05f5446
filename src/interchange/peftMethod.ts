/**
 * Which method with which hyper-parameters an adapter of HF PEFT is: the way back from `peftLayout.ts`.
 *
 * An adapter that PEFT wrote says nothing of our methods. Its `peft_type`, the names and shapes of its tensors and the
 * model's parts decide; what comes out has the names, shapes and configuration that we would have written for the same
 * function. `peftReaders.ts` has a reader for each type.
 */
import type { Anatomy } from '../anatomy/anatomy';
import { applicability } from '../methods/applicability';
import type { Hyperparameters, Method } from '../methods/contract';
import { HyperparameterError, resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import { isWritten, isHeaded, isPooled, type TaskId } from '../methods/taskId';
import { libraryHead, tokenHead } from '../tasks/libraryHead';
import type { Adapter, AdapterInfo } from './adapter';
import { says as adapterSays } from './adapterMessages';
import { AdapterError } from './layout';
import { says } from './peftMessages';
import { type Parts, type PeftHead, sortTensors, unfit } from './peftModules';
import type { Config, Meaning } from './peftMeaning';
import { isUsed, refuseNewer } from './peftFields';
import { copiesOf, readers } from './peftReaders';
import { storedMeaning } from './peftStored';
import { checkComplete, checkTargets } from './peftTargets';
import { written } from './written';

/** What it was trained for. @throws AdapterError for a task that is not here */
function taskOf(config: Config, head: PeftHead | undefined, anatomy: Anatomy): AdapterInfo['task'] {
  const told = config.task_type;
  if (told === 'CAUSAL_LM' && !anatomy.languageModelHead)
    throw unfit(says.cannotContinue, config, says.chooseLanguageModel);
  if (told === 'CAUSAL_LM') return 'causal-lm';
  if (told === 'SEQ_2_SEQ_LM') return 'seq2seq';
  if (told === 'TOKEN_CLS') return 'token-classification';
  // Two classes have two outputs in the library's class, and one output is for numbers.
  if (told === 'SEQ_CLS' || head) return head?.weight.dims[0] === 1 ? 'regression' : 'classification';
  if (isUsed(told) && told !== 'FEATURE_EXTRACTION') throw new AdapterError(says.otherTask({ task: written(told) }));
  if (anatomy.stacks) return 'seq2seq';
  return anatomy.languageModelHead ? 'causal-lm' : 'classification';
}

/**
 * The library's head where the file and the model have all of it; else what there is, as one linear layer on one token.
 */
function poolingOf({ dense, norm, bias }: PeftHead, anatomy: Anatomy): 'library' | 'cls' | 'last' {
  const library = libraryHead(anatomy);
  const square = library?.dense ? (dense ?? (library.named && anatomy.pooler)) : !bias;
  const whole = library && square && (norm ?? !library.norm);
  return whole ? 'library' : anatomy.dimensions.kind === 'decoder' ? 'last' : 'cls';
}

/** The head under the names that we give it. */
function headTensors(
  head: PeftHead,
  task: TaskId,
  config: Config,
  anatomy: Anatomy,
  prefix: string,
): [string, Tensor][] {
  const { weight, bias } = head;
  const { kind, hidden } = anatomy.dimensions;
  const [classes = 0, width] = weight.dims;
  if (width !== hidden || weight.dims.length !== 2)
    throw unfit(says.headShape({ shape: { list: weight.dims }, width: hidden }), config);
  const floats = (tensor: Tensor) => f32(tensor.dims, asFloat32(tensor));
  const library =
    task === 'token-classification'
      ? tokenHead(anatomy)
      : poolingOf(head, anatomy) === 'library' && libraryHead(anatomy);
  if (library) {
    const layer = (path: string | undefined, parts: Parts | undefined): [string, Tensor][] =>
      path !== undefined && parts
        ? [
            [`${prefix}${path}.weight`, floats(parts.weight)],
            ...(parts.bias ? [[`${prefix}${path}.bias`, floats(parts.bias)] as [string, Tensor]] : []),
          ]
        : [];
    return [
      ...layer(library.out.path, { weight, ...(bias && { bias }) }),
      ...layer(library.dense?.path, head.dense),
      ...layer(library.norm?.path, head.norm),
    ];
  }
  const name = `${prefix}${kind === 'decoder' ? 'score' : 'classifier'}`;
  return [
    [`${name}.weight`, f32(weight.dims, asFloat32(weight))],
    [`${name}.bias`, bias ? f32(bias.dims, asFloat32(bias)) : f32([classes], new Float32Array(classes))],
  ];
}

function settingsOf(method: Method, settings: Meaning['settings'], anatomy: Anatomy): Hyperparameters {
  let hyperparameters: Hyperparameters;
  try {
    hyperparameters = resolveHyperparameters(method, settings);
  } catch (error) {
    if (error instanceof HyperparameterError) throw new AdapterError(says.hyperparameter({ refusal: error.told }));
    throw error;
  }
  const refusal = applicability(method, anatomy.dimensions, hyperparameters);
  if (refusal) throw new AdapterError(adapterSays.doesNotFit({ method: method.name, refusal }));
  return hyperparameters;
}

/**
 * An adapter of HF PEFT as we would have written it, with its method, hyper-parameters and task in `info`; others as
 * they are.
 * @throws AdapterError naming what no method here can express, or what does not fit the model
 */
export function understandPeft(adapter: Adapter, anatomy: Anatomy): Adapter {
  const { config, tensors: stored } = adapter;
  if (adapter.info || adapter.hub || typeof config.peft_type !== 'string') return adapter;
  const reader = readers[config.peft_type] ?? storedMeaning(config.peft_type) ?? copiesOf(config.peft_type, anatomy);
  if (!reader) throw new AdapterError(says.noSuchMethod({ type: config.peft_type }));
  refuseNewer(config);
  const sorted = sortTensors(stored, config, anatomy);
  checkTargets(config, sorted.modules);
  const { id, settings, tensors, notes = [] } = reader({ ...sorted, config, anatomy });
  checkComplete(config, sorted.modules, anatomy);
  const method = methodById(id);
  const hyperparameters = settingsOf(method, settings, anatomy);
  const peft = method.peftConfig?.(anatomy, hyperparameters, adapter.carried);
  if (!peft) throw unfit(says.typeDoesNotFit({ type: config.peft_type }), config);
  const { head } = sorted;
  const task = taskOf(config, head, anatomy);
  if (head && isWritten(task)) throw new AdapterError(says.continuesWithHead);
  const pooling = head && isPooled(task) ? poolingOf(head, anatomy) : undefined;
  const base =
    typeof config.base_model_name_or_path === 'string' && config.base_model_name_or_path
      ? config.base_model_name_or_path
      : undefined;
  return {
    ...adapter,
    config: peft,
    tensors: new Map([
      ...tensors,
      ...(head ? headTensors(head, task, config, anatomy, sorted.prompt ? 'base_model.' : 'base_model.model.') : []),
    ]),
    foreign: { library: 'HF PEFT', ...(base && { base }) },
    info: {
      model: base ?? '',
      method: { id, hyperparameters },
      task,
      ...(pooling && { pooling }),
    },
    notes: [
      ...notes,
      ...(!isHeaded(task) ? [] : head ? (pooling === 'cls' ? ['first-token' as const] : []) : ['no-head' as const]),
    ],
  };
}
