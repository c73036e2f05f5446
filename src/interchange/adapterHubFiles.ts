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
export const INFO_KEY = 'peft-playground';
export const VERSION = 'adapters.1.3.0';
export const ADAPTER = ['adapter_config.json', 'adapter.safetensors'] as const;
export const HEAD = ['head_config.json', 'model_head.safetensors'] as const;
export const FUSION = ['adapter_fusion_config.json', 'model_adapter_fusion.safetensors'] as const;
export const SETUP = 'adapter_setup.json';
export const MEAN_HEAD = 'mean_head.safetensors';
export const PICKLE = 'pytorch_adapter.bin';

/** Names of the files that a folder of the library's may hold. */
export const hubFiles: readonly string[] = [...ADAPTER, ...HEAD, ...FUSION, SETUP, MEAN_HEAD, PICKLE];

/** Is this a folder of the library's? */
export const isHubFolder = (paths: Iterable<string>): boolean =>
  [...paths].some((path) => path.endsWith(ADAPTER[1]) || path === SETUP || path.endsWith(PICKLE));
