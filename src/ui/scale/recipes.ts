/**
 * How a method is trained with Transformers and HF PEFT, as plain data: what is put into the model, how the base is
 * held, what happens at each step. The Python that this becomes is in `script.template.py`.
 *
 * This is not `peftConfig`, which describes a *finished* adapter: a DyLoRA adapter is a LoRA adapter, but training it
 * as one is not DyLoRA. A method that has neither an entry here nor a text that says why PEFT can't train it
 * (`noScript`) is trained with the configuration of its finished adapter.
 */
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Method } from '../../methods/contract';
import { choiceOf, flagOf, numberOf } from '../../methods/hyperparameters';
import { loraConfig, targetsOf, type AutoSites } from '../../methods/parts/lowRank';
import type { TaskId } from '../../methods/taskId';
import { outlineOf } from '../../methods/outline';
import type { RateKind } from './rates';

/**
 * What is trained: PEFT's configuration, or tensors of the model itself. The head of a classifier is always trained
 * too.
 */
export type Adaptation =
  | {
      readonly kind: 'peft';
      /** Class of the configuration, as `peft` exports it. */
      readonly config: string;
      /** Its arguments, without `task_type`. */
      readonly entries: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'everything' | 'head' }
  /** Tensors whose names end like one of these. */
  | { readonly kind: 'unfreeze'; readonly endings: readonly string[] };

/** Parts of the script beside the common ones; each is a block of the template. */
export type Part =
  /** The budget is planned over the run's true steps, and ranks go after each of them. */
  | 'adalora'
  /** A stays as it was drawn. */
  | 'frozen-a'
  /** PEFT's own optimiser for LoRA-FA, which corrects the gradient of B. */
  | 'lora-fa-optimizer'
  /** PEFT's own optimiser for LoRA+, by which B learns faster. */
  | 'lora-plus-optimizer'
  /** The base is loaded in 4 bit (NF4) with bitsandbytes. */
  | 'nf4'
  /** A and B start as LoftQ's, from the error of what bitsandbytes has quantised. */
  | 'loftq'
  /** LoftQ with several rounds, which only PEFT's older form has: quantised values in full precision. */
  | 'loftq-rounds'
  /** Virtual tokens are embeddings in front of the text. */
  | 'virtual-tokens'
  /** Virtual tokens are keys and values. */
  | 'prefix'
  /** The random start is scaled. */
  | 'start-scale'
  /** It can go on from an adapter that was saved here. */
  | 'resumable';

