/** The visitor's own data: bytes to a preview, and to the files of a run. */
import type { DatasetFiles } from '../data/datasets';
import { DataError } from '../data/errors';
import { documents, labelColumn, labelledTexts, textColumn } from '../data/examples';
import { parseTable, type Table } from '../data/table';
import { OWN, type TableFormat, type TableOptions, type TablePreview } from './protocol';

const PREVIEW_ROWS = 8;
const PREVIEW_CELL = 160;

export interface OwnDataset {
  readonly files: DatasetFiles;
  readonly preview: TablePreview;
}

const extension = (format: TableFormat): string => `.${format}`;

/**
 * @param name of the file, or how to call pasted text in messages.
 * @throws DataError when the bytes can't be read as a table at all; what is wrong with a table that was read stands in `preview.problem`.
 */
export function readOwnData(name: string, bytes: Uint8Array, options: TableOptions): OwnDataset {
  // The parser takes the format from the extension where there is one: a format chosen by hand becomes the extension.
  const called = options.format ? name.replace(/\.\w+$/, '') + extension(options.format) : name;
  const table = parseTable(bytes, called);
  const task = options.task ?? guessTask(table, called);
  const columns = columnsOf(table, task, options, called);
  const files: DatasetFiles = { id: OWN, task, train: { name: called, bytes }, columns: columns.choice };
  const counts = new Map<string, number>();
  if (columns.label !== undefined)
    for (const row of table.rows) {
      const value = row[columns.label]!.trim();
      if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  let problem = columns.problem;
  let notes = table.notices;
  if (!problem) {
    try {
      notes = (
        task === 'classification'
          ? labelledTexts(table, columns.choice, called)
          : documents(table, columns.choice, called)
      ).notices;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problem = error.message;
    }
  }
  return {
    files,
    preview: {
      name,
      format: table.format === 'text' ? 'txt' : table.format,
      columns: table.columns,
      rowCount: table.rows.length,
      task,
      rows: table.rows
        .slice(0, PREVIEW_ROWS)
        .map((row) => row.map((cell) => (cell.length > PREVIEW_CELL ? `${cell.slice(0, PREVIEW_CELL)}…` : cell))),
      ...(columns.text === undefined ? {} : { textColumn: table.columns[columns.text] }),
      ...(columns.label === undefined ? {} : { labelColumn: table.columns[columns.label] }),
      classes: [...counts]
        .map(([label, count]) => ({ label, count }))
        .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1)),
      ...(problem === undefined ? {} : { problem }),
      notes,
    },
  };
}

function guessTask(table: Table, name: string): TablePreview['task'] {
  if (table.format === 'text') return 'causal-lm';
  if (table.columns.length > 1) return 'classification';
  try {
    labelColumn(table, undefined, name);
    return 'classification';
  } catch {
    return 'causal-lm';
  }
}

interface Columns {
  readonly text?: number;
  readonly label?: number;
  readonly choice: { readonly text?: string; readonly label?: string };
  readonly problem?: string;
}

function columnsOf(table: Table, task: TablePreview['task'], options: TableOptions, name: string): Columns {
  const choice = {
    ...(options.textColumn === undefined ? {} : { text: options.textColumn }),
    ...(options.labelColumn === undefined || task !== 'classification' ? {} : { label: options.labelColumn }),
  };
  if (table.format === 'text') return task === 'causal-lm' ? { choice: {}, text: 0 } : { choice: {} };
  let label: number | undefined;
  try {
    if (task === 'classification') label = labelColumn(table, choice.label, name);
    const text = textColumn(table, choice.text, label ?? -1, name);
    return {
      text,
      label,
      choice: { text: table.columns[text], ...(label === undefined ? {} : { label: table.columns[label] }) },
    };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { label, choice, problem: error.message };
  }
}
