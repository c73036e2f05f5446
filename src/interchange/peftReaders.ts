/**
 * What each type of adapter of HF PEFT means here: one reader for each `peft_type`. Ranks that differ (`rank_pattern`,
 * AdaLoRA's pruned ones) become one by rows and columns of zeros, scales that differ become factors of B.
 */
import type { Anatomy } from '../anatomy/anatomy';
import { depthOf } from '../anatomy/shared';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { peftModule } from '../methods/parts/sites';
import { methods } from '../methods/registry';
import { factors } from '../methods/reparameterised/krona';
import { f32, type Tensor } from '../onnx/tensor';
import type { AdapterNote } from './adapterNotes';
import { AdapterError } from './layout';
import { checkLora, checkPrompt, numberIn } from './peftConsistency';
import { isUsed } from './peftFields';
import { says } from './peftMessages';
import { matrix, padded, patternFor, type PeftModule, product, type Rows, sitesOfAll, unfit } from './peftModules';
import { listsNumbers } from './peftContext';
import type { Config, Given, Meaning } from './peftMeaning';
import { storedMeaning } from './peftStored';
import { written } from './written';
import { feedForwardBy } from './peftTargets';

const tensorOfRows = ({ rows, columns, values }: Rows): Tensor => f32([rows, columns], values);

/** Options of PEFT that change what a LoRA computes, and that no method here has. */
const foreignOptions = [
  'use_qalora',
  'lora_bias',
  'layer_replication',
  'target_parameters',
  'trainable_token_indices',
  'use_bdlora',
  'arrow_config',
  'kasa_config',
  'monteclora_config',
] as const;
/** Starts that change the base weights, which the adapter's file does not hold. */
const changesBase = ['pissa', 'olora', 'corda', 'lora_ga'];

/** @param more options that this type does not have either */
function refuseOptions(config: Config, more: readonly string[] = []): void {
  const unknown = Object.keys(config).filter(
    (name) => name.startsWith('use_') && name !== 'use_rslora' && name !== 'use_dora',
  );
  const option = [...foreignOptions, ...more, ...unknown].find((name) => isUsed(config[name]));
  if (option) throw new AdapterError(says.foreignOption({ option, value: JSON.stringify(config[option]) }));
  const start = config.init_lora_weights;
  if (typeof start === 'string' && changesBase.some((name) => start.startsWith(name)))
    throw new AdapterError(says.changesBase({ start }));
}

/** The token that wakes an aLoRA; undefined for a LoRA that is always awake. */
function invocationOf({ alora_invocation_tokens: tokens }: Config, dora: boolean): number | undefined {
  if (!isUsed(tokens)) return undefined;
  const [token, ...more] = Array.isArray(tokens) ? (tokens as readonly unknown[]) : [];
  if (typeof token !== 'number' || more.length > 0 || dora)
    throw new AdapterError(says.invocation({ tokens: written(tokens), dora: dora ? 'DoRA' : undefined }));
  return token;
}

