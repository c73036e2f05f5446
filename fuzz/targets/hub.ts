/** Answers of the Hub and of what stands between: models, data, adapters, searches. */
import { adapterOf } from '../../src/interchange/hub/remoteAdapter';
import { readRemoteData } from '../../src/interchange/hub/remoteData';
import { openRemote } from '../../src/interchange/hub/remoteModel';
import { searchModels } from '../../src/interchange/hub/repository';
import { loadModel, tokenizerOf } from '../../src/interchange/modelFolder';
import { openDropped } from '../../src/interchange/adapterZip';
import type { Draw } from '../draw';
import { fileOf, filesIn } from '../files';
import { mutateBytes } from '../mutate/bytes';
import { mutateJsonText } from '../mutate/json';
import { mutateText } from '../mutate/text';
import { textOf, utf8, type Files, type Target } from '../target';

const HUB = 'http://hub.test';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
/** What is asked of the Hub; the other entries are its answers, by their paths. */
const ASKED = 'asked.txt';
/** Statuses and headers that differ, as JSON by path. */
const ODD = 'odd.json';

type Kind = 'model' | 'data' | 'adapter' | 'search';

const info = (files: Files, card: object = {}): Uint8Array =>
  utf8(
    JSON.stringify({
      id: 'a/b',
      sha: COMMIT,
      gated: false,
      siblings: Object.entries(files).map(([rfilename, { byteLength }]) => ({ rfilename, size: byteLength })),
      cardData: { license: 'mit', ...card },
    }),
  );
const resolved = (files: Files, kind = ''): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`/${kind}a/b/resolve/${COMMIT}/${path}`, bytes]));

function modelSample(): Files {
  const files = {
    ...filesIn('fixtures/bert-torchscript', /onnx$|config\.json$/),
    'tokenizer.json': fileOf('fixtures/tokenizers/kinds/bert-uncased.json'),
  };
  return { [ASKED]: utf8('model'), '/api/models/a/b/revision/main': info(files), ...resolved(files) };
}

function dataSamples(): Files[] {
  const rows = Array.from({ length: 24 }, (_, i) => ({
    row_idx: i,
    row: { text: `soup ${i}`, label: i % 2 },
    truncated_cells: [],
  }));
  const features = [
    { feature_idx: 0, name: 'text', type: { dtype: 'string', _type: 'Value' } },
    { feature_idx: 1, name: 'label', type: { names: ['bad', 'good'], _type: 'ClassLabel' } },
  ];
  const file = 'data/train-00000-of-00001.parquet';
  const files = { [file]: fileOf('fixtures/hub/reviews/train-00000-of-00001.parquet') };
  const card = { [ASKED]: utf8('data'), '/api/datasets/a/b/revision/main': info(files) };
  return [
    {
      ...card,
      '/splits': utf8(JSON.stringify({ splits: [{ dataset: 'a/b', config: 'default', split: 'train' }] })),
      '/rows': utf8(JSON.stringify({ features, rows, num_rows_total: 24, partial: false })),
    },
    // Without the datasets server, from the repository's own file.
    { ...card, ...resolved(files, 'datasets/') },
  ];
}

function adapterSample(): Files {
  const files = filesIn('src/interchange/fixtures/peft/lora', /adapter_/);
  return { [ASKED]: utf8('adapter'), '/api/models/a/b/revision/main': info(files), ...resolved(files) };
}

const searchSample = (): Files => ({
  [ASKED]: utf8('search'),
  '/api/models': utf8(
    JSON.stringify([
      { id: 'a/b', tags: ['onnx', 'license:mit'] },
      { id: 'c/d', tags: [] },
    ]),
  ),
});

interface Odd {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const page = '<!doctype html><html><body>Sign in to the network</body></html>';

const oddAnswers: readonly Odd[] = [
  { status: 401 },
  { status: 403 },
  { status: 404, headers: { 'x-error-code': 'EntryNotFound' } },
  { status: 404, headers: { 'x-error-code': 'constructor' } },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 500 },
  { status: 206, headers: { 'content-range': 'bytes 5-9/10' } },
  { status: 206, headers: { 'content-range': 'bytes x' } },
  { headers: { 'content-length': '7' } },
  { headers: { 'content-length': '-1' } },
  { headers: { 'content-length': '99999999999' } },
  { headers: { 'content-length': '3000000000' } },
  { headers: { 'content-encoding': 'gzip', 'content-length': '5' } },
  { headers: { 'x-revision': 'no commit' } },
];

function answering(files: Files): typeof fetch {
  const odd = JSON.parse(textOf(files[ODD]) || '{}') as Readonly<Record<string, Odd>>;
  return (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const path = decodeURIComponent(pathname);
    const { status = 200, headers } = odd[path] ?? {};
    const bytes = files[path];
    if (!bytes) return Promise.resolve(new Response('', { status: 404 }));
    return Promise.resolve(new Response(bytes as Uint8Array<ArrayBuffer>, { status, ...(headers && { headers }) }));
  };
}

function mutateAnswer(path: string, bytes: Uint8Array, draw: Draw): Uint8Array {
  switch (draw.below(10)) {
    case 0:
      return utf8(page);
    case 1:
      return new Uint8Array();
    default:
      return /\/api\/|\/splits$|\/rows$|\.json$/.test(path)
        ? utf8(mutateJsonText(textOf(bytes), draw, mutateText))
        : mutateBytes(bytes, draw);
  }
}

export const hub: Target = {
  name: 'hub',
  samples: () => [modelSample(), ...dataSamples(), adapterSample(), searchSample()],
  mutate(files, draw) {
    const paths = Object.keys(files).filter((path) => path.startsWith('/'));
    const path = draw.one(paths);
    const changed = draw.chance(0.8) ? { ...files, [path]: mutateAnswer(path, files[path]!, draw) } : files;
    return draw.chance(0.3)
      ? { ...changed, [ODD]: utf8(JSON.stringify({ [draw.one(paths)]: draw.one(oddAnswers) })) }
      : changed;
  },
  async read(files) {
    const access = { hub: HUB, fetcher: answering(files), patience: 0 };
    switch (textOf(files[ASKED]) as Kind) {
      case 'model': {
        const { source, path, model } = await openRemote('hf:a/b', access);
        const loaded = await loadModel(source, model.address, { path });
        return [loaded.graph.nodes.length, tokenizerOf(loaded).encode('soup')];
      }
      case 'data':
        return readRemoteData('hf:a/b', access);
      case 'adapter':
        return openDropped(await adapterOf('hf:a/b', access));
      case 'search':
        return searchModels('b', access);
    }
  },
};
