/**
 * Adapters in the format of AdapterHub's library `adapters` (1.3): `adapter_config.json` with `adapter.safetensors`,
 * the head in `head_config.json` with `model_head.safetensors`. AdapterFusion is a folder with `adapter_setup.json` and
 * a folder for each adapter, for the fusion and for the head.
 *
 * The library's heads read the first token (BERT) or the last one (GPT-2). A head that reads the mean of all tokens
 * goes into `mean_head.safetensors`, which the library leaves alone: loaded as one of its own, it would give wrong
 * answers without a word. A prefix is written once, not again for each layer as in the library's pickles, where they
 * are one tensor.
 */
import type { Message } from '../messages/message';
import type { Anatomy } from '../anatomy/anatomy';
import type { Hyperparameters, Parameter } from '../methods/contract';
import { asFloat32, f32, sizeOf, type Tensor } from '../onnx/tensor';
import type { Adapter, AdapterContext, AdapterInfo, HubAdapter } from './adapterTypes';
import { fusionConfig, hubConfig, hubDifference, hubMethodOf, type HubConfig } from './adapterHubConfig';
import { AdapterError, toFile, type FileTensor, type Layout, type Placement } from './layout';
import { says } from './adapterHubMessages';
import { says as adapterSays } from './adapterMessages';
import { libraryHead, type LibraryHead } from '../tasks/libraryHead';
import { requireNumbers } from './numbers';
import { whole } from './peftLayout';
import { readSafetensors, writeSafetensors } from './safetensors';
import { checkInfo, infoFrom, parsed } from './adapterInfo';
import { jsonObject } from '../data/jsonText';

const INFO_KEY = 'peft-playground';
const VERSION = 'adapters.1.3.0';
const ADAPTER = ['adapter_config.json', 'adapter.safetensors'] as const;
const HEAD = ['head_config.json', 'model_head.safetensors'] as const;
const FUSION = ['adapter_fusion_config.json', 'model_adapter_fusion.safetensors'] as const;
const SETUP = 'adapter_setup.json';
const MEAN_HEAD = 'mean_head.safetensors';
const PICKLE = 'pytorch_adapter.bin';

/** Names of the files that a folder of the library's may hold. */
export const hubFiles: readonly string[] = [...ADAPTER, ...HEAD, ...FUSION, SETUP, MEAN_HEAD, PICKLE];

type Names = Pick<HubAdapter, 'names' | 'fusion' | 'head'>;

interface Family {
  readonly modelClass: string;
  /** Modules of a layer, relative to its path. */
  readonly layer: (index: number) => string;
  readonly attentionAdapters: string;
  readonly outputAdapters: string;
  readonly selfAttention: string;
}

const bert: Family = {
  modelClass: 'BertAdapterModel',
  layer: (i) => `encoder.layer.${i}`,
  attentionAdapters: 'attention.output',
  outputAdapters: 'output',
  selfAttention: 'attention.self',
};
const families: Readonly<Record<string, Family>> = {
  bert,
  roberta: { ...bert, modelClass: 'RobertaAdapterModel' },
  electra: { ...bert, modelClass: 'ElectraAdapterModel' },
  gpt2: {
    modelClass: 'GPT2AdapterModel',
    layer: (i) => `h.${i}`,
    attentionAdapters: 'attention_adapters',
    outputAdapters: 'output_adapters',
    selfAttention: 'attn',
  },
};

function familyOf(anatomy: Anatomy): Family {
  const family = families[anatomy.dimensions.family];
  if (!family) throw new AdapterError(says.otherFamily({ family: anatomy.dimensions.family }));
  return family;
}

