/** Writes an adapter as AdapterHub's library does. */
import type { Message } from '../messages/message';
import type { Hyperparameters } from '../methods/contract';
import { asFloat32, f32, type Tensor } from '../onnx/tensor';
import { libraryHead, type LibraryHead } from '../tasks/libraryHead';
import { fusionConfig, hubConfig, type HubConfig } from './adapterHubConfig';
import { ADAPTER, FUSION, HEAD, INFO_KEY, MEAN_HEAD, SETUP, VERSION } from './adapterHubFiles';
import { familyOf, hubLayout, type Names } from './adapterHubLayout';
import type { AdapterContext, AdapterInfo } from './adapterTypes';
import { AdapterError, toFile } from './layout';
import { writeSafetensors } from './safetensors';

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
