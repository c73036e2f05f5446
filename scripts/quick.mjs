/**
 * `npm run test:quick`: checks what changed since `main` (and what is not committed) in under a minute: format, types,
 * lint, and the unit tests nearest to it by import. What it leaves to `npm test` it says.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { Phases, readVitest } from './phases.mjs';
import { ensurePackages, root } from './setup.mjs';

/** Test files to run at most: some twenty fit in half a minute on two processors. */
const MOST = 20;
/** Minutes long, or in need of a browser's driver. */
const long = /methodMatrix|trainer\.test|\.webgpu\.test|program\.test/;

const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.split('\n').filter(Boolean);

/** Paths of changed files, deleted ones left out. */
function changedFiles() {
  const branch = ['main', 'origin/main', 'master'].find(
    (name) => git('rev-parse', '--verify', '--quiet', name).length > 0,
  );
  const base = (branch && git('merge-base', 'HEAD', branch)[0]) ?? 'HEAD';
  const paths = [...git('diff', '--name-only', base), ...git('ls-files', '--others', '--exclude-standard')];
  return [...new Set(paths)].filter((path) => existsSync(resolve(root, path)));
}

/** Who imports a file: paths by path, from the import and export lines of all sources. */
function importers() {
  const sources = git('ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx').filter((path) =>
    existsSync(resolve(root, path)),
  );
  const known = new Set(sources);
  const found = new Map();
  for (const source of sources) {
    const text = readFileSync(resolve(root, source), 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const path = relative(root, resolve(root, dirname(source), target));
      const file = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) => known.has(candidate));
      if (file) found.set(file, [...(found.get(file) ?? []), source]);
    }
  }
  return found;
}

/** Test files, nearest first, by how many imports they are away from a changed file. */
function testsOf(changed) {
  const from = importers();
  const seen = new Set(changed);
  for (let ring = [...changed]; ring.length > 0;) {
    ring = ring.flatMap((path) => from.get(path) ?? []).filter((path) => !seen.has(path) && seen.add(path));
  }
  return [...seen].filter((path) => /\.test\.tsx?$/.test(path));
}

await ensurePackages();
const phases = new Phases();
const changed = changedFiles();
const tests = testsOf(changed);
const near = tests.filter((path) => !long.test(path)).slice(0, MOST);
const folder = mkdtempSync(join(tmpdir(), 'quick-'));
const report = join(folder, 'unit.json');

console.log(`${changed.length} changed files, ${tests.length} test files that reach them.`);
await Promise.all([
  (async () => {
    if (changed.length > 0)
      await phases.check(
        'format',
        'npx',
        ['prettier', '--check', '--ignore-unknown', '--log-level', 'warn', ...changed],
        {
          quiet: true,
        },
      );
    // All files: a change may break the types of another.
    await phases.check('types and lint', 'npx', ['oxlint', '-c', 'oxlint.config.js'], { quiet: true });
  })(),
  near.length > 0 &&
    phases.suite(
      'unit tests',
      'npx',
      ['vitest', 'run', ...near, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { report, read: readVitest },
    ),
]);
rmSync(folder, { recursive: true, force: true });
const left = tests.length - near.length;
if (left > 0) phases.notes.push(`${left} test files further away or longer, and the browser's, are left to npm test.`);
process.exit(phases.end());
