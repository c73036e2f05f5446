/** The tensors of an adapter that HF PEFT saved, sorted by the linear layers of our model that they sit on. */
import type { Anatomy, Linear, Site } from '../anatomy/anatomy';
import { locate, sitesOf } from '../methods/parts/sites';
import { asFloat32, type Tensor } from '../onnx/tensor';
import { libraryHead } from '../tasks/libraryHead';
import { sentences, type Message, type Value } from '../messages/message';
import { AdapterError } from './layout';
import { says } from './peftMessages';

/** A linear layer that the adapter changes. */
export interface PeftModule {
  /**
   * Path as PEFT's patterns see it, without what PEFT itself puts in front:
   * `bert.encoder.layer.0.attention.self.query`.
   */
  readonly path: string;
  readonly layer: number;
  /** The site that is the whole linear. */
  readonly site: Site;
  readonly linear: Linear;
  /** By what comes after the path: `lora_A.weight`. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export interface PeftTensors {
  readonly modules: readonly PeftModule[];
  /** `prompt_embeddings` of a soft prompt. */
  readonly prompt?: Tensor;
  readonly head?: PeftHead;
  /** Trained copies of the model's own modules (LN_TUNING's norms), under the names that we give them. */
  readonly copies: readonly (readonly [string, Tensor])[];
  /** Tensors that belong to all modules alike. */
  readonly shared: ReadonlyMap<string, Tensor>;
}

export interface PeftHead {
  readonly weight: Tensor;
  readonly bias?: Tensor;
  /** The square layer before it, where the library's class has one for this type of model and the file holds it. */
  readonly dense?: Parts;
  /** The norm behind it (ModernBERT). */
  readonly norm?: Parts;
}

/** Weight and, where the layer has one, bias. */
export interface Parts {
  readonly weight: Tensor;
  readonly bias?: Tensor;
}

/** A matrix (rows, columns), row by row. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

const ofTuner =
  /^(?:base_model\.model\.)?(.+)\.((?:lora_|lokr_|ia3_l|vera_lambda_|hada_|hira_|hra_u|miss_block|road_|c3a_|poly_|oft_R|boft_|randlora_|vblora_|tinylora_|delora_|gralora_|fourierft_|waveft_|shira_).*)$/;
/** What all modules share: random matrices, a bank of vectors. */
const ofAll =
  /^(?:base_model\.(?:vera_[AB]|randlora_[AB]|vblora_vector_bank|tinylora_v\.\d+)|prefix_task_(?:cols|rows))$/;
const ofCopy = /^(.+)\.(ln_tuning_layers\.\w+|trainable_tokens_delta)$/;
/** PEFT writes trained rows of a table twice where the output embedding is the same one. */
export const tiedRows = 'base_model.model.lm_head.trainable_tokens_delta';
const ofTiedHead = /(^|\.)(lm_head|embed_out)\.trainable_tokens_delta$/;
/** Prompts beside attention (ADAPTION_PROMPT), on the module that holds the projections. */
const ofAttention = /^(.+)\.(adaption_(?:prompt|gate))$/;
const ofHead = /^(?:base_model\.)?(?:model\.)?(?:classifier|score)\.(weight|bias)$/;
/** Adapters have names inside of PEFT, and a state dict that was not cleaned of them says `lora_A.default.weight`. */
const named =
  /\.(lora_[ABE]|lora_embedding_[AB]|lora_magnitude_vector|ia3_l|lokr_w\w+|hada_w\w+|vera_lambda_[bd]|vera_[AB]|hira_[AB]|hra_u|miss_block|road_theta|road_alpha|c3a_kernel|oft_R|boft_[Rs]|randlora_(?:lambda|gamma|[AB])|vblora_(?:logits_[AB]|vector_bank)|tinylora_[ABP]|delora_(?:[AB]|lambda|w_norm)|gralora_[AB](?:_general)?|fourierft_spectrum|waveft_spectrum|shira_\w+|ln_tuning_layers|trainable_tokens_delta|modules_to_save)\.(?!(?:weight|bias)$)([^.]+)(?=\.|$)/;

/**
 * Tensors under the names that `save_pretrained` gives them.
 * @throws AdapterError where there are several adapters in one file
 */
function withoutAdapterName(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const names = new Set([...tensors.keys()].flatMap((name) => named.exec(name)?.[2] ?? []));
  if (names.size > 1)
    throw new AdapterError(says.severalInFile({ names: { list: [...names].slice(0, 4) }, first: [...names][0]! }));
  return new Map(
    [...tensors]
      // Copies of what a trained module replaced.
      .filter(([name]) => !name.includes('.original_module.'))
      .map(([name, tensor]) => [
        name.replace(named, (_, part: string) => (part === 'modules_to_save' ? '' : `.${part}`)),
        tensor,
      ]),
  );
}

/** "It was made for someone/some-model.", where the configuration says so. */
const madeFor = (config: Readonly<Record<string, unknown>>): Message | undefined =>
  typeof config.base_model_name_or_path === 'string' && config.base_model_name_or_path
    ? says.madeFor({ base: config.base_model_name_or_path })
    : undefined;

