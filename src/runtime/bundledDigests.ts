/** What the bundled models and data are, as the build has seen them. Loaded by whoever reads or keeps one. */
import type { Digest } from './digest';

/** Put in by the build (vite.config.ts), by path below `models/`; absent in Node. */
declare const __DIGESTS__: Readonly<Record<string, readonly [bytes: number, sha256: string]>>;

const known = typeof __DIGESTS__ === 'undefined' ? {} : __DIGESTS__;
const FOLDER = '/models/';

/** Of the bundled file at an address; undefined where it is none. */
export function bundledDigest(url: string): Digest | undefined {
  const { pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(pathname.lastIndexOf(FOLDER) + FOLDER.length));
  const found = Object.hasOwn(known, path) ? known[path] : undefined;
  return found && { kind: 'sha256', bytes: found[0], hex: found[1] };
}