export interface Recipe {
  readonly adaptation: Adaptation;
  readonly parts: readonly Part[];
  readonly rate: RateKind;
  /** Numbers that the parts read, by the template's names. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Why there is no recipe for these hyper-parameters or this model. The page has the sentences. */
export type NoRecipe =
  /** PEFT has no such method; the reason is the method's. */
  | 'no-method'
  /** Some of q, k and v where the model has one matrix for all three. */
  | 'part-of-fused'
  /** PEFT has the method for `nn.Linear` only, and GPT-2 has `Conv1D`. */
  | 'conv1d'
  /** PEFT puts the text behind the prefix. */
  | 'prefix-positions'
  | 't5-prompts'
  /** PEFT saves and trains no head with it. */
  | 'headless';

interface Given {
  readonly dimensions: Dimensions;
  readonly hp: Hyperparameters;
  readonly task: TaskId;
  readonly method: Method;
}

type RecipeOf = (given: Given) => Recipe | NoRecipe;

const whole: readonly Part[] = ['resumable'];

const peft = (config: string, entries: Readonly<Record<string, unknown>>): Adaptation => ({
  kind: 'peft',
  config,
  entries,
});

const isT5 = ({ family }: Dimensions): boolean => family === 'unknown';

/** LoRA's entries; what PEFT does by default is left out. */
function loraEntries({ dimensions, hp, task }: Given, auto: AutoSites, alpha: number) {
  const { target_modules, fan_in_fan_out } = loraConfig(outlineOf(dimensions, task === 'causal-lm'), hp, {
    auto,
    r: 1,
    alpha,
  });
  return {
    lora_alpha: alpha,
    lora_dropout: numberOf(hp, 'dropout'),
    target_modules,
    ...(fan_in_fan_out === true && { fan_in_fan_out }),
  };
}

/** PEFT adapts a fused projection as a whole. */
const takesPartOfFused = ({ dimensions, hp }: Given, auto: AutoSites): boolean =>
  dimensions.fusedQkv && targetsOf(dimensions, hp, auto).some((site) => site === 'q' || site === 'k' || site === 'v');

/** A recipe of the LoRA family, refused where only some of a fused projection's columns are meant. */
const lowRank =
  (auto: AutoSites, recipe: RecipeOf): RecipeOf =>
  (given) =>
    takesPartOfFused(given, auto) ? 'part-of-fused' : recipe(given);

/**
 * PEFT takes the start out of its base, where an adapter of ours could not go on. In Conv1D it can't start by QR: the
 * matrix lies there turned.
 */
const startedFrom = (start: 'pissa' | 'olora'): RecipeOf =>
  lowRank('query and value', (given) => {
    if (start === 'olora' && given.dimensions.family === 'gpt2') return 'conv1d';
    return {
      adaptation: peft('LoraConfig', {
        r: numberOf(given.hp, 'r'),
        ...loraEntries(given, 'query and value', numberOf(given.hp, 'alpha')),
        init_lora_weights: start,
      }),
      parts: [],
      rate: 'lora',
    };
  });

const bertBiases: readonly string[] = ['attention.self.query.bias', 'intermediate.dense.bias'];
const biasEndings: Readonly<Record<string, readonly string[]>> = {
  bert: bertBiases,
  roberta: bertBiases,
  electra: bertBiases,
  distilbert: ['attention.q_lin.bias', 'ffn.lin1.bias'],
  gpt2: ['attn.c_attn.bias', 'mlp.c_fc.bias'],
};

/** (IA)³ and LoKr: PEFT's configuration of the finished adapter is that of training, where PEFT has it in this form. */
function fromSaved(
  { method, dimensions, hp, task }: Given,
  config: string,
  names: readonly string[],
): Adaptation | undefined {
  const saved = method.peftConfig?.(outlineOf(dimensions, task === 'causal-lm'), hp);
  return (
    saved &&
    peft(config, Object.fromEntries(names.flatMap((name) => (saved[name] === false ? [] : [[name, saved[name]]]))))
  );
}

const recipes: Readonly<Record<string, RecipeOf>> = {
  full: () => ({ adaptation: { kind: 'everything' }, parts: [], rate: 'full' }),
  'head-only': () => ({ adaptation: { kind: 'head' }, parts: [], rate: 'head' }),
  bitfit: ({ hp, dimensions }) => ({
    adaptation: {
      kind: 'unfreeze',
      endings: choiceOf(hp, 'biases') === 'all' ? ['.bias'] : (biasEndings[dimensions.family] ?? []),
    },
    parts: [],
    rate: 'biases',
  }),

  lora: lowRank('query and value', (given) => {
    const { hp } = given;
    return {
      adaptation: peft('LoraConfig', {
        r: numberOf(hp, 'r'),
        ...loraEntries(given, 'query and value', numberOf(hp, 'alpha')),
        ...(flagOf(hp, 'rslora') && { use_rslora: true }),
        ...(flagOf(hp, 'dora') && { use_dora: true }),
      }),
      parts: whole,
      rate: flagOf(hp, 'rslora') ? 'rslora' : flagOf(hp, 'dora') ? 'dora' : 'lora',
    };
  }),
  'lora-plus': lowRank('query and value', (given) => {
    const { hp } = given;
    return {
      adaptation: peft('LoraConfig', {
        r: numberOf(hp, 'r'),
        ...loraEntries(given, 'query and value', numberOf(hp, 'alpha')),
      }),
      parts: [...whole, 'lora-plus-optimizer'],
      rate: 'lora',
      values: { RATIO: numberOf(hp, 'ratio') },
    };
  }),
  pissa: startedFrom('pissa'),
  olora: startedFrom('olora'),
  'lora-fa': lowRank('query and value', (given) => {
    const { hp } = given;
    return {
      adaptation: peft('LoraConfig', {
        r: numberOf(hp, 'r'),
        ...loraEntries(given, 'query and value', numberOf(hp, 'alpha')),
      }),
      parts: [...whole, flagOf(hp, 'correct') ? 'lora-fa-optimizer' : 'frozen-a'],
      rate: flagOf(hp, 'correct') ? 'lora-fa' : 'lora',
      values: { RANK: numberOf(hp, 'r'), ALPHA: numberOf(hp, 'alpha') },
    };
  }),
  adalora: lowRank('query and value', (given) => {
    const { hp } = given;
    return {
      adaptation: peft('AdaLoraConfig', {
        init_r: numberOf(hp, 'init_r'),
        target_r: numberOf(hp, 'target_r'),
        ...loraEntries(given, 'query and value', numberOf(hp, 'alpha')),
        deltaT: numberOf(hp, 'delta_t'),
        beta1: numberOf(hp, 'beta1'),
        beta2: numberOf(hp, 'beta2'),
        orth_reg_weight: numberOf(hp, 'gamma'),
      }),
      // What was saved here has its ranks already.
      parts: ['adalora'],
      rate: 'adalora',
      values: { TINIT: numberOf(hp, 'tinit'), TFINAL: numberOf(hp, 'tfinal') },
    };
  }),
  qlora: lowRank('all linears', (given) => {
    const { hp } = given;
    return {
      adaptation: peft('LoraConfig', {
        r: numberOf(hp, 'r'),
        ...loraEntries(given, 'all linears', numberOf(hp, 'alpha')),
      }),
      parts: [...whole, 'nf4'],
      rate: 'qlora',
      values: { DOUBLE: flagOf(hp, 'double') },
    };
  }),
  loftq: lowRank('all linears', (given) => {
    const { hp } = given;
    if (given.dimensions.family === 'gpt2') return 'conv1d';
    const rounds = numberOf(hp, 'iterations');
    return {
      adaptation: peft('LoraConfig', {
        r: numberOf(hp, 'r'),
        ...loraEntries(given, 'all linears', numberOf(hp, 'r')),
        ...(rounds > 1 && { init_lora_weights: 'loftq' }),
      }),
      parts: rounds > 1 ? ['loftq-rounds'] : [...whole, 'nf4', 'loftq'],
      rate: 'loftq',
      values: { DOUBLE: flagOf(hp, 'double'), ROUNDS: rounds },
    };
  }),
  krona: (given) => {
    const adaptation = fromSaved(given, 'LoKrConfig', [
      'r',
      'alpha',
      'target_modules',
      'decompose_both',
      'decompose_factor',
    ]);
    return adaptation ? { adaptation, parts: whole, rate: 'lokr' } : 'conv1d';
  },

  ia3: (given) => {
    const { hp, dimensions } = given;
    if (dimensions.fusedQkv && !dimensions.mixedQkv && choiceOf(hp, 'placement') !== 'peft') return 'part-of-fused';
    const adaptation = fromSaved(given, 'IA3Config', ['target_modules', 'feedforward_modules', 'fan_in_fan_out']);
    return adaptation ? { adaptation, parts: whole, rate: 'ia3' } : 'no-method';
  },
  'prompt-tuning': ({ hp, dimensions }) => {
    if (isT5(dimensions)) return 't5-prompts';
    const sampled = choiceOf(hp, 'init') === 'vocabulary';
    return {
      adaptation: peft('PromptTuningConfig', {
        num_virtual_tokens: numberOf(hp, 'l'),
        prompt_tuning_init: sampled ? 'SAMPLE_VOCAB' : 'RANDOM',
      }),
      parts: [...whole, 'virtual-tokens', ...(sampled ? [] : (['start-scale'] as const))],
      rate: 'prompt',
      values: { START: 0.02 },
    };
  },
  'p-tuning': ({ hp, dimensions }) => {
    if (isT5(dimensions)) return 't5-prompts';
    return {
      adaptation: peft('PromptEncoderConfig', {
        num_virtual_tokens: numberOf(hp, 'l'),
        encoder_reparameterization_type: choiceOf(hp, 'encoder').toUpperCase(),
        encoder_hidden_size: numberOf(hp, 'e'),
        encoder_num_layers: 2,
      }),
      // A saved adapter has no network any more, and PEFT would put a new one before its prompt.
      parts: ['virtual-tokens'],
      rate: 'p-tuning',
    };
  },
  'prefix-tuning': ({ hp, dimensions }) => {
    if (isT5(dimensions)) return 't5-prompts';
    if (!flagOf(hp, 'shift_positions')) return 'prefix-positions';
    const network = flagOf(hp, 'reparameterise');
    return {
      adaptation: peft('PrefixTuningConfig', {
        num_virtual_tokens: numberOf(hp, 'l'),
        ...(network && { prefix_projection: true, encoder_hidden_size: numberOf(hp, 'mid') }),
      }),
      parts: [...(network ? [] : whole), 'prefix', 'start-scale'],
      rate: network ? 'prefix-network' : 'prefix',
      values: { START: numberOf(hp, 'init_std') },
    };
  },
};

/** PEFT's classes by the types that its configurations write (`PEFT_TYPE_TO_CONFIG_MAPPING`). */
const classes: Readonly<Record<string, string>> = {
  ADAPTION_PROMPT: 'AdaptionPromptConfig',
  BOFT: 'BOFTConfig',
  C3A: 'C3AConfig',
  DELORA: 'DeloraConfig',
  FOURIERFT: 'FourierFTConfig',
  GRALORA: 'GraloraConfig',
  HIRA: 'HiraConfig',
  HRA: 'HRAConfig',
  LN_TUNING: 'LNTuningConfig',
  LOHA: 'LoHaConfig',
  LOKR: 'LoKrConfig',
  MISS: 'MissConfig',
  OFT: 'OFTConfig',
  RANDLORA: 'RandLoraConfig',
  ROAD: 'RoadConfig',
  SHIRA: 'ShiraConfig',
  TRAINABLE_TOKENS: 'TrainableTokensConfig',
  TINYLORA: 'TinyLoraConfig',
  VBLORA: 'VBLoRAConfig',
  VERA: 'VeraConfig',
  WAVEFT: 'WaveFTConfig',
};

/** Types that PEFT trains without a head. */
const headless: ReadonlySet<string> = new Set(['ADAPTION_PROMPT', 'TRAINABLE_TOKENS']);

/** Where nothing else is said, PEFT's configuration of the finished adapter is that of training. */
const asSaved: RecipeOf = ({ method, dimensions, hp, task }) => {
  const saved = method.peftConfig?.(outlineOf(dimensions, task === 'causal-lm'), hp);
  // Some columns of a fused projection, or a Conv1D, where PEFT has the method for whole `nn.Linear` only.
  if (!saved && method.since === 'after-survey')
    return takesPartOfFused({ method, dimensions, hp, task }, 'query and value') ? 'part-of-fused' : 'conv1d';
  const config = saved && classes[String(saved.peft_type)];
  if (!config) return 'no-method';
  if (task !== 'causal-lm' && headless.has(String(saved.peft_type))) return 'headless';
  const entries = Object.entries(saved).filter(([name]) => name !== 'peft_type' && name !== 'task_type');
  return { adaptation: peft(config, Object.fromEntries(entries)), parts: whole, rate: 'unpublished' };
};

/** Methods with a recipe of their own. */
export const hasRecipe = (id: string): boolean => id in recipes;

/** @returns how the method is trained with PEFT, or why it can't be. */
export const recipeOf = (given: Given): Recipe | NoRecipe =>
  given.method.noScript === undefined ? (recipes[given.method.id] ?? asSaved)(given) : 'no-method';
