/** Which columns play which part, as far as the types of a data set's columns tell it. */
import type { ColumnChoice } from '../../data/columnChoice';
import { nameKey, TAG_NAMES, TOKEN_NAMES } from '../../data/columnNames';
import type { Feature } from '../../data/parquet';

type Features = Readonly<Record<string, Feature>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a list is of: `Sequence` and `List`, or an array of one type, as older versions of `datasets` write it. */
function itemOf(feature: Feature): Readonly<Record<string, unknown>> | undefined {
  const item: unknown = Array.isArray(feature)
    ? (feature as unknown[])[0]
    : isRecord(feature)
      ? feature.feature
      : undefined;
  return isRecord(item) ? item : undefined;
}

/** Of several the one that is usually called so; else the only one. */
function preferred(columns: readonly string[], usual: readonly string[]): string | undefined {
  const named = usual.flatMap((name) => columns.filter((column) => nameKey(column) === name))[0];
  return named ?? (columns.length === 1 ? columns[0] : undefined);
}

/**
 * Words with classes are sentences with tags, and a text in two languages is a source with its target, in the order in
 * which the languages are told. Empty where the types tell nothing that names and cells don't tell.
 */
export function rolesOf(features: Features): ColumnChoice {
  const entries = Object.entries(features);
  const translation = entries.find(([, type]) => isRecord(type) && type._type === 'Translation');
  if (translation) {
    const [name, type] = translation;
    const { languages } = type as { readonly languages?: unknown };
    const [source, target] = Array.isArray(languages) ? (languages as unknown[]) : [];
    if (typeof source === 'string' && typeof target === 'string')
      return { prompt: `${name}.${source}`, response: `${name}.${target}` };
  }
  const lists = (suits: (item: Readonly<Record<string, unknown>>) => boolean) =>
    entries.flatMap(([name, type]) => {
      const item = itemOf(type);
      return item && suits(item) ? [name] : [];
    });
  const tags = preferred(
    // The entities of a text before its parts of speech.
    lists(({ _type }) => _type === 'ClassLabel'),
    TAG_NAMES,
  );
  const tokens = preferred(
    lists(({ _type, dtype }) => _type === 'Value' && dtype === 'string'),
    TOKEN_NAMES,
  );
  return tags !== undefined && tokens !== undefined ? { tokens, tags } : {};
}
