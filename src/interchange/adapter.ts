/**
 * Adapters in and out: `adapter_config.json` with `adapter_model.safetensors`. AdapterHub's folders are in
 * `adapterHubFiles.ts`.
 *
 * Methods that HF PEFT has too are written as it reads them. The task head goes with them as PEFT's `modules_to_save`
 * do: `base_model.model.classifier.{weight,bias}` (tuners) or `base_model.classifier.…` (prompts), `score` on decoders.
 * Our head is one linear layer on the pooled hidden states, in `nn.Linear`'s layout; how they are pooled, the class
 * names and the hyper-parameters travel in the metadata of the safetensors file, where PEFT does not look.
 *
 * What PEFT knows only in a simpler form (SoRA's gates, P-tuning's network) can be written in that form, as format
 * `peft`: the same function, but training can't go on from it. Other methods use our own format: `adapter_config.json`
 * is `{"format": "peft-playground", "version": 1, "method", …}`, and the tensors have the names and layouts of the
 * Transformers state dict (weights that were unfrozen) or our own names. A finished mask is stored as bits
 * (`masks.ts`); asked for by name (`own`), the format keeps the scores behind it too, so that training can go on.
 */
import type { Message } from '../messages/message';
import type { Anatomy } from '../anatomy/anatomy';
import type { Parameter } from '../methods/contract';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import { deployedAdapter } from './deployed';
import { hubFiles, isHubFolder } from './adapterHubFiles';
import { hubLayoutOf } from './adapterHubLayout';
import { readHubAdapter } from './adapterHubReader';
import { writeHubAdapter } from './adapterHubWriter';
import {
  CONFIG_FILE,
  WEIGHTS_FILE,
  type Adapter,
  type AdapterContext,
  type AdapterFiles,
  type AdapterInfo,
  type HubAdapter,
} from './adapterTypes';
import { AdapterError, fromFile, toFile } from './layout';
import { says } from './adapterMessages';
import { contextIn } from './peftContext';
import { says as peftSays } from './peftMessages';
import { requireNumbers } from './numbers';
import { isBits, readSelection, storeSelection, withBits, withoutBits } from './masks';
import { layoutOf, type PeftLayout } from './peftLayout';
import { readSafetensors, writeSafetensors } from './safetensors';
import type { AdapterNote } from './adapterNotes';
import { checkAgreement, checkInfo, infoFrom, parsed, taskTypes, withEarlierKnobs } from './adapterInfo';
import { jsonObject } from '../data/jsonText';
import { libraryHead, type LibraryHead } from '../tasks/libraryHead';
import { written } from './written';

export { AdapterError } from './layout';
export { CONFIG_FILE, WEIGHTS_FILE } from './adapterTypes';
export type { Adapter, AdapterContext, AdapterFiles, AdapterInfo } from './adapterTypes';

const INFO_KEY = 'peft-playground';
/** Prefix of what earlier phases found, in our own format. */
const CARRIED = 'carried.';

interface Form {
  readonly layout: PeftLayout;
  /** adapter_config.json for HF PEFT; undefined: our own format. */
  readonly peft?: Readonly<Record<string, unknown>>;
}

/**
 * What HF PEFT does not run though it has the method, as the reason for a refusal; undefined where there is nothing of
 * that kind.
 */
export function peftRefusal({
  method,
  anatomy,
  parameters,
}: Pick<AdapterContext, 'method' | 'anatomy' | 'parameters'>): Message | undefined {
  const head = parameters.find((p) => p.name === 'head.weight')?.hfName;
  const library = libraryHead(anatomy);
  if (
    method.id === 'prefix-tuning' &&
    library &&
    head === `${library.out.path}.weight` &&
    isLibrarys(library, parameters)
  )
    return peftSays.prefixOfClassifier;
  const headless = method.id === 'trainable-tokens' || method.id === 'llama-adapter';
  return headless && head !== undefined ? peftSays.headOfLanguageModel : undefined;
}

/** Whether the head is the one of the library's class: one layer without bias, or two, with a norm or without. */
const isLibrarys = ({ dense, norm, out }: LibraryHead, parameters: readonly Parameter[]): boolean =>
  parameters.some((p) => p.name === 'head.norm.weight') === (norm !== undefined) &&
  parameters.some((p) => p.name === 'head.dense.weight') === (dense !== undefined) &&
  parameters.some((p) => p.name === 'head.bias') === out.bias;

/**
 * HF PEFT's format where it has a place for every tensor, else our own. (A prefix that an MLP computes while training
 * has none.)
 */
