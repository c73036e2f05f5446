/** The visitor's own data: paste or drop, see what was understood, choose columns, use it. */
import { useState } from 'react';
import { OWN, type TableFormat, type TableOptions, type TablePreview } from '../../worker/protocol';
import { Dialog } from '../controls/dialog';
import { Select } from '../controls/select';
import { usePlay } from '../context';
import { percent, whole } from '../format';
import { said } from '../said';
import { strings } from '../strings';
import { Drop } from './drop';
import { taskIds } from '../../methods/taskId';

const words = strings.data;
const formats: readonly TableFormat[] = ['csv', 'tsv', 'jsonl', 'txt'];
const BARS = 8;

function Balance({ preview }: { readonly preview: TablePreview }) {
  const most = preview.classes[0]?.count ?? 1;
  return (
    <div>
      <h3 className="group-title">{words.balance}</h3>
      <ul className="bars">
        {preview.classes.slice(0, BARS).map(({ label, count }) => (
          <li key={label}>
            <span className="bar-name" title={label}>
              {label}
            </span>
            <span className="bar">
              <span className="bar-fill" style={{ inlineSize: `${(100 * count) / most}%` }} />
            </span>
            <span className="bar-value">
              {whole(count)} <small>({percent(count / preview.rowCount)})</small>
            </span>
          </li>
        ))}
      </ul>
      {preview.classes.length > BARS && <p className="note">{words.tooMany(preview.classes.length - BARS)}</p>}
    </div>
  );
}

function Rows({ preview }: { readonly preview: TablePreview }) {
  return (
    <div
      className="preview"
      role="region"
      aria-label={words.preview(preview.rows.length, whole(preview.rowCount))}
      tabIndex={0}
    >
      <table>
        <caption>{words.preview(preview.rows.length, whole(preview.rowCount))}</caption>
        <thead>
          <tr>
            {preview.columns.map((column) => (
              <th
                key={column}
                scope="col"
                className={column === preview.textColumn || column === preview.labelColumn ? 'chosen' : undefined}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function OwnData({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const readData = usePlay((state) => state.readData);
  const set = usePlay((state) => state.set);
  const error = usePlay((state) => (state.problem?.code === 'bad-data' ? state.problem.message : undefined));
  const [pasted, setPasted] = useState('');
  const [source, setSource] = useState<{ name: string; source: string | File }>();
  const [preview, setPreview] = useState<TablePreview>();
  const [reading, setReading] = useState(false);

  const read = async (name: string, from: string | File, options: TableOptions) => {
    setSource({ name, source: from });
    setReading(true);
    setPreview(await readData(name, from, options));
    setReading(false);
  };
  const again = (options: TableOptions) => {
    if (!source || !preview) return;
    const { format, textColumn, labelColumn, task } = preview;
    void read(source.name, source.source, { format, textColumn, labelColumn, task, ...options });
  };
  const columns = (preview?.columns ?? []).map((column) => ({ value: column, label: column }));

  return (
    <Dialog title={words.title} text={words.text} open={open} onOpenChange={onOpenChange}>
      <p className="note">{words.formats}</p>
      <Drop
        text={words.drop}
        accept=".csv,.tsv,.jsonl,.json,.txt,text/*"
        onFiles={([first]) => {
          if (first) void read(first.file.name, first.file, {});
        }}
      />
      <label className="field-label" htmlFor="paste">
        {words.paste}
      </label>
      <textarea
        id="paste"
        className="text"
        rows={4}
        spellCheck={false}
        placeholder={words.placeholder}
        value={pasted}
        onChange={(event) => setPasted(event.target.value)}
      />
      <div className="actions">
        <button
          type="button"
          className="button"
          disabled={pasted.trim() === '' || reading}
          onClick={() => void read(words.name, pasted, {})}
        >
          {reading ? words.reading : words.read}
        </button>
      </div>
      {error && !preview && (
        <p className="note note-warn" role="alert">
          {said(error)}
        </p>
      )}
      {preview && (
        <>
          <div className="fields">
            <Select
              label={words.format}
              value={preview.format}
              groups={[{ options: formats.map((format) => ({ value: format, label: format.toUpperCase() })) }]}
              onChange={(format) =>
                again({ format: format as TableFormat, textColumn: undefined, labelColumn: undefined })
              }
            />
            <Select
              label={words.task}
              value={preview.task}
              groups={[
                {
                  options: taskIds.map((task) => ({
                    value: task,
                    label: words.tasks[task],
                  })),
                },
              ]}
              onChange={(task) => again({ task: task as TablePreview['task'] })}
            />
            {columns.length > 1 && preview.textColumn && (
              <Select
                label={words.textColumn}
                value={preview.textColumn}
                groups={[{ options: columns }]}
                onChange={(textColumn) => again({ textColumn })}
              />
            )}
            {columns.length > 1 && preview.task === 'classification' && (
              <Select
                label={words.labelColumn}
                value={preview.labelColumn ?? ''}
                groups={[{ options: columns }]}
                onChange={(labelColumn) => again({ labelColumn })}
              />
            )}
          </div>
          <Rows preview={preview} />
          {preview.task === 'classification' && preview.classes.length > 0 && <Balance preview={preview} />}
          {preview.notes.map((note) => (
            <p key={note} className="note">
              {note}
            </p>
          ))}
          {preview.problem && (
            <p className="note note-warn" role="alert">
              {preview.problem}
            </p>
          )}
          <div className="actions">
            <button
              type="button"
              className="button button-primary"
              disabled={preview.problem !== undefined || reading}
              onClick={() => {
                set('dataset', OWN);
                onOpenChange(false);
              }}
            >
              {words.use}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