/** One of our parameters in the library's state dict; undefined where it has no place for it. */
function hubName(
  parameter: Parameter,
  anatomy: Anatomy,
  { names, fusion, head }: Names,
  layers: 1 | 2,
): { readonly tensor: string; readonly shape?: readonly number[] } | undefined {
  const family = familyOf(anatomy);
  const { prefix } = anatomy;
  const { name, group } = parameter;
  // Dropout, linear and activation of the first layer come before the dropout and the linear of the second.
  if (group === 'head') {
    const at = layers === 2 && !name.startsWith('head.dense.') ? 4 : 1;
    return { tensor: `heads.${head ?? names[0]!}.${at}.${name.split('.').at(-1)!}` };
  }
  const pool = `${prefix}prefix_tuning.prefix_tunings.${names[0]!}.self_prefix`;
  if (name === 'prompt_embeddings') return { tensor: `${pool}.control_trans`, shape: [sizeOf(parameter.shape)] };
  if (name === 'prefix.embedding') return { tensor: `${pool}.wte.weight` };
  if (name.startsWith('prefix.transform.'))
    return { tensor: `${pool}.control_trans.${name.slice('prefix.transform.'.length)}` };
  if (name === 'phm_rule') {
    const n = parameter.shape[0]!;
    return { tensor: `${prefix}shared_parameters.${names[0]!}.phm_rule`, shape: [n, n, n] };
  }
  const [, which, index, rest] = /^(?:adapter\.(\d+)\.)?layer\.(\d+)\.(.+)$/.exec(name) ?? [];
  if (rest === undefined) return undefined;
  const layer = `${prefix}${family.layer(Number(index))}`;
  const adapter = names[Number(which ?? 0)]!;
  const at = (module: string, part: string) => ({ tensor: `${layer}.${module}.adapters.${adapter}.${part}` });
  if (rest.startsWith('fusion.') && fusion !== undefined)
    return {
      tensor: `${layer}.${family.outputAdapters}.adapter_fusion_layer.${fusion}.${rest.slice('fusion.'.length)}`,
    };
  if (which !== undefined) return at(family.outputAdapters, inBottleneck(rest));
  if (rest.startsWith('attention.adapter_'))
    return at(family.attentionAdapters, inBottleneck(rest.slice('attention.adapter_'.length)));
  if (rest.startsWith('ffn.adapter_'))
    return at(family.outputAdapters, inBottleneck(rest.slice('ffn.adapter_'.length)));
  if (rest.startsWith('adapter1.')) return at(family.attentionAdapters, inBottleneck(rest.slice('adapter1.'.length)));
  if (rest.startsWith('adapter2.')) return at(family.outputAdapters, inBottleneck(rest.slice('adapter2.'.length)));
  if (rest.startsWith('prefix.gate.'))
    return {
      tensor:
        `${layer}.${family.selfAttention}.prefix_tuning.prefix_gates.${adapter}.` + rest.slice('prefix.gate.'.length),
    };
  const [, site, part] = /^([qv])\.(lora_[AB]|gate\.\w+)$/.exec(rest) ?? [];
  return site === undefined
    ? undefined
    : { tensor: `${layer}.${family.selfAttention}.${site === 'q' ? 'query' : 'value'}.loras.${adapter}.${part!}` };
}

/** `down.weight` → `adapter_down.0.weight`, `up.bias` → `adapter_up.bias`. */
function inBottleneck(part: string): string {
  if (part === 'scale') return 'scaling';
  return part.replace(/^down\./, 'adapter_down.0.').replace(/^up\./, 'adapter_up.');
}

/** Where each parameter goes. @throws AdapterError where the library has no place for one */
function hubLayout({ method, anatomy, parameters }: AdapterContext, names: Names): Layout {
  const tensors = new Map<string, FileTensor>();
  const placements: Placement[] = [];
  const layers = parameters.some(({ name }) => name === 'head.dense.weight') ? 2 : 1;
  for (const parameter of parameters) {
    const place = hubName(parameter, anatomy, names, layers);
    if (!place) throw new AdapterError(says.noPlace({ tensor: parameter.name, method: method.id }));
    const tensor =
      method.id === 'compacter' && parameter.group === 'method' ? place.tensor.replace(/\.bias$/, '.b') : place.tensor;
    const { file, ...placement } = whole(
      { ...parameter, transposed: false, hfShape: place.shape ?? parameter.shape },
      tensor,
    );
    placements.push(placement);
    tensors.set(tensor, file);
  }
  return { placements, tensors };
}

