/**
 * Which modules a configuration of PEFT means, as `check_target_module_exists` there decides it, and whether these have
 * tensors.
 */
import type { Anatomy } from '../anatomy/anatomy';
import type { Value } from '../messages/message';
import { AdapterError } from './layout';
import { says } from './peftMessages';
import { wholeSites, type PeftModule } from './peftModules';
import { written } from './written';

type Config = Readonly<Record<string, unknown>>;
type Names = (path: string) => boolean;

const never: Names = () => false;

/**
 * A pattern of Python that takes the whole path; undefined where JavaScript can't read it, so that nothing is claimed.
 */
function patternOf(source: string): Names | undefined {
  try {
    const pattern = new RegExp(`^(?:${source})$`);
    return (path) => pattern.test(path);
  } catch {
    return undefined;
  }
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

/** Names that end a path, or a pattern for the whole of it; undefined where the entry says nothing that can be read. */
function namedBy(entry: unknown): Names | undefined {
  if (typeof entry === 'string') return entry === 'all-linear' ? undefined : patternOf(entry);
  const names = strings(entry);
  return names.length === 0 ? undefined : (path) => names.some((name) => path === name || path.endsWith(`.${name}`));
}

/** The layers that `layers_to_transform` keeps: they count only beside a list of target modules. */
function inChosenLayers({
  target_modules: targets,
  layers_to_transform: chosen,
  layers_pattern: given,
}: Config): Names {
  const layers = typeof chosen === 'number' ? [chosen] : Array.isArray(chosen) ? (chosen as unknown[]) : [];
  if (layers.length === 0 || !Array.isArray(targets)) return () => true;
  const patterns = typeof given === 'string' && given ? [given] : strings(given);
  const expressions =
    patterns.length === 0
      ? [/^.*?\.[^.]*\.(\d+)\./]
      : patterns.map(
          (pattern) => new RegExp(`^(?:|.*?\\.)${pattern.replace(/[$()*+?[\\\]^{|}]/g, '\\$&')}\\.(\\d+)\\.`),
        );
  return (path) => {
    const found = expressions.map((expression) => expression.exec(path)?.[1]).find((index) => index !== undefined);
    return found !== undefined && layers.includes(Number(found));
  };
}

const shown = (entry: unknown): Value =>
  Array.isArray(entry) ? { list: entry.slice(0, 12).map(written) } : written(entry);

interface Meant {
  readonly isTarget: Names | undefined;
  readonly isExcluded: Names;
  readonly inLayers: Names;
}

const meant = (config: Config): Meant => ({
  isTarget: namedBy(config.target_modules),
  isExcluded: namedBy(config.exclude_modules) ?? never,
  inLayers: inChosenLayers(config),
});

/**
 * @param modules those that have tensors
 * @throws AdapterError where the configuration does not mean one of them
 */
export function checkTargets(config: Config, modules: readonly PeftModule[]): void {
  const { target_modules: targets, exclude_modules: excluded } = config;
  const { isTarget, isExcluded, inLayers } = meant(config);
  for (const { path, layer } of modules) {
    if (isExcluded(path)) throw new AdapterError(says.excluded({ path, modules: shown(excluded) }));
    if (isTarget && !isTarget(path)) throw new AdapterError(says.noTarget({ path, modules: shown(targets) }));
    if (!inLayers(path)) throw new AdapterError(says.otherLayer({ layers: shown(config.layers_to_transform), layer }));
  }
}

/**
 * @param modules those that have tensors
 * @throws AdapterError where the configuration means one that has none
 */
export function checkComplete(config: Config, modules: readonly PeftModule[], anatomy: Anatomy): void {
  const { isTarget, isExcluded, inLayers } = meant(config);
  const kept = strings(config.modules_to_save);
  const isKept: Names = (path) => kept.some((name) => `.${path}.`.includes(`.${name}.`));
  const [first] = modules;
  if (!first || !isTarget) return;
  // What the class of the adapter's model puts before a path stands before all of them.
  const before = first.path.slice(0, -first.linear.path.length);
  const there = new Set(modules.map(({ linear }) => linear.path));
  for (const [own] of wholeSites(anatomy)) {
    const path = before + own;
    if (!there.has(own) && isTarget(path) && !isExcluded(path) && !isKept(path) && inLayers(path))
      throw new AdapterError(says.targetWithoutTensors({ path, modules: shown(config.target_modules) }));
  }
}

/**
 * (IA)³: whether a module's vector scales its input, by `feedforward_modules`; undefined where that says nothing that
 * can be read.
 */
export function feedForwardBy({ feedforward_modules: entry }: Config): Names | undefined {
  if (typeof entry === 'string') return patternOf(entry);
  if (entry === undefined || entry === null) return undefined;
  const names = strings(entry);
  return (path) => names.some((name) => path.endsWith(name));
}
