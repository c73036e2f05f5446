/** The first screen's own JavaScript has a budget: the build fails when it is exceeded. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const budgets = new URL('../bench/budgets.json', import.meta.url);
/** Bytes, gzipped, of the entry and of all that it imports at once. */
const { firstScreenBytes: FIRST_SCREEN_BYTES } = JSON.parse(readFileSync(budgets, 'utf8')) as {
  readonly firstScreenBytes: number;
};

export function firstScreenBudget(): Plugin {
  return {
    name: 'first-screen-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const waiting = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName);
      const seen = new Set<string>();
      let bytes = 0;
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const chunk = chunks.find(({ fileName }) => fileName === name);
        if (!chunk || seen.has(name)) continue;
        seen.add(name);
        bytes += gzipSync(chunk.code, { level: 9 }).length;
        waiting.push(...chunk.imports);
      }
      if (bytes > FIRST_SCREEN_BYTES)
        this.error(`The first screen's JavaScript is ${bytes} bytes gzipped; ${FIRST_SCREEN_BYTES} are allowed.`);
    },
  };
}
