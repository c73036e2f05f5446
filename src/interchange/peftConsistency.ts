/**
 * Whether an adapter's configuration and its tensors say the same: PEFT would read other numbers, or leave tensors out.
 */
import { AdapterError } from './layout';
import { says } from './peftMessages';
import { matrix, patternFor, type PeftModule } from './peftModules';

type Config = Readonly<Record<string, unknown>>;

/** A number of the configuration, its default where it is absent. @throws AdapterError where it is something else */
export function numberIn(config: Config, name: string, fallback: number): number {
  const value = config[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new AdapterError(says.noNumber({ entry: name, value: JSON.stringify(value) }));
  return value;
}

/** DoRA's vectors are there exactly where the configuration says so. @returns whether it is a DoRA */
function doraOf(config: Config, modules: readonly PeftModule[]): boolean {
  const said = config.use_dora === true;
  const unlike = modules.find(({ tensors }) => tensors.has('lora_magnitude_vector') !== said);
  if (!unlike) return said;
  const { path } = unlike;
  throw new AdapterError(said ? says.noMagnitude({ path }) : says.magnitudeUnsaid({ path }));
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
    if (rows !== said) throw new AdapterError(says.otherRank({ path: module.path, rank: said, found: rows }));
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
    if (said !== found) throw new AdapterError(says.otherPrompt({ entry: name, value: said, found }));
  };
  check('num_virtual_tokens', rows);
  if (prefix === undefined) return check('token_dim', columns);
  check('num_layers', prefix.layers);
  check('token_dim', columns / (2 * prefix.layers));
  const heads = numberIn(config, 'num_attention_heads', prefix.heads);
  if (heads !== prefix.heads) throw new AdapterError(says.otherHeads({ heads, found: prefix.heads }));
}
