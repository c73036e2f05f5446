/**
 * What becomes of each stored form: with the folders that `make_forms.py` wrote,
 * `npx tsx scripts/stored-forms/table.ts OUT` compares every one with onnxruntime on the same file and writes TABLE.md
 * beside this file. Ends with 1 where one is further away than it may be: 2e-3 of the largest logit, 2 % where
 * onnxruntime quantises activations too.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEnglish, toldBy } from '../../src/messages/message';
import { createWasmBackend } from '../../src/runtime/node';
import { compareForm } from '../../test/storedForm';

const [root] = process.argv.slice(2);
if (!root) throw new Error('Give the folder that make_forms.py wrote.');
const backend = await createWasmBackend({ threads: 2 });
const lines: string[] = [];
let failed = false;
for (const folder of readdirSync(root).sort()) {
  // Integer products round activations to eight bits, which fine-tuning does not.
  const tolerance = /-q8$/.test(folder) ? 2e-2 : 2e-3;
  const row = await compareForm(backend, join(root, folder)).then(
    ({ worst, largest, packed, share }) => {
      const off = worst / largest;
      failed ||= !(off < tolerance);
      return `${off.toExponential(1)} | ${off < tolerance ? 'yes' : 'NO'} | ${packed} | ${(100 * share).toFixed(0)} %`;
    },
    (error: unknown) => {
      failed = true;
      return `${inEnglish(toldBy(error))} | | | |`;
    },
  );
  lines.push(`| ${folder} | ${row} |`);
  process.stdout.write(`${lines.at(-1)}\n`);
}
writeFileSync(
  join(import.meta.dirname, 'TABLE.md'),
  `# Stored forms

Written by \`table.ts\` from the files that \`make_forms.py\` makes of tiny models with random weights: two layers,
hidden size 32. Far: the largest difference from onnxruntime on the same file, as a part of the largest logit (or
hidden state); within: below 2e-3, or 2 % for \`q8\`, where onnxruntime quantises activations too. Packed: matrices
that stay quantised while they are trained on; bytes: frozen weights as a share of fp32, with tables, biases, norms.

| file | far | within | packed | bytes |
|---|---|---|---|---|
${lines.join('\n')}
`,
);
await backend.dispose();
process.exit(failed ? 1 : 0);
