/** Data files: read, recognised, planned and split as a run does it. */
import { unpacked } from '../../src/data/containers';
import { splitDataset } from '../../src/data/datasets';
import { DataError } from '../../src/data/errors';
import { planData } from '../../src/data/plan';
import { parseTable } from '../../src/data/parseTable';
import { gzipSync } from 'fflate';
import type { Draw } from '../draw';
import { fileOf } from '../files';
import { mutateBytes } from '../mutate/bytes';
import { mutateJsonText } from '../mutate/json';
import { encoded, mutateText } from '../mutate/text';
import { textOf, utf8, type Files, type Target } from '../target';

const many = (row: (i: number) => string, n = 24): string => Array.from({ length: n }, (_, i) => row(i)).join('\n');
const said = (i: number): string => `the soup number ${i} was ${i % 2 ? 'good' : 'bad'} that day`;

/** The smaller ones of the project's fixtures, and forms that none of them has. */
const written: Files = {
  'classes.csv': utf8(`text,label\n${many((i) => `"${said(i)}",${i % 2 ? 'good' : 'bad'}`)}`),
  'pairs.tsv': utf8(`sentence1\tsentence2\tlabel\n${many((i) => `${said(i)}\t${said(i + 1)}\t${i % 3}`)}`),
  'scores.csv': utf8(`text;score\n${many((i) => `${said(i)};${(i % 7) / 3}`)}`),
  'rows.jsonl': utf8(many((i) => JSON.stringify({ text: said(i), label: i % 2 }))),
  'list.json': utf8(
    JSON.stringify(Array.from({ length: 24 }, (_, i) => ({ text: said(i), tags: ['a', 'b'].slice(i % 2) }))),
  ),
  'chat.jsonl': utf8(
    many((i) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: said(i) },
          { role: 'assistant', content: 'so' },
        ],
      }),
    ),
  ),
  'columns.json': utf8(
    JSON.stringify({
      data: { text: Array.from({ length: 24 }, (_, i) => said(i)), label: Array.from({ length: 24 }, (_, i) => i % 2) },
    }),
  ),
  'tagged.jsonl': utf8(many((i) => JSON.stringify({ tokens: ['Ann', 'saw', `x${i}`], ner_tags: ['B-PER', 'O', 'O'] }))),
  'words.conll': utf8(many((i) => `Ann${i} B-PER\nsaw O\nRome B-LOC\n`)),
  'plain.txt': utf8(many(said, 40)),
};

const fixtures = [
  'data/d01-spam-shape.csv',
  'data/d03-alpaca.json',
  'data/d05-prompt-completion.jsonl',
  'data/d06c-wrapped.json',
  'data/d08-pairs.tsv',
  'data/d11-sep.csv',
  'data/d24-conll.txt',
  'hub/reviews/test-00000-of-00001.parquet',
  'hub/zstd.parquet',
];

function mutated(name: string, bytes: Uint8Array, draw: Draw): Uint8Array {
  if (name.endsWith('.parquet')) return mutateBytes(bytes, draw);
  if (name.endsWith('.gz')) return mutateBytes(bytes, draw);
  if (draw.chance(0.15)) return mutateBytes(bytes, draw);
  const text = textOf(bytes);
  if (name.endsWith('.json')) return encoded(mutateJsonText(text, draw, mutateText), draw);
  if (name.endsWith('.jsonl') && draw.chance(0.6)) {
    const lines = text.split('\n');
    for (let n = draw.few(); n > 0; n--) {
      const at = draw.below(lines.length);
      lines[at] = mutateJsonText(lines[at]!, draw, mutateText);
    }
    return encoded(lines.join('\n'), draw);
  }
  return encoded(mutateText(text, draw), draw);
}

const names = ['a.csv', 'a.tsv', 'a.json', 'a.jsonl', 'a.txt', 'a.conll', 'a', 'a.md', 'a.parquet'];

export const tables: Target = {
  name: 'tables',
  samples: () => [
    ...Object.entries(written).map(([name, bytes]): Files => ({ [name]: bytes })),
    ...fixtures.map((path): Files => ({ [path.slice(path.lastIndexOf('/') + 1)]: fileOf(`fixtures/${path}`) })),
    { 'classes.csv.gz': gzipSync(written['classes.csv']!) },
  ],
  mutate(files, draw) {
    const [[name, bytes]] = Object.entries(files) as [[string, Uint8Array]];
    return { [draw.chance(0.1) ? draw.one(names) : name]: mutated(name, bytes, draw) };
  },
  async read(files) {
    const [[given, raw]] = Object.entries(files) as [[string, Uint8Array]];
    const { name, bytes } = await unpacked(given, raw);
    const table = parseTable(bytes, name);
    const plan = planData(table, {}, name);
    // What the page shows beside the file, in place of training.
    if (plan.problem !== undefined) throw new DataError(plan.problem);
    const { task, columns } = plan;
    return splitDataset({ id: 'own', task, train: { name, bytes, format: table.format }, columns }, 0);
  },
};