/** Layout of an adapter that was read, checked against the hyper-parameters. @throws AdapterError */
export function hubLayoutOf(context: AdapterContext, hub: HubAdapter): Layout {
  const {
    method,
    hyperparameters: hp,
    anatomy: { dimensions: d },
  } = context;
  const theirs = hub.fusion === undefined ? hubMethodOf(hub.config, d.hidden).id : 'adapter-fusion';
  if (theirs !== method.id) throw new AdapterError(says.otherMethod({ theirs, method: method.id }));
  const difference = hubDifference(hub.config, hubConfig(method.id, d, hp), d.hidden);
  if (difference) throw new AdapterError(says.otherSettings({ method: method.id, difference }));
  if (method.id === 'unipelt' && hp.alpha !== hp.r)
    throw new AdapterError(says.gatesForAlpha({ alpha: Number(hp.alpha), r: Number(hp.r) }));
  return hubLayout(context, hub);
}

/** UniPELT's α / r, which the library does not have beside gates, as a factor of B. */
function withoutAlpha(
  { method, hyperparameters: hp }: AdapterContext,
  values: ReadonlyMap<string, Tensor>,
): { readonly hyperparameters: Hyperparameters; readonly values: ReadonlyMap<string, Tensor> } {
  if (method.id !== 'unipelt') return { hyperparameters: hp, values };
  const factor = Number(hp.alpha) / Number(hp.r);
  return {
    hyperparameters: { ...hp, alpha: hp.r! },
    values: new Map(
      [...values].map(([name, tensor]) => [
        name,
        name.endsWith('.lora_B')
          ? f32(
              tensor.dims,
              asFloat32(tensor).map((v) => v * factor),
            )
          : tensor,
      ]),
    ),
  };
}

/**
 * Why the library has no form for a method with these hyper-parameters on this model; undefined where it has one.
 */
export function hubRefusal({
  method,
  hyperparameters,
  anatomy,
}: Pick<AdapterContext, 'method' | 'hyperparameters' | 'anatomy'>): Message | undefined {
  try {
    familyOf(anatomy);
    hubConfig(method.id, anatomy.dimensions, hyperparameters);
    return undefined;
  } catch (error) {
    if (error instanceof AdapterError) return error.told;
    throw error;
  }
}

