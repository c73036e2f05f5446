/**
 * Makes a fresh clone ready: packages of package-lock.json, a Chromium, Python where it can be had. No dependencies.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a command with its output shown. @returns its exit status. */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      done(1);
    });
    child.on('close', (status) => done(status ?? 1));
  });
}

/** Installs packages unless node_modules matches the lock file already. */
export async function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
    process.exit(1);
  }
  const stamp = resolve(root, 'node_modules/.lock-hash');
  const hash = createHash('sha256')
    .update(readFileSync(resolve(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Installing packages …');
  if ((await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'])) !== 0) {
    console.error('npm ci failed: see the lines above (is the network there?).');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}

/** Where a Chromium is looked for. A path in CHROMIUM_PATH is meant: nothing else is taken in its place. */
const chromiumPaths = () =>
  process.env.CHROMIUM_PATH
    ? [process.env.CHROMIUM_PATH]
    : [
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ];

const chromium = () => chromiumPaths().find((path) => existsSync(path));

/**
 * Debian's Chromium without anything of a window, of the same version, which opens a page for a fifth less of the
 * processor. Only beside Debian's own: one that was chosen is meant.
 */
const SHELL = '/usr/bin/chromium-headless-shell';
const shell = () => (!process.env.CHROMIUM_PATH && existsSync(SHELL) ? SHELL : undefined);

const onPath = (command) =>
  (process.env.PATH ?? '').split(':').some((folder) => folder && existsSync(resolve(folder, command)));

/**
 * What tests need besides packages: a Chromium (for pages, and for its software WebGPU driver) and Python (compiles the
 * scripts that the page writes). Debian's are installed where they are missing and that is possible.
 * @returns the Chromium's path, or a sentence why there is none
 */
export async function ensurePrograms() {
  const missing = [
    ...(chromium() || process.env.CHROMIUM_PATH ? [] : ['chromium']),
    ...(shell() || process.env.CHROMIUM_PATH ? [] : ['chromium-headless-shell']),
    ...(onPath('python3') ? [] : ['python3-minimal']),
  ];
  if (missing.length > 0 && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log(`Installing ${missing.join(' and ')} …`);
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    await run('apt-get', ['update', '-qq'], quiet);
    // One by one: that one of them can't be had must not cost the other.
    for (const name of missing)
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
        ...quiet,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
  }
  const path = chromium();
  if (path) return { path, shell: shell() };
  return {
    why: process.env.CHROMIUM_PATH
      ? `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, where there is no file`
      : 'no Chromium was found: install it (Debian, as root: apt-get install chromium) or set CHROMIUM_PATH',
  };
}