function formOf(context: AdapterContext, own = false): Form {
  const { method, anatomy, hyperparameters, parameters, carried } = context;
  const peft = own || peftRefusal(context) ? undefined : method.peftConfig?.(anatomy, hyperparameters, carried);
  const layout = peft && layoutOf(anatomy, hyperparameters, parameters, peft.peft_type as string);
  if (peft && layout) return { peft, layout };
  return { layout: layoutOf(anatomy, hyperparameters, parameters, undefined)! };
}

/** Tensors under the names, layouts and shapes of the adapter's file, for example gradients. */
export function fileTensors(
  context: AdapterContext,
  values: ReadonlyMap<string, Float32Array>,
  fill: 'layout' | 'zero' = 'layout',
  hub?: HubAdapter,
): Map<string, Tensor> {
  return toFile(hub ? hubLayoutOf(context, hub) : formOf(context).layout, values, fill);
}

/**
 * `peft`: as HF PEFT reads it, or refused. `adapterhub`: as AdapterHub's library reads it, or refused. `own`: exactly
 * the method's tensors, with the scores behind masks.
 */
export const adapterFormats = ['peft', 'adapterhub', 'own'] as const;
export type AdapterFormat = (typeof adapterFormats)[number];

/** The files of an adapter by path, in any format; see `writeAdapter`. @throws AdapterError */
export function saveAdapter(
  context: AdapterContext,
  values: ReadonlyMap<string, Tensor>,
  info: AdapterInfo,
  format?: AdapterFormat,
): Record<string, Uint8Array> {
  return format === 'adapterhub'
    ? writeHubAdapter(context, values, info)
    : { ...writeAdapter(context, values, info, format) };
}

/** Whose format the files of an adapter have. */
export function formatOf(files: Readonly<Record<string, Uint8Array>>): AdapterFormat {
  const config = files[CONFIG_FILE];
  if (!config || isHubFolder(Object.keys(files))) return 'adapterhub';
  return 'peft_type' in (JSON.parse(new TextDecoder().decode(config)) as object) ? 'peft' : 'own';
}

/** Names of the files that an adapter's folder may hold. */
export const adapterFiles: ReadonlySet<string> = new Set([CONFIG_FILE, WEIGHTS_FILE, ...hubFiles]);

/** Reads the files of a folder, HF PEFT's, AdapterHub's or our own. @throws AdapterError */
export function openAdapterFiles(files: Readonly<Record<string, Uint8Array>>): Adapter {
  if (isHubFolder(Object.keys(files))) return readHubAdapter(files);
  const [config, weights] = [files[CONFIG_FILE], files[WEIGHTS_FILE]];
  if (!config || !weights) throw new AdapterError(says.noFile({ file: config ? WEIGHTS_FILE : CONFIG_FILE }));
  return readAdapter({ [CONFIG_FILE]: config, [WEIGHTS_FILE]: weights });
}

/**
 * The two files of an adapter.
 * @param values by parameter name, in our layout
 * @param format default: HF PEFT's where it holds every tensor of the method, else our own
 * @throws AdapterError when HF PEFT has no form for it
 */
export function writeAdapter(
  context: AdapterContext,
  values: ReadonlyMap<string, Tensor>,
  info: AdapterInfo,
  format?: Exclude<AdapterFormat, 'adapterhub'>,
): AdapterFiles {
  const { peft, layout } = formOf(context, format === 'own');
  if (peft || format !== 'peft') return files(context, values, info, peft, layout, format === 'own');
  const simpler = deployedAdapter(context, values);
  const form = simpler && formOf(simpler.context);
  if (!simpler || !form?.peft) {
    const why = peftRefusal(context) ?? peftSays.noSuchForm;
    throw new AdapterError(peftSays.noForm({ method: context.method.id, why }));
  }
  const {
    method: { id },
    hyperparameters,
  } = simpler.context;
  return files(
    simpler.context,
    simpler.values,
    { ...info, method: { id, hyperparameters } },
    { ...form.peft, ...simpler.peft },
    form.layout,
  );
}

