/** `npm test`: sets up and runs every check: types, lint, unit tests, browser tests. Ends with "N passed, N failed". */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureChromium, ensurePackages, root, run } from './setup.mjs';

ensurePackages();
let passed = 0;
let failed = 0;

function check(name, command, args) {
  console.log(`\n== ${name}`);
  const ok = run(command, args) === 0;
  console.log(`${name}: ${ok ? 'ok' : 'FAILED'}`);
  if (ok) passed++;
  else failed++;
  return ok;
}

/** Runs a test runner that writes a JSON report, and counts what the report says. */
function suite(name, command, args, report, env, read) {
  console.log(`\n== ${name}`);
  rmSync(report, { force: true });
  const status = run(command, args, { env: { ...process.env, ...env } });
  const counts = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 };
  // A runner that dies, or that fails outside of any test, must not count as a success.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  passed += counts.passed;
  failed += counts.failed;
}

check('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']);
check('types', 'npx', ['tsc', '--noEmit']);
check('lint', 'npx', ['eslint', '.', '--max-warnings', '0']);

const unitReport = resolve(root, '.cache/unit.json');
/** Software WebGPU wants all cores: beside other tests it takes three times as long. */
const webgpu = '.webgpu.test.ts';
for (const [name, ...files] of [
  ['unit tests', '--exclude', `**/*${webgpu}`],
  ['unit tests on WebGPU', webgpu, '--maxWorkers', '1'],
]) {
  suite(
    name,
    'npx',
    ['vitest', 'run', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
    unitReport,
    {},
    (json) => ({
      passed: json.numPassedTests,
      failed:
        json.numFailedTests +
        json.testResults.filter((t) => t.status === 'failed' && t.assertionResults.length === 0).length,
    }),
  );
}

if (check('build', 'npx', ['vite', 'build', '--logLevel', 'warn'])) {
  const chromium = ensureChromium();
  const browserReport = resolve(root, '.cache/browser.json');
  if (chromium) {
    // One after the other whatever fails: those that need the machine for themselves come last.
    for (const project of ['page', 'alone']) {
      suite(
        `browser tests: ${project}`,
        'npx',
        ['playwright', 'test', '--project', project, '--no-deps', '--reporter=list,json'],
        browserReport,
        { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
        (json) => ({ passed: json.stats.expected + json.stats.flaky, failed: json.stats.unexpected }),
      );
    }
  } else {
    failed++;
  }
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
