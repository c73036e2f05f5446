/**
 * `npm run faults [-- --only worker]`: real faults at four moments of a run of the built page, in a Chromium without a
 * window, into test/FAULTS_BROWSER.md. Each ends with the curve that an undisturbed run has, or is written in capitals
 * and the program fails. Build first.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faults, onGpu, onWasm, type Fault, type Setup } from '../e2e/faultList';
import { befall, moments, undisturbed, type Moment } from '../e2e/faultMoments';
import { openBuiltPage } from './builtPage';
import { line } from './report';

const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = faults.filter(({ name }) => !options.only || name.includes(options.only));
let built = await openBuiltPage();

const curves = new Map<Setup, string>();
async function curveOf(setup: Setup): Promise<string> {
  let curve = curves.get(setup);
  if (curve === undefined) {
    const context = await built.context();
    curves.set(setup, (curve = await undisturbed(context, setup)));
    await context.close();
  }
  return curve;
}

async function cell(fault: Fault, moment: Moment): Promise<string> {
  const curve = await curveOf(fault.setup ?? onWasm);
  const folder = fault.profile ? mkdtempSync(join(tmpdir(), 'faults-')) : undefined;
  let context = await (folder ? built.kept(folder) : built.context());
  const profile =
    folder === undefined ? undefined : { folder, reopen: async () => (context = await built.kept(folder)) };
  try {
    return await befall(context, fault, moment, curve, profile);
  } catch (error) {
    return `FAILED: ${(error as Error).message.split('\n')[0]}`;
  } finally {
    await context.close().catch(() => undefined);
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows of an earlier run, for those that are not chosen. */
const path = fileURLToPath(new URL('../test/FAULTS_BROWSER.md', import.meta.url));
const earlier = readFileSync(path, 'utf8').split('\n');
const rows: string[] = [];
const bad: string[] = [];
for (const fault of faults) {
  if (!chosen.includes(fault)) {
    rows.push(...earlier.filter((row) => row.startsWith(`| ${fault.name} |`)));
    continue;
  }
  const cells: string[] = [];
  for (const moment of moments) {
    // A browser whose GPU's process has crashed some times does without a GPU.
    if (fault.setup === onGpu) {
      await built.close();
      built = await openBuiltPage();
    }
    const outcome = await cell(fault, moment);
    process.stderr.write(`${fault.name}, ${moment}: ${outcome}\n`);
    cells.push(outcome);
    if (/DEAD|ANOTHER|FAILED/.test(outcome)) bad.push(`${fault.name}, ${moment}`);
  }
  rows.push(line([fault.name, ...cells]));
}
await built.close();

const about = ({ steps }: Setup, data: string, where: string) => `${data}, ${steps} steps of 4 × 16 tokens on ${where}`;
const text = `# Faults and moments, in a browser

Written by \`npm run faults\` (\`-- --only words\` tries the rows whose names hold the words, and leaves the others):
real faults in a real page (tiny encoder, ${about(onWasm, 'food reviews', 'WASM')}; where the GPU is
the fault’s, ${about(onGpu, 'languages', 'WebGPU in software')}), its own worker, storage and
reloads. Whatever was offered was pressed, until the run was finished; each cell ended with the losses of an undisturbed
run, all of them. What comes of more faults, with a scripted worker: [FAULTS.md](FAULTS.md).

${line(['fault', ...moments])}
${line(['---', ...moments.map(() => '---')])}
${rows.join('\n')}
`;
writeFileSync(path, text);
process.stdout.write(text);
if (bad.length > 0) process.stdout.write(`\nNot as it must be:\n${bad.join('\n')}\n`);
process.exit(bad.length > 0 ? 1 : 0);
