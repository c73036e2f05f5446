/** Reads the adapters of AdapterHub's library. */
import { jsonObject } from '../data/jsonText';
import type { Tensor } from '../onnx/tensor';
import { fusionConfig, isConfig, type HubConfig, hubDifference, hubMethodOf, numeric } from './adapterHubConfig';
import { ADAPTER, FUSION, HEAD, INFO_KEY, PICKLE } from './adapterHubFiles';
import { says } from './adapterHubMessages';
import { checkInfo, infoFrom, parsed } from './adapterInfo';
import { says as adapterSays } from './adapterMessages';
import type { Adapter, AdapterInfo, HubAdapter } from './adapterTypes';
import { AdapterError } from './layout';
import { requireNumbers } from './numbers';
import { readSafetensors } from './safetensors';
import { written } from './written';

/** Classes that a head may have. */
const MOST_LABELS = 100_000;

/** @throws AdapterError where the file has no configuration of an adapter */
function configIn(settings: Readonly<Record<string, unknown>>, file: string): HubConfig {
  if (!isConfig(settings.config)) throw new AdapterError(adapterSays.damaged({ file, entry: 'config' }));
  return settings.config;
}

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
  const order = Array.isArray(fusion?.adapter_names) ? fusion.adapter_names.map(written) : undefined;
  const adapters = all(ADAPTER[0])
    .map(settingsIn)
    .sort((a, b) => (order ? order.indexOf(written(a.name)) - order.indexOf(written(b.name)) : 0));
  const [first] = adapters;
  if (!first) throw new AdapterError(says.noConfig);
  if (adapters.length > 1 && !fusion) throw new AdapterError(says.severalAdapters);
  if (all('adapter.safetensors').length < adapters.length) throw new AdapterError(says.pickle({ file: PICKLE }));
  const config = configIn(first, ADAPTER[0]);
  for (const other of adapters) {
    const difference = hubDifference(configIn(other, ADAPTER[0]), config, numeric(first.hidden_size));
    if (difference) throw new AdapterError(says.mixedFusion({ adapter: written(other.name), difference }));
  }
  if (fusion) {
    const difference = hubDifference(configIn(fusion, FUSION[0]), fusionConfig, 1);
    if (difference) throw new AdapterError(says.otherFusion({ difference }));
  }
  const { tensors, info } = weightsIn(files);
  requireNumbers(tensors);
  const head = [...tensors.keys()].flatMap((name) => /^heads\.(.+)\.1\.weight$/.exec(name)?.[1] ?? [])[0];
  const headPath = all(HEAD[0])[0];
  const headSettings = headPath === undefined ? undefined : (settingsIn(headPath).config as HubConfig | null);
  const labels = headSettings ? labelsOf(headSettings, written(first.model_type)) : undefined;
  const hub: HubAdapter = {
    config,
    names: adapters.map((a) => written(a.name)),
    ...(fusion ? { fusion: written(fusion.name) } : {}),
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
  if (!simple) throw new AdapterError(says.otherHead({ type: written(head.head_type), layers: written(head.layers) }));
  const damaged = (entry: string) => new AdapterError(adapterSays.damaged({ file: HEAD[0], entry }));
  const ids = Object.entries(isConfig(head.label2id) ? head.label2id : {}).map(([label, id]) => {
    if (typeof id !== 'number') throw damaged('label2id');
    return { label, id };
  });
  if (ids.length > 0) return ids.sort((a, b) => a.id - b.id).map(({ label }) => label);
  const count = numeric(head.num_labels);
  if (!(Number.isInteger(count) && count >= 0 && count <= MOST_LABELS)) throw damaged('num_labels');
  return Array.from({ length: count }, (_, i) => String(i));
}

/** What the library's own adapters say of themselves. */
function infoOf(
  wrapper: Readonly<Record<string, unknown>>,
  hub: HubAdapter,
  labels: readonly string[] | undefined,
  head: HubConfig | undefined,
): AdapterInfo {
  const { id, hyperparameters } = hubMethodOf(hub.config, numeric(wrapper.hidden_size));
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
            head && isLibrarys(head, written(wrapper.model_type))
              ? 'library'
              : wrapper.model_type === 'gpt2'
                ? 'last'
                : 'cls',
          labels,
        }
      : { task: wrapper.model_type === 'gpt2' ? 'causal-lm' : 'classification' }),
  };
}
