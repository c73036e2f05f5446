/** The data of the page as a script names them: a file, and its columns. */
import { datasets } from '../../state/catalogue';
import type { OwnData } from '../../state/state';
import { isBrought } from '../../state/runConfig';
import type { TableFormat } from '../../worker/protocol';
import type { ScriptRun } from './script';

const endings: Readonly<Record<TableFormat, RegExp>> = {
  csv: /\.csv$/i,
  tsv: /\.tsv$/i,
  jsonl: /\.(jsonl|ndjson|json)$/i,
  txt: /\.(txt|md)$/i,
};

/** What the page's own reader calls the columns of a table that does not name them. */
const unnamed = /^column \d+$/;

export function scriptDataOf(
  dataset: string,
  own: Pick<OwnData, 'name' | 'preview'> | undefined,
): Pick<ScriptRun, 'data' | 'columns' | 'responses' | 'pairs'> {
  const usual = { text: 'text', label: 'label', header: true };
  if (!isBrought(dataset))
    return {
      data: datasets.find((entry) => entry.id === dataset)?.train ?? 'data.csv',
      columns: usual,
      pairs: datasets.find((entry) => entry.id === dataset)?.columns?.second !== undefined,
    };
  if (!own) return { data: 'data.csv', columns: usual };
  const { name, preview } = own;
  if (!preview) return { data: name, columns: usual };
  const { format, form, columns, textColumn = usual.text, labelColumn = usual.label } = preview;
  return {
    // What was pasted, or has an ending of its own, is named so that the script reads it in the same way.
    data: endings[format].test(name) ? name : `${name}.${format}`,
    columns: {
      text: textColumn,
      label: labelColumn,
      header: columns.length === 0 || !columns.every((column) => unnamed.test(column)),
    },
    responses: form === 'respond',
    pairs: Boolean(preview.secondColumn),
  };
}
