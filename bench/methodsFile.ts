/** METHODS.md: the boards (`npm run boards`), and all methods on one task (`npm run compare`). */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withPart } from './report';

const path = fileURLToPath(new URL('METHODS.md', import.meta.url));
const HEAD =
  '# Methods, measured\n\nFirst the boards, on tasks where methods differ; then all methods on one task where most ' +
  'do not, with what they store and hold on the GPU.\n';

/** Puts one of the two parts in its place. */
export function writeMethodsPart(id: 'boards' | 'one-task', text: string): void {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : HEAD;
  writeFileSync(path, withPart(old, id, text.endsWith('\n') ? text : `${text}\n`));
}