/** Something of the adapter that the model has no place for, with the model that it was made for and what to do. */
export const unfit = (
  what: Message,
  config: Readonly<Record<string, unknown>>,
  wayOut: Message = says.chooseItsModel,
): AdapterError => new AdapterError(sentences(what, madeFor(config), wayOut));

/** Linears that are one site as a whole, by path. */
export function wholeSites(
  anatomy: Anatomy,
): Map<string, { readonly layer: number; readonly site: Site; readonly linear: Linear }> {
  const found = new Map<string, { readonly layer: number; readonly site: Site; readonly linear: Linear }>();
  for (const layer of anatomy.layers) {
    for (const site of sitesOf(anatomy.dimensions)) {
      const { linear, whole } = locate(layer, site);
      if (whole) found.set(linear.path, { layer: layer.index, site, linear });
    }
  }
  return found;
}

/**
 * Sorts the tensors. The model's class at Hugging Face decides what stands before a path (`bert.`, nothing), so only
 * its end counts.
 * @throws AdapterError for a tensor that no linear layer, head or prompt here is the place of
 */
export function sortTensors(
  tensors: ReadonlyMap<string, Tensor>,
  config: Readonly<Record<string, unknown>>,
  anatomy: Anatomy,
): PeftTensors {
  const sites = wholeSites(anatomy);
  const modules = new Map<string, PeftModule & { readonly tensors: Map<string, Tensor> }>();
  const head: { weight?: Tensor; bias?: Tensor } = {};
  const [dense, norm]: { weight?: Tensor; bias?: Tensor }[] = [{}, {}];
  const copies: [string, Tensor][] = [];
  const shared = new Map<string, Tensor>();
  let prompt: Tensor | undefined;
  for (const [name, tensor] of withoutAdapterName(tensors)) {
    const inLibrary = libraryPart(name, anatomy);
    const part = inLibrary?.layer === 'out' ? inLibrary.part : ofHead.exec(name)?.[1];
    const [, path, rest] = ofTuner.exec(name) ?? [];
    const [, module, copied] = ofCopy.exec(name) ?? [];
    const [, attention, adaption] = ofAttention.exec(name) ?? [];
    if (inLibrary?.layer === 'dense') dense![inLibrary.part] = tensor;
    else if (inLibrary?.layer === 'norm') norm![inLibrary.part] = tensor;
    else if (part === 'weight' || part === 'bias') head[part] = tensor;
    else if (name === 'prompt_embeddings') prompt = tensor;
    else if (ofAll.test(name)) shared.set(name, tensor);
    else if (attention !== undefined)
      copies.push([`${attentionModule(attention, anatomy, config)}.${adaption}`, tensor]);
    else if (ofTiedHead.test(name) && anatomy.languageModelHead?.tied) copies.push([tiedRows, tensor]);
    else if (module !== undefined) copies.push([`${copiedModule(module, anatomy, config)}.${copied}`, tensor]);
    else if (path !== undefined && rest !== undefined) {
      const place = placeOf(path, sites);
      if (!place && /(^|\.)pooler(\.dense)?$/.test(path)) throw unfitPooler(path, anatomy, config);
      if (!place) throw unfit(says.noLinearLayer({ path }), config, says.chooseItsModelOrTargets);
      const module = modules.get(place.linear.path) ?? { path, ...place, tensors: new Map<string, Tensor>() };
      module.tensors.set(rest.replace(/^lora_magnitude_vector\.weight$/, 'lora_magnitude_vector'), tensor);
      modules.set(place.linear.path, module);
    } else throw new AdapterError(refusalOf(name));
  }
  if (head.bias && !head.weight) throw new AdapterError(says.headBiasAlone);
  return {
    modules: [...modules.values()],
    copies,
    shared,
    ...(prompt && { prompt }),
    ...(head.weight && {
      head: {
        weight: head.weight,
        ...(head.bias && { bias: head.bias }),
        ...wholeLayer('dense', dense!, anatomy),
        ...wholeLayer('norm', norm!, anatomy),
      },
    }),
  };
}

/** A layer of the library's head, where the file has all of it. */
function wholeLayer(
  layer: 'dense' | 'norm',
  { weight, bias }: { readonly weight?: Tensor; readonly bias?: Tensor },
  anatomy: Anatomy,
): Pick<PeftHead, 'dense' | 'norm'> {
  const biased = libraryHead(anatomy)?.[layer]?.bias !== false;
  return weight && (bias ?? !biased) ? { [layer]: { weight, ...(bias && { bias }) } } : {};
}

/** Which tensor of the library's head for this type of model has that name. */
function libraryPart(
  name: string,
  anatomy: Anatomy,
): { readonly layer: 'out' | 'dense' | 'norm'; readonly part: 'weight' | 'bias' } | undefined {
  const library = libraryHead(anatomy);
  const [, path, part] = /^(?:base_model\.)?(?:model\.)?(.+)\.(weight|bias)$/.exec(name) ?? [];
  if (!library || path === undefined || (part !== 'weight' && part !== 'bias')) return undefined;
  if (path === library.out.path) return { layer: 'out', part };
  if (path === library.norm?.path) return { layer: 'norm', part };
  return path === library.dense?.path ? { layer: 'dense', part } : undefined;
}