/** LoRA, with rsLoRA's scale and DoRA's magnitudes; LoftQ where it says that it started so. */
function lora({ modules, config, anatomy }: Given): Meaning {
  refuseOptions(config);
  const targets = sitesOfAll(modules, anatomy);
  const rslora = config.use_rslora === true;
  const scaleOf = (alpha: number, r: number) => alpha / (rslora ? Math.sqrt(r) : r);
  const parts = modules.map((module) => {
    const a = matrix(module, 'lora_A.weight', config, { columns: module.linear.inFeatures });
    const b = matrix(module, 'lora_B.weight', config, { rows: module.linear.outFeatures, columns: a.rows });
    return { module, a, b, alpha: patternFor(config.alpha_pattern, module.path) ?? numberIn(config, 'lora_alpha', 8) };
  });
  const largest = parts.reduce((best, part) => (part.a.rows > best.a.rows ? part : best));
  const [r, alpha] = [largest.a.rows, largest.alpha];
  const scale = scaleOf(alpha, r);
  const alike = parts.every((part) => part.a.rows === r && part.alpha === alpha);
  const dora = checkLora(config, modules);
  const tensors = parts.flatMap(({ module, a, b, alpha: own }): [string, Tensor][] => {
    const stem = peftModule(anatomy, module.linear);
    const factor = alike ? 1 : scaleOf(own, a.rows) / scale;
    return [
      [`${stem}.lora_A.weight`, tensorOfRows(padded(a, r, a.columns))],
      [`${stem}.lora_B.weight`, tensorOfRows(padded(b, b.rows, r, factor))],
      ...(dora
        ? [
            [
              `${stem}.lora_magnitude_vector`,
              f32([b.rows], matrix(module, 'lora_magnitude_vector', config, { rows: b.rows, columns: 1 }).values),
            ] as [string, Tensor],
          ]
        : []),
    ];
  });
  const notes: AdapterNote[] = alike ? [] : ['filled-up'];
  const dropout = numberIn(config, 'lora_dropout', 0);
  const invocation_token = invocationOf(config, dora);
  if (invocation_token !== undefined)
    return { id: 'alora', settings: { r, alpha: scale * r, dropout, targets, invocation_token }, tensors, notes };
  if (config.init_lora_weights !== 'loftq')
    return { id: 'lora', settings: { r, alpha, dropout, targets, rslora, dora }, tensors, notes };
  const { loftq_bits: bits = 4, loftq_iter: iterations = 1 } = (config.loftq_config ?? {}) as {
    readonly loftq_bits?: number;
    readonly loftq_iter?: number;
  };
  if (bits !== 4 || iterations !== 1 || scale !== 1 || dora || !alike)
    throw new AdapterError(says.loftq({ bits, rounds: iterations, scale, dora: dora ? 'DoRA' : undefined }));
  return { id: 'loftq', settings: { r, dropout, targets }, tensors, notes: ['quantised-otherwise'] };
}

/** Pruned triplets are gone from the file; here they stay as zeros, since the scale is α / r₀ whatever is left. */
function adalora({ modules, config, anatomy }: Given): Meaning {
  refuseOptions(config, ['alora_invocation_tokens']);
  const targets = sitesOfAll(modules, anatomy);
  const init_r = numberIn(config, 'init_r', 12);
  const notes: AdapterNote[] = [];
  const tensors = modules.flatMap((module): [string, Tensor][] => {
    const a = matrix(module, 'lora_A', config, { columns: module.linear.inFeatures });
    const [b, e] = [
      matrix(module, 'lora_B', config, { rows: module.linear.outFeatures, columns: a.rows }),
      matrix(module, 'lora_E', config, { rows: a.rows, columns: 1 }),
    ];
    if (a.rows > init_r) throw new AdapterError(says.tooManyRanks({ path: module.path, ranks: a.rows, most: init_r }));
    if (a.rows < init_r && notes.length === 0) notes.push('filled-up');
    const stem = peftModule(anatomy, module.linear);
    return [
      [`${stem}.lora_A`, tensorOfRows(padded(a, init_r, a.columns))],
      [`${stem}.lora_B`, tensorOfRows(padded(b, b.rows, init_r))],
      [`${stem}.lora_E`, tensorOfRows(padded(e, init_r, 1))],
    ];
  });
  // Steps of a run that is over; as shares where they are sensible ones.
  const total = numberIn(config, 'total_step', 0);
  const [tinit, tfinal] = [numberIn(config, 'tinit', 0) / total, numberIn(config, 'tfinal', 0) / total];
  const schedule = total > 0 && tinit + tfinal <= 0.95 ? { tinit, tfinal } : {};
  return {
    id: 'adalora',
    tensors,
    notes,
    settings: {
      init_r,
      target_r: Math.min(init_r, numberIn(config, 'target_r', 8)),
      alpha: numberIn(config, 'lora_alpha', 8),
      dropout: numberIn(config, 'lora_dropout', 0),
      targets,
      ...schedule,
      delta_t: numberIn(config, 'deltaT', 1),
      beta1: numberIn(config, 'beta1', 0.85),
      beta2: numberIn(config, 'beta2', 0.85),
      gamma: numberIn(config, 'orth_reg_weight', 0.5),
    },
  };
}

