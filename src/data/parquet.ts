/** Parquet files to rows, read by hyparquet, which is loaded when the first one comes. */
import { DataError } from './errors';
import { says } from './messages';

export type Row = Readonly<Record<string, unknown>>;

/** A column's type as Hugging Face's `datasets` writes it. */
export type Feature = unknown;

export interface Rows {
  readonly rows: readonly Row[];
  /** Of the columns, where the file or a server tells them. */
  readonly features?: Readonly<Record<string, Feature>>;
}

export const isParquet = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 4)) === 'PAR1' && bytes.byteLength > 12;

/** @throws DataError for a damaged file */
export async function readParquet(bytes: Uint8Array, name: string): Promise<Rows> {
  const [{ parquetMetadata, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  // Whole buffers only: a view into a larger one is copied.
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  const file = whole as ArrayBuffer;
  try {
    const metadata = parquetMetadata(file);
    const rows = (await parquetReadObjects({ file, metadata, compressors })) as Row[];
    const told = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
    const info = told === undefined ? undefined : (JSON.parse(told) as { info?: { features?: Rows['features'] } });
    return { rows, ...(info?.info?.features && { features: info.info.features }) };
  } catch (error) {
    throw new DataError(says.damagedParquet({ file: name }), { cause: error });
  }
}

/** Kinds of columns that hold no text, only pictures or sounds. */
const media = ['Image', 'Audio', 'Video', 'Pdf', 'Array2D', 'Array3D'];
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A cell as plain JSON, class ids as the names of the classes. */
function plain(value: unknown, feature: Feature): unknown {
  const type = isRecord(feature) ? feature : {};
  if (typeof value === 'bigint') return plain(Number(value), feature);
  if (type._type === 'ClassLabel' && Array.isArray(type.names) && typeof value === 'number')
    // -1 stands for a label that is not told, as in test sets of competitions.
    return value < 0 ? null : ((type.names as unknown[])[value] ?? value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return undefined;
  if (Array.isArray(value)) {
    const inner = Array.isArray(feature) ? (feature as unknown[])[0] : (type.feature ?? undefined);
    return value.map((entry) => plain(entry, inner));
  }
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v, type[key])]));
  return value;
}

/** Rows as plain JSON: classes by name, pictures and sounds left out. */
export function plainRows({ rows, features = {} }: Rows): Row[] {
  const isMedia = (name: string) => {
    const feature = features[name];
    return isRecord(feature) && media.includes(String(feature._type));
  };
  // A row that is none has no columns.
  return rows
    .filter(isRecord)
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => (isMedia(name) ? [] : [[name, plain(value, features[name])]])),
      ),
    );
}

/** So many rows, evenly taken from all: files are often sorted by class. */
export function evenly<T>(rows: readonly T[], count: number): readonly T[] {
  if (rows.length <= count) return rows;
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
}