/** The library takes a scaling for a number only with its decimal point. */
const json = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2).replace(/("scaling": \d+)(?=,?\n)/g, '$1.0')}\n`);

/** Names of the folders, one for each adapter that is fused; `fused` holds their numbers. */
function namesOf({ method, parameters }: AdapterContext): {
  readonly names: Names;
  readonly fused?: readonly string[];
} {
  if (method.id !== 'adapter-fusion') return { names: { names: [method.id] } };
  const fused = [...new Set(parameters.flatMap(({ name }) => /^adapter\.(\d+)\./.exec(name)?.[1] ?? []))];
  const names = fused.map((n) => `adapter-${n}`);
  return { names: { names, fusion: names.join(','), head: method.id }, fused };
}

/** What this project reads back: of fused adapters the last is the new one. */
const infoText = (info: AdapterInfo, id: string, hyperparameters: Hyperparameters, fused: number | undefined): string =>
  JSON.stringify({
    ...info,
    method: { id, hyperparameters: fused === undefined ? hyperparameters : { ...hyperparameters, sources: fused - 1 } },
  } satisfies AdapterInfo);

/**
 * The files of an adapter by path.
 * @param given by parameter name
 * @throws AdapterError where the library has no form for it
 */
export function writeHubAdapter(
  context: AdapterContext,
  given: ReadonlyMap<string, Tensor>,
  info: AdapterInfo,
): Record<string, Uint8Array> {
  const { method, anatomy } = context;
  const { dimensions: d } = anatomy;
  const family = familyOf(anatomy);
  const { names, fused } = namesOf(context);
  const { hyperparameters, values } = withoutAlpha(context, given);
  const config = hubConfig(method.id, d, hyperparameters);
  const tensors = toFile(
    hubLayout(context, names),
    new Map([...values].map(([name, tensor]) => [name, asFloat32(tensor)])),
  );
  const about = {
    hidden_size: d.hidden,
    model_class: family.modelClass,
    model_name: info.model,
    model_type: d.family,
    version: VERSION,
  };
  const metadata = { [INFO_KEY]: infoText(info, method.id, hyperparameters, fused?.length) };
  const files: Record<string, Uint8Array> = {};
  const weightsOf = (belongs: (tensor: string) => boolean) =>
    writeSafetensors(
      [...tensors].filter(([tensor]) => belongs(tensor)),
      metadata,
    );
  const put = (
    folder: string,
    [configFile, weightsFile]: readonly [string, string],
    settings: HubConfig,
    belongs: (tensor: string) => boolean,
  ) => {
    files[`${folder}${configFile}`] = json(settings);
    files[`${folder}${weightsFile}`] = weightsOf(belongs);
  };
  const isHead = (tensor: string) => tensor.startsWith('heads.');
  for (const name of names.names)
    put(
      fused ? `${name}/` : '',
      ADAPTER,
      { ...about, name, config },
      (tensor) => !isHead(tensor) && (!fused || tensor.includes(`.adapters.${name}.`)),
    );
  if (names.fusion !== undefined)
    put(
      `${names.fusion}/`,
      FUSION,
      { ...about, name: names.fusion, adapter_names: names.names, config: fusionConfig },
      (tensor) => tensor.includes('.adapter_fusion_layer.'),
    );
  const head = names.head ?? method.id;
  const [own, any] = [
    info.pooling === 'library' || info.pooling === (d.kind === 'decoder' ? 'last' : 'cls'),
    [...tensors.keys()].some(isHead),
  ];
  const headFolder = fused ? `${head}/` : '';
  if (any && own)
    put(
      headFolder,
      HEAD,
      {
        ...about,
        name: head,
        config: headConfig(info.labels ?? [], info.pooling === 'library' ? libraryHead(anatomy) : undefined),
      },
      isHead,
    );
  else if (any) files[`${headFolder}${MEAN_HEAD}`] = weightsOf(isHead);
  if (fused)
    files[SETUP] = json({
      adapter_setup: { type: 'Fuse', children: names.names.map((name) => ({ type: 'single', children: [name] })) },
      head_setup: any && own ? head : null,
      version: VERSION,
    });
  return files;
}

/** `ClassificationHead`: one linear layer, or the two of the library's class. */
const headConfig = (labels: readonly string[], library: LibraryHead | undefined): HubConfig => ({
  head_type: 'classification',
  num_labels: labels.length,
  layers: library?.dense ? 2 : 1,
  activation_function: library?.dense?.activation ?? null,
  use_pooler: false,
  bias: library?.out.bias ?? true,
  dropout_prob: null,
  label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
});

/** Is this a folder of the library's? */
export const isHubFolder = (paths: Iterable<string>): boolean =>
  [...paths].some((path) => path.endsWith(ADAPTER[1]) || path === SETUP || path.endsWith(PICKLE));

/** All tensors, and what this project has written beside them. @throws AdapterError */
function weightsIn(files: Readonly<Record<string, Uint8Array>>) {
  const tensors = new Map<string, Tensor>();
  let info: AdapterInfo | undefined;
  for (const path of Object.keys(files).filter((p) => p.endsWith('.safetensors'))) {
    const read = readSafetensors(files[path]!, path);
    // Every layer's attention knows the one prefix under a name of its own.
    // Beside a head of the plain model (GPT2LMHeadModel's own) there is nothing to read in its file.
    for (const [name, tensor] of read.tensors)
      if (!name.includes('.prefix_tuning.pool.') && (name.startsWith('heads.') || !path.endsWith(HEAD[1])))
        tensors.set(name, tensor);
    const kept = read.metadata[INFO_KEY];
    if (kept !== undefined) info = infoFrom(parsed(kept), path);
  }
  return { tensors, info };
}

/**
 * Reads the files of an adapter, or of adapters that are fused, by path.
 * @throws AdapterError
 */
export function readHubAdapter(files: Readonly<Record<string, Uint8Array>>): Adapter {
  const paths = Object.keys(files);
  const settingsIn = (path: string): Readonly<Record<string, unknown>> => {
    return jsonObject(files[path], path, (fault) => {
      throw new AdapterError(adapterSays.file({ fault }));
    });
  };
  const all = (file: string) => paths.filter((path) => path === file || path.endsWith(`/${file}`));
  const [fusionPath] = all(FUSION[0]);
  const fusion = fusionPath === undefined ? undefined : settingsIn(fusionPath);
  const order = Array.isArray(fusion?.adapter_names) ? fusion.adapter_names.map(String) : undefined;
  const adapters = all(ADAPTER[0])
    .map(settingsIn)
    .sort((a, b) => (order ? order.indexOf(String(a.name)) - order.indexOf(String(b.name)) : 0));
  const [first] = adapters;
  if (!first) throw new AdapterError(says.noConfig);
  if (adapters.length > 1 && !fusion) throw new AdapterError(says.severalAdapters);
  if (all('adapter.safetensors').length < adapters.length) throw new AdapterError(says.pickle({ file: PICKLE }));
  const config = first.config as HubConfig;
  for (const other of adapters) {
    const difference = hubDifference(other.config as HubConfig, config, Number(first.hidden_size));
    if (difference) throw new AdapterError(says.mixedFusion({ adapter: String(other.name), difference }));
  }
  if (fusion) {
    const difference = hubDifference(fusion.config as HubConfig, fusionConfig, 1);
    if (difference) throw new AdapterError(says.otherFusion({ difference }));
  }
  const { tensors, info } = weightsIn(files);
  requireNumbers(tensors);
  const head = [...tensors.keys()].flatMap((name) => /^heads\.(.+)\.1\.weight$/.exec(name)?.[1] ?? [])[0];
  const headPath = all(HEAD[0])[0];
  const headSettings = headPath === undefined ? undefined : (settingsIn(headPath).config as HubConfig | null);
  const labels = headSettings ? labelsOf(headSettings, String(first.model_type)) : undefined;
  const hub: HubAdapter = {
    config,
    names: adapters.map((a) => String(a.name)),
    ...(fusion ? { fusion: String(fusion.name) } : {}),
    ...(head === undefined ? {} : { head }),
  };
  const base = typeof first.model_name === 'string' && first.model_name ? first.model_name : undefined;
  const told = info ?? infoOf(first, hub, labels, headSettings ?? undefined);
  const classes =
    head === undefined
      ? undefined
      : (tensors.get(`heads.${head}.4.weight`) ?? tensors.get(`heads.${head}.1.weight`)!).dims[0]!;
  checkInfo(told, classes);
  return {
    config: first,
    hub,
    tensors,
    carried: {},
    info: told,
    ...(classes === undefined ? {} : { classes }),
    ...(!info && {
      foreign: { library: 'AdapterHub', ...(base && { base }) },
      notes: told.task === 'classification' && head === undefined ? ['no-head'] : [],
    }),
  };
}

/**
 * Whether a head is the one that Transformers' class for the type of model has: its layers, their activation, its bias.
 */
const isLibrarys = ({ layers, activation_function: activation, bias }: HubConfig, type: string): boolean =>
  type === 'gpt2'
    ? layers === 1 && bias === false
    : layers === 2 && bias !== false && activation === (type === 'electra' ? 'gelu' : 'tanh');

/** @throws AdapterError for a head that no head here is */
function labelsOf(head: HubConfig, type: string): string[] {
  const simple =
    head.head_type === 'classification' &&
    head.use_pooler !== true &&
    ((head.layers === 1 && head.bias !== false) || isLibrarys(head, type));
  if (!simple) throw new AdapterError(says.otherHead({ type: String(head.head_type), layers: String(head.layers) }));
  const ids = Object.entries((head.label2id ?? {}) as Record<string, number>)
    .sort(([, a], [, b]) => a - b)
    .map(([label]) => label);
  return ids.length > 0 ? ids : Array.from({ length: Number(head.num_labels) }, (_, i) => String(i));
}

/** What the library's own adapters say of themselves. */
function infoOf(
  wrapper: Readonly<Record<string, unknown>>,
  hub: HubAdapter,
  labels: readonly string[] | undefined,
  head: HubConfig | undefined,
): AdapterInfo {
  const { id, hyperparameters } = hubMethodOf(hub.config, Number(wrapper.hidden_size));
  return {
    model: typeof wrapper.model_name === 'string' ? wrapper.model_name : '',
    method:
      hub.fusion === undefined
        ? { id, hyperparameters }
        : { id: 'adapter-fusion', hyperparameters: { ...hyperparameters, sources: hub.names.length - 1 } },
    ...(labels
      ? {
          task: 'classification',
          pooling:
            head && isLibrarys(head, String(wrapper.model_type))
              ? 'library'
              : wrapper.model_type === 'gpt2'
                ? 'last'
                : 'cls',
          labels,
        }
      : { task: wrapper.model_type === 'gpt2' ? 'causal-lm' : 'classification' }),
  };
}