/** Keys, values and the feed-forward block as in the paper, or the places that PEFT's defaults catch. */
function ia3({ modules, config, anatomy }: Given): Meaning {
  const { attention } = anatomy.layers[0]!;
  const sites = sitesOfAll(modules, anatomy);
  const scalesInput = feedForwardBy(config);
  const vector = (module: PeftModule) => {
    const input = module.site === 'o' || module.site === 'down';
    if (scalesInput && scalesInput(module.path) !== input)
      throw new AdapterError((input ? says.notNamedAsFeedForward : says.namedAsFeedForward)({ path: module.path }));
    return matrix(
      module,
      'ia3_l',
      config,
      input ? { rows: 1, columns: module.linear.inFeatures } : { rows: module.linear.outFeatures, columns: 1 },
    );
  };
  const query = attention.q.end - attention.q.start;
  const untouched =
    !attention.mixed &&
    modules
      .filter(({ site }) => site === 'qkv')
      .every((module) =>
        vector(module)
          .values.subarray(0, query)
          .every((value) => value === 1),
      );
  const placement = sites.includes('o') || (sites.includes('qkv') && !untouched) ? 'peft' : 'paper';
  return {
    id: 'ia3',
    settings: { placement },
    tensors: modules.map((module) => [`${peftModule(anatomy, module.linear)}.ia3_l`, tensorOfRows(vector(module))]),
  };
}

/**
 * As it stands. Where ranks or scales differ from module to module it becomes a KronA, with both factors whole: a
 * factor that PEFT keeps as a product is multiplied out, scales that differ go into the second.
 */
function lokr(given: Given): Meaning {
  const { modules, config, anatomy } = given;
  if (!isUsed(config.rank_pattern) && !isUsed(config.alpha_pattern)) return storedMeaning('LOKR')!(given);
  const targets = sitesOfAll(modules, anatomy);
  const scaleOf = (path: string) =>
    (patternFor(config.alpha_pattern, path) ?? numberIn(config, 'alpha', 8)) /
    (patternFor(config.rank_pattern, path) ?? numberIn(config, 'r', 8));
  const s = scaleOf(modules[0]!.path);
  const notes = new Set<AdapterNote>();
  const tensors = modules.flatMap((module): [string, Tensor][] => {
    const {
      path,
      linear: { inFeatures, outFeatures },
    } = module;
    const [[a1, b1], [a2, b2]] = [factors(outFeatures), factors(inFeatures)];
    const factor = (name: string, rows: number, columns: number) => {
      if (module.tensors.has(name)) return matrix(module, name, config, { rows, columns });
      notes.add('multiplied-out');
      const left = matrix(module, `${name}_a`, config, { rows });
      return product(left, matrix(module, `${name}_b`, config, { rows: left.columns, columns }));
    };
    if (scaleOf(path) !== s) notes.add('filled-up');
    const stem = peftModule(anatomy, module.linear);
    const second = factor('lokr_w2', b1, b2);
    return [
      [`${stem}.lokr_w1`, tensorOfRows(factor('lokr_w1', a1, a2))],
      [`${stem}.lokr_w2`, tensorOfRows(padded(second, b1, b2, scaleOf(path) / s))],
    ];
  });
  return { id: 'krona', settings: { s, targets }, tensors, notes: [...notes] };
}

/** @param width of a virtual token in the file */
function prompt(
  { prompt: found, modules, config }: Given,
  width: number,
  prefix?: { readonly layers: number; readonly heads: number },
): { readonly l: number; readonly tensors: Meaning['tensors'] } {
  if (!found) throw new AdapterError(says.lacksPrompt);
  if (modules.length > 0) throw new AdapterError(says.promptAndMore({ path: modules[0]!.path }));
  const [l = 0, columns] = found.dims;
  if (numberIn(config, 'num_transformer_submodules', 1) !== 1) throw new AdapterError(says.promptsOfTwo);
  if (columns !== width || found.dims.length !== 2)
    throw unfit(says.promptShape({ shape: { list: found.dims }, width }), config);
  checkPrompt(config, found.dims, prefix);
  return { l, tensors: [['prompt_embeddings', found]] };
}

/** P-tuning's network is not in PEFT's files, only the prompt that it made. */
function promptTuning(given: Given): Meaning {
  const { l, tensors } = prompt(given, given.anatomy.dimensions.embeddingSize);
  return { id: 'prompt-tuning', settings: { l }, tensors };
}

