/** Makes a fresh clone ready: installs the packages of package-lock.json when they are missing or old. No dependencies. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a command with its output shown. @returns its exit status. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** Installs packages unless node_modules matches the lock file already. */
export function ensurePackages() {
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
  if (run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']) !== 0) {
    console.error('npm ci failed: see the lines above (is the network there?).');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}

/** Path of a Chromium for the browser tests; installs Debian's where none is found and that is possible. */
export function ensureChromium() {
  const known = () =>
    [
      process.env.CHROMIUM_PATH,
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ].find((path) => path && existsSync(path));
  if (!known() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log('Installing Chromium …');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  const path = known();
  if (!path)
    console.error(
      'No Chromium found for the browser tests: install it (Debian: apt install chromium) or set CHROMIUM_PATH.',
    );
  return path;
}
