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
 * Ranks of a LoRA as its configuration has them.
 * @returns whether it is a DoRA
 * @throws AdapterError naming module and entry where a tensor says otherwise
 */
export function checkLora(config: Config, modules: readonly PeftModule[]): boolean {
  const r = numberIn(config, 'r', 8);
  for (const module of modules) {
    const said = patternFor(config.rank_pattern, module.path) ?? r;
    const { rows } = matrix(module, 'lora_A.weight', config, { columns: module.linear.inFeatures });
    if (rows !== said)
      throw new AdapterError(
        `The adapter's configuration says rank ${said} for "${module.path}", but its tensors have rank ` +
          `${rows}. Save or download the adapter again.`,
      );
  }
  return doraOf(config, modules);
}

/**
 * Size of a soft prompt as its configuration has it.
 * @param prefix keys and values of all layers lie behind one another in a row
 * @throws AdapterError naming the entry that the tensor contradicts
 */
export function checkPrompt(
  config: Config,
  [rows = 0, columns = 0]: readonly number[],
  prefix: { readonly layers: number; readonly heads: number } | undefined,
): void {
  const check = (name: string, found: number) => {
    const said = numberIn(config, name, found);
    if (said !== found)
      throw new AdapterError(
        `The adapter's configuration says ${name} = ${said}, but its prompt has ${found}. Save or download the ` +
          'adapter again.',
      );
  };
  check('num_virtual_tokens', rows);
  if (prefix === undefined) return check('token_dim', columns);
  check('num_layers', prefix.layers);
  check('token_dim', columns / (2 * prefix.layers));
  const heads = numberIn(config, 'num_attention_heads', prefix.heads);
  if (heads !== prefix.heads)
    throw new AdapterError(
      `The adapter's configuration says num_attention_heads = ${heads}, but this model has ${prefix.heads} ` +
        'heads of keys and values. Choose the model that it was made for.',
    );
}
