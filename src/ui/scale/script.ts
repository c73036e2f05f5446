/** A Python script that goes on with this configuration on a real GPU: HF PEFT, Transformers and Accelerate. */
import { applicability, taskRefusal } from '../../methods/applicability';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Method } from '../../methods/contract';
import { choiceOf } from '../../methods/hyperparameters';
import type { TaskId } from '../../methods/taskId';
import { outlineOf } from './outline';
import template from './script.template.py?raw';

export interface ScriptRun {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly dimensions: Dimensions;
  /** Name at the hub, or a folder. */
  readonly model: string;
  readonly task: TaskId;
  /** File name of the training data. */
  readonly data: string;
  readonly learningRate: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly optimizer: 'adamw' | 'sgd' | 'adafactor';
  readonly schedule: 'linear' | 'cosine' | 'constant';
  readonly warmup: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly accumulation: number;
  readonly seed: number;
  /** Link that brings this configuration back. */
  readonly link: string;
}

/** Why there is no script. The page has the sentences. */
export type NoScript = 'not-in-peft' | 'encoder-cannot-continue' | 't5-prompts' | 'unsuited';

const promptTypes = new Set(['PROMPT_TUNING', 'PREFIX_TUNING', 'P_TUNING', 'MULTITASK_PROMPT_TUNING']);

/** A JSON value as Python writes it. */
export function python(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  return `{${Object.entries(value as object)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${python(entry)}`)
    .join(', ')}}`;
}

/**
 * PEFT's configuration for training. Differs from that of a saved adapter where PEFT keeps only the result: the networks that
 * make a prefix or a prompt while training are thrown away afterwards.
 */
function trainingConfig({
  method,
  hyperparameters: hp,
  dimensions,
  task,
}: ScriptRun): Readonly<Record<string, unknown>> | undefined {
  const taskType = task === 'causal-lm' ? 'CAUSAL_LM' : 'SEQ_CLS';
  if (method.id === 'p-tuning')
    return { peft_type: 'P_TUNING', task_type: taskType, num_virtual_tokens: hp.l, encoder_hidden_size: hp.e };
  const saved = method.peftConfig?.(outlineOf(dimensions, task === 'causal-lm'), hp);
  if (!saved) return undefined;
  // PEFT reads what is left out from the model itself, so that the script also fits a model of another size.
  const {
    inference_mode: _mode,
    token_dim: _width,
    num_transformer_submodules: _stacks,
    num_attention_heads: _heads,
    num_layers: _layers,
    encoder_hidden_size: _inner,
    ...config
  } = saved;
  const network =
    saved.peft_type === 'PREFIX_TUNING' && hp.reparameterise === true
      ? { prefix_projection: true, encoder_hidden_size: hp.mid }
      : {};
  return { ...config, task_type: taskType, ...network };
}

/** Body of `adapt(model)`: how the method gets into the model; undefined where PEFT does not have it. */
function adaptation(run: ScriptRun): string | undefined {
  const { method, hyperparameters } = run;
  const unfreeze = (condition: string) =>
    `for name, parameter in model.named_parameters():\n    parameter.requires_grad = is_head(name)${condition}\nreturn model`;
  if (method.id === 'full') return 'return model';
  if (method.id === 'head-only') return unfreeze('');
  if (method.id === 'bitfit') {
    const places =
      choiceOf(hyperparameters, 'biases') === 'all'
        ? ''
        : ' and any(part in name for part in ("query", "intermediate.dense", "c_attn", "c_fc"))';
    return unfreeze(` or (name.endswith(".bias")${places})`);
  }
  const config = trainingConfig(run);
  if (!config) return undefined;
  const lines = Object.entries(config)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `    ${JSON.stringify(key)}: ${python(value)},`);
  return `config = get_peft_config({\n${lines.join('\n')}\n})\nreturn get_peft_model(model, config)`;
}

const indent = (text: string) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

/** @returns the script, or why there is none. */
export function scriptOf(run: ScriptRun): string | NoScript {
  const { method, hyperparameters, dimensions, task } = run;
  if (taskRefusal(dimensions, task)) return 'encoder-cannot-continue';
  if (applicability(method, dimensions, hyperparameters, task)) return 'unsuited';
  if (dimensions.family === 'unknown' && promptTypes.has(String(trainingConfig(run)?.peft_type))) return 't5-prompts';
  const body = adaptation(run);
  if (body === undefined) return 'not-in-peft';
  const usesPeft = body.includes('get_peft_model');
  const values: Readonly<Record<string, string>> = {
    METHOD: method.name,
    LINK: run.link.replace(/[\s"\\]/g, encodeURIComponent),
    MODEL: python(run.model),
    DATA: python(run.data),
    TASK: python(task),
    LEARNING_RATE: String(run.learningRate),
    STEPS: String(run.steps),
    BATCH: String(run.batchSize),
    LENGTH: String(run.sequenceLength),
    OPTIMIZER: python(run.optimizer),
    SCHEDULE: python(run.schedule),
    WARMUP: String(run.warmup),
    WEIGHT_DECAY: String(run.weightDecay),
    CLIP: String(run.clipNorm),
    ACCUMULATION: String(run.accumulation),
    SEED: String(run.seed),
    ADAPT: indent(body),
    USES_PEFT: usesPeft ? 'True' : 'False',
  };
  return template
    .replace(/^([ \t]*)# <ADAPT>$/m, () => values.ADAPT!)
    .replace(/<([A-Z_]+)>/g, (whole, name: string) => values[name] ?? whole);
}
