/** `npm run bench`: prints the project's numbers and keeps them in bench/RESULTS.md. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accuracy } from './measurements/accuracy';
import { checks } from './measurements/checks';
import { graphs } from './measurements/graphs';
import { playToScore } from './measurements/playToScore';
import { stepCost } from './measurements/stepCost';
import { tinySpeed } from './measurements/tinySpeed';
import { agreement, dispatches, growth, memory } from './measurements/webgpu';
import { keep, printed, type Measurement } from './report';

const measurements: readonly Measurement[] = [
  graphs,
  stepCost,
  tinySpeed,
  accuracy,
  playToScore,
  checks,
  dispatches,
  memory,
  agreement,
  growth,
];
const results = fileURLToPath(new URL('RESULTS.md', import.meta.url));

const { values } = parseArgs({ options: { only: { type: 'string' }, all: { type: 'boolean', default: false } } });
const wanted = values.only?.split(',');
const unknown = wanted?.filter((id) => !measurements.some((m) => m.id === id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(
    `There is no measurement "${unknown.join(', ')}". There are: ${measurements.map((m) => m.id).join(', ')}.\n`,
  );
  process.exit(2);
}
const chosen = measurements.filter((m) => (wanted ? wanted.includes(m.id) : values.all || !m.slow));

const bar = process.stderr.isTTY === true;
let failures = 0;
for (const measurement of chosen) {
  const log = (text: string) => {
    if (bar) process.stderr.write(`\r${measurement.id}: ${text}\x1b[K`);
  };
  try {
    const section = await measurement.run(log);
    log('');
    process.stdout.write(`${printed(measurement.title, section)}\n`);
    keep(results, measurement.id, measurement.title, section);
  } catch (error) {
    failures++;
    process.stderr.write(`${measurement.id} failed: ${(error as Error).message}\n`);
  }
}
process.stdout.write('', () => process.exit(failures > 0 ? 1 : 0));
