/** What a measurement returns, and how results are printed and kept. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { table } from '../cli/io';

export interface Row {
  /** Cells of one line, in the order of the section's columns. */
  readonly cells: readonly (string | number)[];
  /** Whether the number reaches its target; absent where there is none. */
  readonly reached?: boolean;
}

export interface Section {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** How it was measured, and what it means: sentences. */
  readonly notes: readonly string[];
}

export interface Measurement {
  readonly id: string;
  readonly title: string;
  /** Takes long or needs WebGPU; only when asked for by name or with --all. */
  readonly slow?: boolean;
  run: (log: (text: string) => void) => Promise<Section>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const mark = (row: Row): string => (row.reached === undefined ? '' : row.reached ? 'yes' : 'NO');

export function printed(title: string, section: Section): string {
  const columns = section.rows.some((row) => row.reached !== undefined)
    ? [...section.columns, 'reached']
    : section.columns;
  const rows = section.rows.map((row) =>
    columns.length > section.columns.length ? [...row.cells, mark(row)] : row.cells,
  );
  return `${title}\n${table(columns, rows)}\n${section.notes.map((note) => `  ${note}`).join('\n')}\n`;
}

/** A row of a Markdown table. */
export const line = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((c) => (typeof c === 'number' ? c.toLocaleString('en-US') : c)).join(' | ')} |`;

const markdown = (title: string, section: Section): string => {
  const judged = section.rows.some((row) => row.reached !== undefined);
  return [
    `## ${title}`,
    '',
    line([...section.columns, ...(judged ? ['reached'] : [])]),
    line([...section.columns, ...(judged ? [''] : [])].map(() => '---')),
    ...section.rows.map((row) => line([...row.cells, ...(judged ? [mark(row)] : [])])),
    '',
    ...section.notes,
    '',
    `Measured ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ` +
      `${cpus()[0]?.model.trim() ?? 'unknown CPU'}.`,
    '',
  ].join('\n');
};

const HEAD =
  '# Measurements\n\nWritten by `npm run bench` (`-- --only id,…` renews single sections, `-- --all` also runs ' +
  'the slow ones). Ratios are of times measured in one run on one machine.\n';

/** The text with the part of that id replaced, or added at its end. */
export function withPart(old: string, id: string, content: string): string {
  const [start, end] = [`<!-- ${id} -->`, `<!-- /${id} -->`];
  const block = `${start}\n${content}${end}`;
  const from = old.indexOf(start);
  const to = old.indexOf(end);
  return from >= 0 && to > from
    ? old.slice(0, from) + block + old.slice(to + end.length)
    : `${old.trimEnd()}\n\n${block}\n`;
}

/** Replaces the section of that id in the file, or adds it at the end. */
export function keep(path: string, id: string, title: string, section: Section): void {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : HEAD;
  writeFileSync(path, withPart(old, id, markdown(title, section)));
}