/** @param scores keeps the values behind masks */
function files(
  { method, hyperparameters, anatomy, parameters, carried }: AdapterContext,
  values: ReadonlyMap<string, Tensor>,
  info: AdapterInfo,
  peft: Form['peft'],
  layout: PeftLayout,
  scores = false,
): AdapterFiles {
  const { tensors: found, selection } = storeSelection(carried ?? {});
  const head = parameters.some((p) => p.group === 'head');
  const config = peft
    ? {
        ...peft,
        ...layout.patch,
        base_model_name_or_path: info.name ?? info.model,
        inference_mode: true,
        task_type: taskTypes[info.task],
        ...(head ? { modules_to_save: ['classifier', 'score', ...denseModule(anatomy, parameters)] } : {}),
      }
    : {
        format: INFO_KEY,
        version: 1,
        method: method.id,
        hyperparameters,
        base_model: info.model,
        ...(info.name ? { name: info.name } : {}),
        task: info.task,
        ...(info.pooling ? { pooling: info.pooling } : {}),
        ...(info.labels ? { labels: info.labels } : {}),
        ...(info.poison ? { poison: info.poison } : {}),
        tensors: parameters.map((p) => ({ name: p.name, shape: p.shape, group: p.group })),
        ...(selection ? { selection } : {}),
      };
  const whole = toFile(layout, new Map([...values].map(([name, tensor]) => [name, asFloat32(tensor)])));
  requireNumbers(whole, 'trained');
  const tensors = peft || scores ? whole : withBits(whole, parameters);
  for (const [name, tensor] of Object.entries(found)) tensors.set(`${CARRIED}${name}`, tensor);
  return {
    [CONFIG_FILE]: new TextEncoder().encode(`${JSON.stringify(config, (_, value: unknown) => sorted(value), 2)}\n`),
    [WEIGHTS_FILE]: writeSafetensors(tensors, { [INFO_KEY]: JSON.stringify(info) }),
  };
}

/** The module of the head's square layer, where PEFT saves it only if it is named. */
function denseModule(anatomy: Anatomy, parameters: readonly Parameter[]): string[] {
  const { named, dense } = libraryHead(anatomy) ?? {};
  const used = parameters.some((p) => p.group === 'head' && p.hfName === `${dense?.path}.weight`);
  return named !== undefined && used ? [named] : [];
}

/** PEFT dumps its configuration with sorted keys. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads the two files. @throws AdapterError */
export function readAdapter(files: AdapterFiles): Adapter {
  const config = jsonObject(files[CONFIG_FILE], CONFIG_FILE, (fault) => {
    throw new AdapterError(says.file({ fault }));
  });
  if (config.format === INFO_KEY && config.version !== 1)
    throw new AdapterError(says.otherVersion({ version: written(config.version) }));
  if (config.format !== INFO_KEY && typeof config.peft_type !== 'string')
    throw new AdapterError(says.noFormat({ file: CONFIG_FILE }));
  const { tensors: all, metadata } = readSafetensors(files[WEIGHTS_FILE], WEIGHTS_FILE);
  const tensors = new Map([...all].filter(([name]) => !name.startsWith(CARRIED)));
  const carried = readSelection(
    Object.fromEntries(
      [...all]
        .filter(([name]) => name.startsWith(CARRIED))
        .map(([name, tensor]) => [name.slice(CARRIED.length), tensor]),
    ),
    config.selection,
  );
  requireNumbers(tensors);
  const [headName, head] =
    [...tensors].find(([name]) => /(^|\.)(classifier|classifier\.out_proj|score)\.weight$/.test(name)) ?? [];
  const told =
    metadata[INFO_KEY] === undefined ? infoOfConfig(config) : infoFrom(parsed(metadata[INFO_KEY]), WEIGHTS_FILE);
  // Before there was a choice of heads, what was left out stood for these.
  const info =
    told?.task === 'classification' && told.pooling === undefined && headName !== undefined
      ? { ...told, pooling: headName.includes('score') ? ('last' as const) : ('mean' as const) }
      : told;
  if (info) {
    checkAgreement(config, info);
    checkInfo(info, head?.dims[0]);
  }
  return {
    config,
    tensors,
    carried: { ...contextIn(config), ...carried },
    ...notesOf(tensors, info),
    ...(info ? { info: withEarlierKnobs(info) } : {}),
    ...(head?.dims[0] ? { classes: head.dims[0] } : {}),
  };
}

/** What our own configuration says too, should a program have dropped the metadata. */
function notesOf(tensors: ReadonlyMap<string, Tensor>, info: AdapterInfo | undefined): Pick<Adapter, 'notes'> {
  const notes: AdapterNote[] = [
    ...([...tensors.values()].some(isBits) ? (['finished-masks'] as const) : []),
    ...(info?.poison && info.poison.share > 0 ? (['poisoned'] as const) : []),
  ];
  return notes.length > 0 ? { notes } : {};
}

