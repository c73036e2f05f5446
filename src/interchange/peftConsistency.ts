/**
 * Whether an adapter's configuration and its tensors say the same: PEFT would read other numbers, or leave tensors out.
 */
import { AdapterError } from './layout';
import { matrix, patternFor, type PeftModule } from './peftModules';

type Config = Readonly<Record<string, unknown>>;

/** A number of the configuration, its default where it is absent. @throws AdapterError where it is something else */
export function numberIn(config: Config, name: string, fallback: number): number {
  const value = config[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new AdapterError(
      `The adapter's configuration says ${name} = ${JSON.stringify(value)}, which is not a number. Correct it ` +
        'in adapter_config.json, or save the adapter again.',
    );
  return value;
}

/** DoRA's vectors are there exactly where the configuration says so. @returns whether it is a DoRA */
function doraOf(config: Config, modules: readonly PeftModule[]): boolean {
  const said = config.use_dora === true;
  const unlike = modules.find(({ tensors }) => tensors.has('lora_magnitude_vector') !== said);
  if (!unlike) return said;
  throw new AdapterError(
    said
      ? `The adapter's configuration says use_dora = true, but "${unlike.path}" has no lora_magnitude_vector. ` +
          'Save or download the adapter again.'
      : `"${unlike.path}" of the adapter has a lora_magnitude_vector, but its configuration does not say ` +
          'use_dora = true. Save or download the adapter again.',
  );
}

/**
 * Ranks and layers of a LoRA as its configuration has them.
 * @returns whether it is a DoRA
 * @throws AdapterError naming module and entry where a tensor says otherwise
 */
export function checkLora(config: Config, modules: readonly PeftModule[]): boolean {
  const r = numberIn(config, 'r', 8);
  const { layers_to_transform: chosen } = config;
  const layers = Array.isArray(chosen) ? chosen : typeof chosen === 'number' ? [chosen] : undefined;
  for (const module of modules) {
    const said = patternFor(config.rank_pattern, module.path) ?? r;
    const { rows } = matrix(module, 'lora_A.weight', config, { columns: module.linear.inFeatures });
    if (rows !== said)
      throw new AdapterError(
        `The adapter's configuration says rank ${said} for "${module.path}", but its tensors have rank ` +
          `${rows}. Save or download the adapter again.`,
      );
    if (layers && !layers.includes(module.layer))
      throw new AdapterError(
        `The adapter's configuration names the layers ${layers.join(', ')} in layers_to_transform, but the ` +
          `adapter has tensors of layer ${module.layer} too. Save or download the adapter again.`,
      );
  }
  return doraOf(config, modules);
}
