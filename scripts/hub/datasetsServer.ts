/**
 * What the datasets server of the Hub tells of a data set: `/splits`, `/info`, `/rows`, `/parquet`. The folder of a
 * configuration holds `train.jsonl`, `.csv` or `.parquet` (also `train-00000-of-00001.parquet`); files at the root
 * or in `data/` belong to the configuration "default". A `features.json` beside them, in the form that `/info` gives
 * features in, names classes.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import Papa from 'papaparse';
import { HubError, send, type Asked } from './asked.ts';
import { repositoryAt, type Repository } from './repositories.ts';

/** Rows of one answer of `/rows`. */
const MOST_ROWS = 100;

type Row = Readonly<Record<string, unknown>>;
type Feature = Readonly<Record<string, unknown>> | readonly unknown[];

interface Split {
  readonly config: string;
  readonly split: string;
  readonly paths: readonly string[];
}

const dataFile = /\.(jsonl|csv|parquet)$/;

function splitsOf({ files }: Repository): Split[] {
  const found = new Map<string, { config: string; split: string; paths: string[] }>();
  for (const { path } of files.filter((file) => dataFile.test(file.path))) {
    const folder = dirname(path);
    const config = folder === '.' || folder === 'data' ? 'default' : basename(folder);
    const split = /^[A-Za-z_]+/.exec(basename(path))?.[0] ?? 'train';
    const key = `${config}/${split}`;
    const entry = found.get(key) ?? { config, split, paths: [] };
    entry.paths.push(path);
    found.set(key, entry);
  }
  return [...found.values()];
}

async function rowsAt(folder: string, path: string): Promise<Row[]> {
  const full = join(folder, path);
  if (path.endsWith('.parquet'))
    return (await parquetReadObjects({ file: await asyncBufferFromFile(full), compressors })) as Row[];
  const text = readFileSync(full, 'utf8');
  if (path.endsWith('.csv'))
    return Papa.parse<Row>(text, { header: true, dynamicTyping: true, skipEmptyLines: true }).data;
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}

async function rowsOf({ folder }: Repository, { paths }: Split): Promise<Row[]> {
  return (await Promise.all(paths.map((path) => rowsAt(folder, path)))).flat();
}

/** As `datasets` writes a value's type. */
function featureOf(value: unknown): Feature {
  if (Array.isArray(value)) return { feature: featureOf(value[0] ?? ''), _type: 'List' };
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, featureOf(inner)]));
  const dtype =
    typeof value === 'boolean'
      ? 'bool'
      : typeof value === 'bigint' || Number.isInteger(value)
        ? 'int64'
        : typeof value === 'number'
          ? 'float64'
          : 'string';
  return { dtype, _type: 'Value' };
}

function featuresOf(repository: Repository, split: Split, rows: readonly Row[]): Record<string, Feature> {
  const beside = join(dirname(split.paths[0]!), 'features.json');
  const told = repository.files.some(({ path }) => path === beside)
    ? (JSON.parse(readFileSync(join(repository.folder, beside), 'utf8')) as Record<string, Feature>)
    : {};
  const first = rows[0] ?? {};
  return Object.fromEntries(Object.entries(first).map(([name, value]) => [name, told[name] ?? featureOf(value)]));
}

const statistics = (entries: readonly { readonly entry: Split; readonly rows: readonly Row[] }[]) =>
  Object.fromEntries(
    entries.map(({ entry, rows }) => [
      entry.split,
      { name: entry.split, num_bytes: 0, num_examples: rows.length, dataset_name: null },
    ]),
  );

async function infoOf(repository: Repository, config: string | null): Promise<unknown> {
  const all = await Promise.all(
    splitsOf(repository)
      .filter((entry) => config === null || entry.config === config)
      .map(async (entry) => ({ entry, rows: await rowsOf(repository, entry) })),
  );
  const infos = [...new Set(all.map(({ entry }) => entry.config))].map((name) => {
    const own = all.filter(({ entry }) => entry.config === name);
    const { license } = repository.card;
    return [
      name,
      {
        description: '',
        license: typeof license === 'string' ? license : '',
        features: featuresOf(repository, own[0]!.entry, own[0]!.rows),
        dataset_name: repository.id.split('/')[1],
        config_name: name,
        splits: statistics(own),
      },
    ] as const;
  });
  return {
    dataset_info: config === null ? Object.fromEntries(infos) : infos[0]?.[1],
    pending: [],
    failed: [],
    partial: false,
  };
}

/** A slice, of at most a hundred rows. */
async function slice(repository: Repository, parameters: URLSearchParams): Promise<unknown> {
  const [config, name] = [parameters.get('config'), parameters.get('split')];
  const entry = splitsOf(repository).find((other) => other.config === config && other.split === name);
  if (!entry) throw new HubError(404, 'SplitNotFoundError', 'The split does not exist.');
  const length = Number(parameters.get('length') ?? MOST_ROWS);
  const offset = Number(parameters.get('offset') ?? 0);
  if (length > MOST_ROWS)
    throw new HubError(422, 'InvalidParameter', `Parameter 'length' must not be greater than ${MOST_ROWS}`);
  const rows = await rowsOf(repository, entry);
  const features = Object.entries(featuresOf(repository, entry, rows));
  return {
    features: features.map(([column, type], index) => ({ feature_idx: index, name: column, type })),
    rows: rows.slice(offset, offset + length).map((row, i) => ({ row_idx: offset + i, row, truncated_cells: [] })),
    num_rows_total: rows.length,
    num_rows_per_page: MOST_ROWS,
    partial: false,
  };
}

/** The real server converts every data set to parquet; this one lists the files that are parquet already. */
const parquetFiles = (repository: Repository, origin: string): unknown => ({
  parquet_files: splitsOf(repository).flatMap(({ config, split, paths }) =>
    paths
      .filter((path) => path.endsWith('.parquet'))
      .map((path) => ({
        dataset: repository.id,
        config,
        split,
        url: `${origin}/datasets/${repository.id}/resolve/refs%2Fconvert%2Fparquet/${path}`,
        filename: basename(path),
        size: repository.files.find((file) => file.path === path)!.size,
      })),
  ),
  pending: [],
  failed: [],
  partial: false,
});

/** @param what the name of the endpoint @throws HubError */
export async function datasetsServer(asked: Asked, what: string): Promise<void> {
  const { searchParams, origin } = asked.url;
  const id = searchParams.get('dataset');
  if (!id) throw new HubError(422, 'MissingRequiredParameter', "Parameter 'dataset' is required");
  const repository = repositoryAt(asked.world.folder, 'dataset', id);
  if (!repository || repository.faults.private || repository.faults.gated)
    throw new HubError(
      repository?.faults.gated ? 401 : 404,
      'ExternalUnauthenticatedError',
      'The dataset does not exist, or is not accessible without authentication (private or gated).',
    );
  const splits = splitsOf(repository).map(({ config, split }) => ({ dataset: id, config, split }));
  const body =
    what === 'splits'
      ? { splits, pending: [], failed: [] }
      : what === 'rows'
        ? await slice(repository, searchParams)
        : what === 'parquet'
          ? parquetFiles(repository, origin)
          : await infoOf(repository, searchParams.get('config'));
  send(asked, body, { 'X-Revision': repository.commit });
}