const unfitPooler = (path: string, { pooler }: Anatomy, config: Readonly<Record<string, unknown>>): AdapterError =>
  pooler ? new AdapterError(says.poolerToo({ path })) : unfit(says.poolerMissing({ path }), config, says.exportPooler);

function placeOf<P>(path: string, sites: ReadonlyMap<string, P>): P | undefined {
  for (const [end, place] of sites) if (path === end || path.endsWith(`.${end}`)) return place;
  return undefined;
}

/** A module that PEFT trains a copy of, as we name it. @throws AdapterError where the model has none of that path */
function copiedModule(path: string, anatomy: Anatomy, config: Readonly<Record<string, unknown>>): string {
  for (const name of anatomy.names.values()) {
    const module = name.replace(/\.\w+$/, '');
    if (path === module || path.endsWith(`.${module}`)) return `base_model.model.${anatomy.prefix}${module}`;
  }
  throw unfit(says.trainsMissing({ path }), config);
}

/** An attention with a prompt, as we name it. @throws AdapterError where the model has none of that path */
function attentionModule(path: string, anatomy: Anatomy, config: Readonly<Record<string, unknown>>): string {
  const paths = anatomy.layers.map(({ attention }) => attention.o.path.replace(/\.\w+$/, ''));
  const module = paths.find((one) => path === one || path.endsWith(`.${one}`));
  if (module === undefined) throw unfit(says.trainsMissing({ path }), config);
  return `base_model.model.${anatomy.prefix}${module}`;
}

/** Why a tensor that is neither the method's nor a plain head's can't be used. */
function refusalOf(name: string): Message {
  if (/(^|\.)(pre_classifier|classifier|score)\./.test(name)) return says.deepHead({ tensor: name });
  if (/\.bias$/.test(name)) return says.biasesToo({ tensor: name });
  return says.copyToo({ tensor: name.replace(/^base_model\.(model\.)?/, '') });
}

/**
 * The sites that every layer has an update at.
 * @throws AdapterError where they differ from layer to layer
 */
export function sitesOfAll(modules: readonly PeftModule[], anatomy: Anatomy): Site[] {
  const perLayer = anatomy.layers.map(({ index }) =>
    modules
      .filter((module) => module.layer === index)
      .map(({ site }) => site)
      .sort(),
  );
  const [first = []] = perLayer;
  const other = perLayer.findIndex((sites) => sites.join() !== first.join());
  if (other > 0) {
    const listed = (sites: readonly Site[]): Value => (sites.length > 0 ? { list: sites } : says.nothing);
    throw new AdapterError(
      says.sitesDiffer({ first: listed(first), other: listed(perLayer[other]!), layer: other + 1 }),
    );
  }
  if (first.length === 0) throw new AdapterError(says.changesNoLayer);
  return sitesOf(anatomy.dimensions).filter((site) => first.includes(site));
}

/** @throws AdapterError where the module has no such tensor, or not as a matrix of these sizes */
export function matrix(
  { path, tensors }: PeftModule,
  name: string,
  config: Readonly<Record<string, unknown>>,
  size: { readonly rows?: number; readonly columns?: number } = {},
): Rows {
  const tensor = tensors.get(name);
  if (!tensor) throw new AdapterError(says.lacks({ tensor: `${path}.${name}` }));
  const [rows = 1, columns = 1] = tensor.dims;
  if ((size.rows ?? rows) !== rows || (size.columns ?? columns) !== columns || tensor.dims.length > 2) {
    const wanted: Value = { list: [size.rows ?? rows, size.columns ?? columns] };
    throw unfit(says.tensorShape({ tensor: `${path}.${name}`, found: { list: tensor.dims }, wanted }), config);
  }
  return { rows, columns, values: asFloat32(tensor) };
}

/** The matrix in the upper left corner of a larger one of zeros. */
export function padded({ rows, columns, values }: Rows, toRows: number, toColumns: number, factor = 1): Rows {
  const out = new Float32Array(toRows * toColumns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[r * toColumns + c] = factor * values[r * columns + c]!;
  return { rows: toRows, columns: toColumns, values: out };
}

export function product(a: Rows, b: Rows): Rows {
  const values = new Float32Array(a.rows * b.columns);
  for (let r = 0; r < a.rows; r++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.values[r * a.columns + k]!;
      for (let c = 0; c < b.columns; c++) values[r * b.columns + c]! += factor * b.values[k * b.columns + c]!;
    }
  }
  return { rows: a.rows, columns: b.columns, values };
}

/** What `rank_pattern` and `alpha_pattern` say of a module: the first pattern that is the end of its path. */
export function patternFor(patterns: unknown, path: string): number | undefined {
  if (typeof patterns !== 'object' || patterns === null) return undefined;
  for (const [pattern, value] of Object.entries(patterns)) {
    if (typeof value !== 'number') continue;
    try {
      if (new RegExp(`^(.*\\.)?(${pattern})$`).test(path)) return value;
    } catch {
      throw new AdapterError(says.badPattern({ pattern }));
    }
  }
  return undefined;
}