function infoOfConfig({
  format,
  method,
  hyperparameters,
  base_model: model,
  task,
  pooling,
  labels,
  name,
  poison,
}: Readonly<Record<string, unknown>>): AdapterInfo | undefined {
  if (format !== INFO_KEY || typeof hyperparameters !== 'object' || hyperparameters === null) return undefined;
  return infoFrom(
    {
      model,
      method: { id: method, hyperparameters },
      task,
      ...(pooling === undefined ? {} : { pooling }),
      ...(labels === undefined ? {} : { labels }),
      ...(name === undefined ? {} : { name }),
      ...(poison === undefined ? {} : { poison }),
    },
    CONFIG_FILE,
  );
}

/** Scalars of a PEFT configuration that change what the tensors mean without showing in their shapes. */
const MEANINGFUL = [
  'lora_alpha',
  'r',
  'init_r',
  'use_rslora',
  'num_virtual_tokens',
  'use_dora',
  'rank_pattern',
  'alpha_pattern',
  'decompose_both',
  'decompose_factor',
  'd_initial',
  'apply_GS',
  'variant',
  'group_size',
  'block_size',
  'token_indices',
  'adapter_len',
  'n_tasks',
  'n_skills',
  'n_splits',
  'adapter_layers',
  'oft_block_size',
  'use_cayley_neumann',
  'num_cayley_neumann_terms',
  'coft',
  'boft_n_butterfly_factor',
  'randlora_alpha',
  'topk',
  'weight_tying',
  'scaling',
  'use_idwt',
  'random_loc_seed',
] as const;

/**
 * What of a configuration has to agree. LoKr's r says nothing by itself where both factors are whole: only α / r
 * counts.
 */
function meaningOf(config: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const lokr = config.peft_type === 'LOKR';
  const entries = MEANINGFUL.filter((key) => !lokr || key !== 'r').map((key): [string, string] => [
    key,
    normal(config[key]),
  ]);
  if (config.peft_type === 'LOHA' || config.peft_type === 'GRALORA') entries.push(['alpha', normal(config.alpha)]);
  // OFT's bound, where there is one.
  if (config.coft === true) entries.push(['eps', normal(config.eps)]);
  return new Map(lokr ? [...entries, ['alpha / r', normal(Number(config.alpha) / Number(config.r))]] : entries);
}

/** Adapters with another name that hold the same: PEFT keeps of P-tuning only the prompt that its network has made. */
const sameAs: Readonly<Record<string, string>> = { P_TUNING: 'PROMPT_TUNING' };

const isDense = (name: string, { parameters }: AdapterContext): boolean =>
  parameters.some((p) => p.name === 'head.dense.weight' && p.hfName !== undefined && name.endsWith(p.hfName));

/**
 * The adapter's tensors by our parameter names and in our layout. Those of the head are missing where another library
 * saved none.
 * @throws AdapterError when it belongs to another method, base model or shape, naming tensor and shapes.
 */
export function applyAdapter(adapter: Adapter, given: AdapterContext): Map<string, Tensor> {
  let context =
    adapter.foreign && adapter.classes === undefined
      ? { ...given, parameters: given.parameters.filter((p) => p.group !== 'head') }
      : given;
  // A head of another library may lack the layer that its base model brings (BERT's pooler).
  if (adapter.foreign && ![...adapter.tensors.keys()].some((name) => isDense(name, given)))
    context = { ...context, parameters: context.parameters.filter((p) => !p.name.startsWith('head.dense.')) };
  const { method, parameters } = context;
  const fitted = (values: ReadonlyMap<string, Float32Array>) =>
    new Map(parameters.map((p) => [p.name, f32(p.shape, values.get(p.name)!)]));
  if (adapter.hub) return fitted(fromFile(hubLayoutOf(context, adapter.hub), adapter.tensors, asFloat32));
  const own = adapter.config.format === INFO_KEY;
  const { peft, layout } = formOf(context, own);
  const theirs = own ? adapter.config.method : adapter.config.peft_type;
  const ours = own ? method.id : peft?.peft_type;
  if ((sameAs[written(theirs)] ?? theirs) !== ours)
    throw new AdapterError(
      says.otherMethod({ theirs: written(theirs), method: method.id, type: peft ? String(ours) : undefined }),
    );
  if (!own) {
    const found = meaningOf(adapter.config);
    for (const [key, wanted] of meaningOf({ ...peft, ...layout.patch })) {
      if (found.get(key) !== wanted)
        throw new AdapterError(says.otherSetting({ setting: key, found: found.get(key) ?? 'none', wanted }));
    }
  }
  return fitted(fromFile(layout, own ? withoutBits(adapter.tensors, parameters) : adapter.tensors, asFloat32));
}

/** Absent, false, null and {} all mean "not used". */
const normal = (value: unknown): string =>
  value === undefined || value === null || value === false || JSON.stringify(value) === '{}'
    ? 'none'
    : JSON.stringify(sorted(value));
