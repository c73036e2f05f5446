/**
 * What the command line says to each of the models that `export.py` made: `npx tsx scripts/architectures/table.ts OUT`.
 * Inspects, counts and trains each with eight methods, and writes README.md beside this file. Ends with 1 where a
 * command neither tells the truth nor refuses with exit 2.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../cli/program';

interface Exported {
  readonly kind: 'encoder' | 'decoder';
  readonly exporter: string | null;
  /** Scalars of the parameters that PyTorch finds a gradient for. */
  readonly parameters?: number;
  readonly failures: Readonly<Record<string, string>>;
}
interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

const methods = ['full', 'head-only', 'lora', 'ia3', 'bitfit', 'pfeiffer-adapter', 'prefix-tuning', 'prompt-tuning'];
const folder = process.argv[2];
if (!folder) throw new Error('Give the folder that export.py wrote.');
const only = process.argv.slice(3);
const exported = JSON.parse(readFileSync(join(folder, 'exports.json'), 'utf8')) as Record<string, Exported>;
const data = join(folder, 'rows.tsv');
const sentences = ['a good day', 'a bad meal', 'what a fine song', 'no, not again', 'we loved it', 'they left early'];
writeFileSync(
  data,
  ['text\tlabel', ...Array.from({ length: 48 }, (_, i) => `${sentences[i % 6]} ${i}\t${i % 2 ? 'no' : 'yes'}`)].join(
    '\n',
  ),
);

/** One command, its exit status and its document. */
async function ask(...args: string[]): Promise<Answer> {
  const out: string[] = [];
  const status = await run([...args, '--json'], {
    stdout: (text) => out.push(text),
    stderr: () => undefined,
    interactive: false,
  });
  return { status, json: JSON.parse(out.join('') || '{}') as Record<string, unknown> };
}

/** What a cell of the table holds; `wrong` where the answer is neither true nor a refusal. */
async function tried(model: string, method: string): Promise<{ readonly cell: string; readonly wrong?: string }> {
  const knobs = method === 'pfeiffer-adapter' ? ['--set', 'm=4'] : [];
  const options = [model, '--method', method, ...knobs];
  const count = await ask('count', ...options);
  const text = await ask(
    'train',
    ...options,
    '--data',
    data,
    '--task',
    'classification',
    '--steps',
    '2',
    '--length',
    '12',
    '--batch',
    '2',
  );
  if (count.status === 2 && text.status === 2) return { cell: 'refused' };
  if (count.status !== 0 || text.status !== 0) {
    const failed = count.status === 0 || count.status === 2 ? text : count;
    const told = String(failed.json.error);
    if ([count.status, text.status].every((status) => status === 0 || status === 2))
      return { cell: 'counted, training refused' };
    return { cell: 'FAILED', wrong: told };
  }
  const { trainable, formula } = count.json as { trainable: number; formula: number };
  const trained = (text.json as { trainable: number }).trainable;
  if (trainable !== formula) return { cell: `${trainable} ≠ ${formula}`, wrong: 'the formula differs from the graph' };
  return { cell: trained === trainable ? String(trainable) : `${trainable} (${trained} reached)` };
}

const rows: string[] = [];
const wrong: string[] = [];
for (const [name, { kind, exporter, parameters, failures }] of Object.entries(exported)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const model = join(folder, name);
  if (!exporter || !existsSync(join(model, 'onnx', 'model.onnx'))) {
    const why = Object.values(failures)[0] ?? '';
    rows.push(`| ${name} | no export | ${why.slice(0, 60).replaceAll('|', '/')} |${' |'.repeat(methods.length + 1)}`);
    continue;
  }
  const inspected = await ask('inspect', model);
  if (inspected.status !== 0) {
    const refused = inspected.status === 2;
    rows.push(
      `| ${name} | ${exporter} | ${refused ? 'refused' : 'FAILED'}: ` +
        `${String(inspected.json.error).slice(0, 80)} |${' |'.repeat(methods.length + 1)}`,
    );
    if (!refused) wrong.push(`${name}: inspect: ${String(inspected.json.error)}`);
    continue;
  }
  const found = inspected.json as {
    layers: number;
    kind: string;
    parameters: number | null;
    missing: { part: string; message: string }[];
    unsupported: { op: string }[];
  };
  const config = JSON.parse(readFileSync(join(model, 'config.json'), 'utf8')) as Record<string, number>;
  const real = config.num_hidden_layers ?? config.n_layer ?? config.n_layers ?? config.num_layers ?? 2;
  if (found.kind !== null && found.kind !== kind) wrong.push(`${name}: a ${kind} is called ${found.kind}`);
  const share =
    parameters === undefined || found.parameters === null || parameters === found.parameters
      ? String(found.parameters ?? '–')
      : `${found.parameters} of ${parameters}`;
  if (found.parameters !== null && parameters !== undefined && parameters !== found.parameters)
    wrong.push(`${name}: ${share} scalars`);
  const cells: string[] = [];
  for (const method of methods) {
    const { cell, wrong: told } = await tried(model, method);
    cells.push(cell);
    if (told) wrong.push(`${name}: ${method}: ${told}`);
  }
  const ops = [...new Set(found.unsupported.map(({ op }) => op))].join(', ');
  rows.push(
    `| ${name} | ${exporter} | ${found.kind ?? '–'}, ${found.layers ?? 0} of ` +
      `${real}${ops ? ` (no ${ops})` : ''} | ${share} | ${cells.join(' | ')} |`,
  );
  process.stderr.write(`${rows.at(-1)}\n`);
}
const table = [
  '# Architectures of transformers',
  '',
  'Written by `table.ts` from tiny random models that `export.py` exports. For each: exporter, kind and ' +
    'understood layers, scalars of the',
  'weights (equal to those for which PyTorch finds a gradient, unless both are given), and for each method the ' +
    'scalars that `count`',
  'prints and `train` trains in two steps of classification, or "refused" (exit 2, with a sentence that names ' +
    'what was not found).',
  '"(n reached)": the count is of all weights, of which a classification head leaves the language-model head out.',
  '',
  `| model | exporter | kind, layers | weights | ${methods.join(' | ')} |`,
  `|---|---|---|---|${methods.map(() => '---|').join('')}`,
  ...rows,
  '',
  ...(wrong.length > 0
    ? ['Not right:', '', ...wrong.map((line) => `- ${line.replaceAll('\n', ' ')}`)]
    : ['Every row is a true statement or a refusal.']),
  '',
].join('\n');
writeFileSync(only.length > 0 ? join(folder, 'README.md') : join(import.meta.dirname, 'README.md'), table);
if (wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exitCode = 1;
}
