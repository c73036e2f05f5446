/** `/api/models` and `/api/datasets`: what a repository is, what it holds, which ones there are. */
import { HubError, send, type Asked } from './asked.ts';
import { allRepositories, type Repository, type RepositoryKind } from './repositories.ts';

/** Entries of one page of a listing. */
const PAGE = 1000;

export function info(repository: Repository, blobs: boolean): unknown {
  const { id, commit, files, card, faults } = repository;
  const tags = typeof card.tags === 'object' ? card.tags : [];
  const onnx = files.some(({ path }) => path.endsWith('.onnx')) ? ['onnx'] : [];
  const licence = typeof card.license === 'string' ? [`license:${card.license}`] : [];
  return {
    _id: commit.slice(0, 24),
    id,
    modelId: id,
    author: id.split('/')[0],
    sha: commit,
    private: false,
    gated: faults.gated ?? false,
    disabled: false,
    tags: [...new Set([...tags, ...onnx, ...licence])],
    ...(card.pipeline_tag && { pipeline_tag: card.pipeline_tag }),
    ...(card.library_name && { library_name: card.library_name }),
    cardData: card,
    downloads: 0,
    likes: 0,
    siblings: files.map(({ path, oid, size, lfs }) => ({
      rfilename: path,
      ...(blobs && {
        blobId: oid,
        size,
        ...(lfs && { lfs: { sha256: lfs.oid, size: lfs.size, pointerSize: lfs.pointerSize } }),
      }),
    })),
  };
}

/** Directory entries come too, as on the Hub. */
export function tree(asked: Asked, { files, commit }: Repository, folder: string): void {
  const { url } = asked;
  const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
  const recursive = /^(true|1)$/i.test(url.searchParams.get('recursive') ?? '');
  const inside = files.filter(({ path }) => path.startsWith(prefix));
  if (folder !== '' && inside.length === 0)
    throw new HubError(404, 'EntryNotFound', `${folder} does not exist on "main"`, { 'X-Repo-Commit': commit });
  const folders = new Set(
    inside.flatMap(({ path }) => {
      const parts = path.slice(prefix.length).split('/').slice(0, -1);
      return (recursive ? parts : parts.slice(0, 1)).map((_, i) => prefix + parts.slice(0, i + 1).join('/'));
    }),
  );
  const entries = [
    ...[...folders].map((path) => ({ type: 'directory', oid: commit, size: 0, path })),
    ...inside
      .filter(({ path }) => recursive || !path.slice(prefix.length).includes('/'))
      .map((file) => ({ type: 'file', ...file })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const limit = Math.min(PAGE, Number(url.searchParams.get('limit') ?? PAGE));
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const next = new URL(url);
  next.searchParams.set('cursor', String(from + limit));
  send(
    asked,
    entries.slice(from, from + limit),
    from + limit < entries.length ? { Link: `<${next.href}>; rel="next"` } : {},
  );
}

export function search(asked: Asked, kind: RepositoryKind): void {
  const { searchParams } = asked.url;
  const words = (searchParams.get('search') ?? '').toLowerCase();
  const filters = searchParams.getAll('filter').flatMap((filter) => filter.split(','));
  const all = allRepositories(asked.world.folder, kind)
    .filter(({ id, faults }) => !faults.private && id.toLowerCase().includes(words))
    .map((repository) => info(repository, false) as { tags: string[]; siblings?: unknown; cardData?: unknown })
    .filter(({ tags }) => filters.every((filter) => tags.includes(filter)))
    .map(({ siblings: _, cardData: __, ...rest }) => rest);
  send(asked, all.slice(0, Number(searchParams.get('limit') ?? 1000)));
}
