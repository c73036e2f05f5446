/** The visitor's own data: paste or drop, see what was understood, choose columns, use it. */
import { taskRefusal } from '../../methods/applicability';
import { Suspense, useState } from 'react';
import { lazy } from '../lazy';
import { models } from '../contents';
import { nameOfAddress } from '../../interchange/hub/address';
import { OWN, type TableOptions, type TablePreview } from '../../worker/protocol';
import { Dialog } from '../controls/dialog';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { inLanguage } from '../inLanguage';
import { strings } from '../strings';
import { DataColumns } from './data-columns';
import { Balance, Bins, Rows, Seen } from './data-preview';
import { Drop } from './drop';

const KeepFiles = lazy(() => import('../resume/keep-files'));

const words = strings.data;

/** Data as text. */
function Paste({ reading, onRead }: { readonly reading: boolean; readonly onRead: (text: string) => void }) {
  const [pasted, setPasted] = useState('');
  return (
    <>
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
          onClick={() => onRead(pasted)}
        >
          {reading ? words.reading : words.read}
        </button>
      </div>
    </>
  );
}

export function OwnData({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const { controller } = usePlayground();
  const error = usePlay((state) => (state.problem?.code === 'bad-data' ? state.problem.message : undefined));
  const [source, setSource] = useState<{ name: string; source: string | File }>();
  const [preview, setPreview] = useState<TablePreview>();
  const [reading, setReading] = useState(false);

  const read = async (name: string, from: string | File, options: TableOptions) => {
    setSource({ name, source: from });
    setReading(true);
    setPreview(await controller.readData(name, from, options));
    setReading(false);
  };
  const again = (options: TableOptions) => {
    if (!source || !preview) return;
    const { format, form, textColumn, secondColumn, labelColumn, tokensColumn, tagsColumn } = preview;
    const { promptColumn, contextColumn, responseColumn, messagesColumn } = preview;
    const headed = { textColumn, secondColumn, labelColumn, tokensColumn, tagsColumn };
    const now = { format, form, ...headed, promptColumn, contextColumn, responseColumn, messagesColumn };
    void read(source.name, source.source, { ...now, ...options });
  };

  return (
    <Dialog title={words.title} text={words.text} open={open} onOpenChange={onOpenChange}>
      <p className="note">{words.formats}</p>
      <Drop
        text={words.drop}
        accept=".csv,.tsv,.jsonl,.json,.txt,.parquet,.gz,text/*"
        onFiles={([first]) => {
          if (first) void read(first.file.name, first.file, {});
        }}
      />
      <Paste reading={reading} onRead={(text) => void read(words.name, text, {})} />
      {error && !preview && (
        <p className="note note-warn" role="alert">
          {inLanguage(error)}
        </p>
      )}
      {preview && (
        <>
          <DataColumns preview={preview} onChange={again} />
          <Understood preview={preview} />
          <Suspense>
            <KeepFiles />
          </Suspense>
          <div className="actions">
            <button
              type="button"
              className="button button-primary"
              disabled={preview.problem !== undefined || reading}
              onClick={() => {
                controller.set('dataset', OWN);
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

/** What is wrong comes first; then what is read, and how it looks. */
export function Understood({ preview }: { readonly preview: TablePreview }) {
  const settings = usePlay((state) => state.settings);
  const own = usePlay((state) => state.ownModel?.report.name);
  const { dimensions } = useConfiguration();
  const model =
    settings.model === OWN
      ? (own ?? strings.model.own)
      : (models.find(({ id }) => id === settings.model)?.name ?? nameOfAddress(settings.model));
  const refusal = taskRefusal(dimensions, preview.task);
  return (
    <>
      {preview.problem && (
        <p className="note note-warn" role="alert">
          {inLanguage(preview.problem)}
        </p>
      )}
      {!preview.problem && refusal && (
        <p className="note note-warn" role="alert">
          {inLanguage(refusal)}
        </p>
      )}
      {preview.uses && <p className="note">{inLanguage(preview.uses)}</p>}
      <Rows preview={preview} />
      <Balance preview={preview} />
      {preview.values && <Bins title={words.values} histogram={preview.values} />}
      {preview.lengths && <Bins title={words.lengths} histogram={preview.lengths} cut={settings.sequenceLength} />}
      {preview.seen && <Seen examples={preview.seen} model={model ?? ''} length={settings.sequenceLength} />}
      {preview.notes.map((note) => (
        <p key={inLanguage(note)} className="note">
          {inLanguage(note)}
        </p>
      ))}
    </>
  );
}
