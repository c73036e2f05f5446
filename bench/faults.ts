/**
 * `npm run faults [-- --only worker]`: real faults at four moments of a run of the built page, in a Chromium without a
 * window, into test/FAULTS_BROWSER.md. Each ends with the curve that an undisturbed run has, or is written in capitals
 * and the program fails. Build first.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BrowserContext } from '@playwright/test';
import { befall, faults, moments, STEPS, undisturbed } from '../e2e/faultMoments';
import { openBuiltPage } from './builtPage';
import { line } from './report';

const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = faults.filter(({ name }) => !options.only || name.includes(options.only));
const built = await openBuiltPage();

async function fresh<T>(what: (context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await built.context();
  try {
    return await what(context);
  } finally {
    await context.close();
  }
}

const curve = await fresh(undisturbed);
const rows: string[] = [];
for (const fault of chosen) {
  const cells: string[] = [];
  for (const moment of moments) {
    const outcome = await fresh((context) => befall(context, fault, moment, curve)).catch(
      (error: unknown) => `FAILED: ${(error as Error).message.split('\n')[0]}`,
    );
    process.stderr.write(`${fault.name}, ${moment}: ${outcome}\n`);
    cells.push(outcome);
  }
  rows.push(line([fault.name, ...cells]));
}
await built.close();

const text = `# Faults and moments, in a browser

Written by \`npm run faults\`: real faults in a real page (tiny encoder, food reviews, ${STEPS} steps of 4 × 16 tokens
on WASM), its own worker, storage and reloads. Whatever was offered was pressed, until the run was finished; each cell
ended with the losses of an undisturbed run, all ${STEPS} of them. What comes of more faults, with a scripted worker:
[FAULTS.md](FAULTS.md).

${line(['fault', ...moments])}
${line(['---', ...moments.map(() => '---')])}
${rows.join('\n')}
`;
if (!options.only) writeFileSync(fileURLToPath(new URL('../test/FAULTS_BROWSER.md', import.meta.url)), text);
process.stdout.write(text);
process.exit(/DEAD|ANOTHER|FAILED/.test(rows.join()) ? 1 : 0);