/** The prompt and the factors of one task. */
function multitask(given: Given): Meaning {
  const { anatomy, config, shared } = given;
  const width = anatomy.dimensions.embeddingSize;
  const { l, tensors } = prompt(given, width);
  const [cols, rows] = [shared.get('prefix_task_cols'), shared.get('prefix_task_rows')];
  if (!cols || !rows) throw new AdapterError(says.lacksFactors);
  const [tasks = 0, , ranks = 0] = cols.dims;
  if (tasks !== 1) throw new AdapterError(says.severalTasks({ tasks }));
  for (const [name, { dims }, wanted] of [
    ['prefix_task_cols', cols, [1, l, ranks]],
    ['prefix_task_rows', rows, [1, ranks, width]],
  ] as const)
    if (String(dims) !== String(wanted))
      throw unfit(says.factorShape({ name, shape: { list: [...dims] }, wanted: { list: [...wanted] } }), config);
  return {
    id: 'mpt',
    settings: { l, ranks },
    tensors: [...tensors, ['prefix_task_cols', cols], ['prefix_task_rows', rows]],
  };
}

/** The context comes with the configuration: which tokens, and what each is of. */
function contextTuning(given: Given): Meaning {
  const { anatomy, config } = given;
  const { l, tensors } = prompt(given, anatomy.dimensions.embeddingSize);
  const types: unknown = config.cpt_tokens_type_mask;
  const { vocabulary } = anatomy.dimensions;
  for (const [entry, most] of [
    ['cpt_token_ids', vocabulary - 1],
    ['cpt_tokens_type_mask', 2 ** 31 - 1],
  ] as const)
    if (!listsNumbers(config[entry], l, most)) throw unfit(says.context({ entry, l, most }), config);
  const answers = (types as readonly number[]).filter((type) => type > 0 && type % 4 === 0);
  return {
    id: 'cpt',
    settings: {
      l,
      examples: Math.min(Math.max(1, new Set(answers).size), Math.floor(l / 2)),
      opt_weighted_loss_type: config.opt_weighted_loss_type ?? 'none',
      opt_loss_decay_factor: numberIn(config, 'opt_loss_decay_factor', 1),
      opt_projection_epsilon: numberIn(config, 'opt_projection_epsilon', 0.1),
      opt_projection_format_epsilon: numberIn(config, 'opt_projection_format_epsilon', 0.1),
    },
    tensors,
  };
}

function prefixTuning(given: Given): Meaning {
  const { kvHeads, headDim } = given.anatomy.dimensions;
  const layers = depthOf(given.anatomy.dimensions);
  const { l, tensors } = prompt(given, 2 * layers * kvHeads * headDim, { layers, heads: kvHeads });
  return { id: 'prefix-tuning', settings: { l, reparameterise: false, shift_positions: true }, tensors };
}

/** Prompts of the top layers. */
function adaptionPrompt({ copies, config }: Given): Meaning {
  const settings = { l: numberIn(config, 'adapter_len', 10), layers: numberIn(config, 'adapter_layers', 0) };
  return { id: 'llama-adapter', settings, tensors: copies };
}

/** A range of ids, in their order. */
function trainableTokens({ copies, config }: Given): Meaning {
  const { token_indices: ids } = config;
  const [start] = Array.isArray(ids) ? (ids as readonly unknown[]) : [];
  if (typeof start !== 'number' || !(ids as readonly unknown[]).every((id, at) => id === start + at))
    throw new AdapterError(says.scatteredTokens);
  return { id: 'trainable-tokens', settings: { tokens: (ids as readonly unknown[]).length, start }, tensors: copies };
}

/**
 * Of a type that has no reader of its own: the method that writes this type, where its tensors are copies of the
 * model's own, so that there is nothing to work out.
 */
export function copiesOf(type: string, anatomy: Anatomy): ((given: Given) => Meaning) | undefined {
  const method = methods.find((one) => one.peftConfig?.(anatomy, resolveHyperparameters(one))?.peft_type === type);
  return method && (({ copies }) => ({ id: method.id, settings: {}, tensors: copies }));
}

export const readers: Readonly<Record<string, (given: Given) => Meaning>> = {
  LORA: lora,
  ADALORA: adalora,
  IA3: ia3,
  LOKR: lokr,
  PROMPT_TUNING: promptTuning,
  P_TUNING: promptTuning,
  MULTITASK_PROMPT_TUNING: multitask,
  CPT: contextTuning,
  PREFIX_TUNING: prefixTuning,
  TRAINABLE_TOKENS: trainableTokens,
  ADAPTION_PROMPT: adaptionPrompt,
};
