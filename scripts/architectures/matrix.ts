/**
 * What the command line makes of each architecture in each way of exporting it. With the folders that
 * `export.py --ways` wrote, `npx tsx scripts/architectures/matrix.ts OUT …` inspects each export, counts and trains
 * LoRA and full fine-tuning for two steps, and writes MATRIX.md beside this file. Ends with 1 where a command fails
 * otherwise than with a refusal.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../cli/program';

interface Exported {
  readonly kind: 'encoder' | 'decoder';
  readonly exporter: string | null;
  /** Scalars of the parameters that PyTorch finds a gradient for. */
  readonly parameters?: number;
  readonly failures: Readonly<Record<string, string>>;
}
interface Inspected {
  readonly layers: number | null;
  readonly kind: string | null;
  readonly parameters: number | null;
  readonly missing: readonly { readonly part: string; readonly message: string }[];
  readonly unsupported: readonly { readonly op: string }[];
}

const roots = process.argv.slice(2);
if (roots.length === 0) throw new Error('Give the folders that export.py wrote.');
const ways = ['torchscript', 'torchscript-sdpa', 'dynamo', 'dynamo-sdpa', 'optimum', 'optimum-past'];
const sentences = ['a good day', 'a bad meal', 'what a fine song', 'no, not again', 'we loved it', 'they left early'];
const rows = Array.from({ length: 48 }, (_, i) => `${sentences[i % 6]} ${i}\t${i % 2 ? 'no' : 'yes'}`);

/** One command, its exit status and its document. */
async function ask(...args: string[]): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
  let out = '';
  const stdout = (text: string) => void (out += text);
  const status = await run([...args, '--json'], { stdout, stderr: () => undefined, interactive: false });
  return { status, json: JSON.parse(out || '{}') as Record<string, unknown> };
}

/** Why a method's counts and two steps of training are not what they should be; undefined where they are. */
async function wrongWith(model: string, data: string, method: string): Promise<string | undefined> {
  const count = await ask('count', model, '--method', method);
  const steps = ['--steps', '2', '--length', '12', '--batch', '2'];
  const trained = await ask('train', model, '--method', method, '--data', data, '--task', 'classification', ...steps);
  for (const { status, json } of [count, trained]) if (status !== 0) return `${method}: ${String(json.error)}`;
  const { trainable, formula } = count.json;
  return trainable === formula ? undefined : `${method}: ${String(trainable)} ≠ ${String(formula)}`;
}

/** What a cell of the table holds, and the sentence behind it where not all is understood. */
async function cellOf(model: string, data: string, exported: Exported): Promise<readonly [string, string?]> {
  const { status, json } = await ask('inspect', model);
  if (status !== 0) return [status === 2 ? 'refused' : 'FAILED', String(json.error)];
  const { layers, kind, parameters, missing, unsupported } = json as unknown as Inspected;
  if (layers === null || unsupported.length > 0) return ['refused', missing[0]?.message];
  if (kind !== exported.kind) return ['FAILED', `a ${exported.kind} is called ${String(kind)}`];
  if (parameters !== exported.parameters)
    return ['FAILED', `${String(parameters)} of ${String(exported.parameters)} scalars`];
  const wrong = (await wrongWith(model, data, 'full')) ?? (await wrongWith(model, data, 'lora'));
  const gap = missing.find(({ part }) => part === 'layers') ?? missing[0];
  if (gap) return [gap.part === 'layers' ? 'no layers' : 'all layers, not all weights', gap.message];
  return wrong === undefined ? ['all'] : ['FAILED', wrong];
}

const cells = new Map<string, Map<string, string>>();
const told = new Map<string, string[]>();
let failed = false;
for (const root of roots) {
  const data = join(root, 'rows.tsv');
  writeFileSync(data, ['text\tlabel', ...rows].join('\n'));
  const notes = JSON.parse(readFileSync(join(root, 'exports.json'), 'utf8')) as Record<string, Exported>;
  for (const [name, exported] of Object.entries(notes)) {
    const [model, way] = name.split('@') as [string, string];
    const row = cells.get(model) ?? new Map<string, string>();
    cells.set(model, row);
    const none = exported.kind === 'encoder' && way === 'optimum-past' ? '' : '–';
    const [cell, why] = exported.exporter ? await cellOf(join(root, name), data, exported) : [none];
    row.set(way, cell);
    failed ||= cell === 'FAILED';
    if (why !== undefined) told.set(why, [...(told.get(why) ?? []), `${model} (${way})`]);
    process.stderr.write(`${name}: ${cell}${why === undefined ? '' : `: ${why}`}\n`);
  }
}
const all = (way: string) => [...cells.values()].filter((row) => row.get(way) === 'all').length;
const exports = (way: string) =>
  [...cells.values()].filter((row) => !['–', '', undefined].includes(row.get(way))).length;
writeFileSync(
  join(import.meta.dirname, 'MATRIX.md'),
  [
    '# Architectures by exporter',
    '',
    'Written by `matrix.ts` from tiny random models that `export.py --ways` exports, each checked against PyTorch at',
    'three sizes. **all**: every layer and every weight is understood, the weights are those for which PyTorch finds a',
    'gradient, and full fine-tuning and LoRA train as many scalars as they count. –: the exporter fails, or its file',
    'does not answer as PyTorch does. `torchscript` and `dynamo` compute attention eagerly, `-sdpa` by',
    '`scaled_dot_product_attention`; `optimum-past` has keys and values of earlier tokens as inputs and outputs.',
    '',
    `| model | ${ways.join(' | ')} |`,
    `|---|${ways.map(() => '---|').join('')}`,
    ...[...cells].map(([model, row]) => `| ${model} | ${ways.map((way) => row.get(way) ?? '').join(' | ')} |`),
    `| **all** of exports | ${ways.map((way) => `${all(way)} of ${exports(way)}`).join(' | ')} |`,
    '',
    ...[...told].map(([why, models]) => `- ${models.join(', ')}: ${why.replaceAll('\n', ' ')}`),
    '',
  ].join('\n'),
);
if (failed) process.exitCode = 1;
