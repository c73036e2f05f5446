/**
 * `npm test`: makes ready what tests need, and runs every check: format, types, lint, unit tests, browser tests. Ends
 * with "N passed, N failed", after the times of the phases and a word on everything that was skipped.
 *
 * It has a folder and a port of its own: it does not touch the page that `npm start` serves, nor another run beside it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Phases, readPlaywright, readVitest } from './phases.mjs';
import { ensurePackages, ensurePrograms, root } from './setup.mjs';

const phases = new Phases();
const programs = await phases.timed('packages and programs', async () => {
  const [ready] = await Promise.all([ensurePrograms(), ensurePackages()]);
  return ready;
});
if (!programs.path)
  phases.notes.push(
    `Without a Chromium tests of the page and of WebGPU can't run, and count as failed: ${programs.why}.`,
  );

const cache = resolve(root, '.cache');
const folder = resolve(cache, `test-${process.pid}`);
const site = resolve(folder, 'site');
mkdirSync(folder, { recursive: true });
forgetOldRuns();

/**
 * Software WebGPU and each of the checks keep hardly more than one processor busy, so the rest goes on beside it. In
 * the order that a failure is soonest of use.
 */
const webgpu = '.webgpu.test.ts';
const onWebgpu = unitTests('unit tests on WebGPU', webgpu, '--maxWorkers', '1');
await phases.check('types and lint', 'npx', ['oxlint', '-c', 'oxlint.config.js'], { quiet: true });
await phases.check('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.'], { quiet: true });
const built = await phases.check('build', 'npx', ['vite', 'build', '--logLevel', 'warn', '--outDir', site], {
  quiet: true,
});
await unitTests('unit tests', '--project', 'shared', '--project', 'alone', '--exclude', `**/*${webgpu}`);
await onWebgpu;

if (built && programs.path) await browserTests(programs);
else {
  const count = listed();
  phases.fail(count, `browser tests: all ${count} count as failed, for want of ${built ? 'a Chromium' : 'a build'}.`);
}

rmSync(site, { recursive: true, force: true });
if (phases.failed === 0) rmSync(folder, { recursive: true, force: true });
process.exit(phases.end());

function unitTests(name, ...files) {
  const report = resolve(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return phases.suite(name, 'npx', ['vitest', 'run', ...files, ...reporters], {
    report,
    read: readVitest,
    env: programs.path ? { CHROMIUM_PATH: programs.path } : {},
  });
}

/**
 * A server for each project, in this process, on a port that is free. Two tests at a time share two processors, where
 * threads of WASM would only wait for each other: the page is served as a plain static host does, without cross-origin
 * isolation, and so on one thread. The few that need threads, or measure what they leave, come last.
 */
async function browserTests({ path, shell }) {
  const { preview } = await import('vite');
  // One after the other whatever fails.
  for (const [project, isolated] of [
    ['page', 'off'],
    ['threads', 'on'],
  ]) {
    process.env.ISOLATED = isolated;
    const server = await preview({
      root,
      logLevel: 'warn',
      build: { outDir: site },
      preview: { port: 0, host: 'localhost' },
    });
    const report = resolve(folder, `${project}.json`);
    await phases.suite(
      `browser tests: ${project}`,
      'npx',
      ['playwright', 'test', '--project', project, '--no-deps', '--reporter=list,json'],
      {
        report,
        read: readPlaywright,
        env: {
          CHROMIUM_PATH: path,
          ...(shell && { HEADLESS_SHELL: shell }),
          SITE_ADDRESS: server.resolvedUrls.local[0],
          SITE_FOLDER: site,
          TEST_RESULTS: resolve(folder, `results-${project}`),
          PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        },
      },
    );
    await server.close();
  }
}

/** How many browser tests there are. */
function listed() {
  const list = spawnSync('npx', ['playwright', 'test', '--list', '--reporter=json'], { cwd: root, encoding: 'utf8' });
  try {
    const { expected, skipped, unexpected, flaky } = JSON.parse(list.stdout).stats;
    return Math.max(1, expected + skipped + unexpected + flaky);
  } catch {
    return 1;
  }
}

/** Folders of runs that were interrupted, or whose failures were kept. */
function forgetOldRuns() {
  for (const name of readdirSync(cache)) {
    const id = /^test-(\d+)$/.exec(name)?.[1];
    if (!id || Number(id) === process.pid) continue;
    try {
      process.kill(Number(id), 0);
    } catch {
      rmSync(resolve(cache, name), { recursive: true, force: true });
    }
  }
}
