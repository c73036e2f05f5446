/** Data of the Hub: looked up, previewed, used. Loaded when it is first opened. */
import { useId, useState } from 'react';
import type { RemoteDataReport } from '../../worker/protocol';
import { usePlayground } from '../context';
import { Dialog } from '../controls/dialog';
import { inLanguage } from '../inLanguage';
import { strings as page } from '../strings';
import { Understood } from '../what/own-data';
import './hub.css';
import { strings } from './strings';
import { useLookUp } from './use-look-up';

const words = strings.data;

export default function DataDialog({ onClose }: { readonly onClose: () => void }) {
  const { controller } = usePlayground();
  const id = useId();
  const [text, setText] = useState('');
  const { looked, looking, look } = useLookUp<RemoteDataReport>();
  const report = looked && 'found' in looked ? looked.found : undefined;
  return (
    <Dialog title={words.title} text={words.text} open onOpenChange={(open) => !open && onClose()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void look(() => controller.remote.lookUpData(text));
        }}
      >
        <label className="field-label" htmlFor={id}>
          {words.name}
        </label>
        <div className="hub-ask">
          <input
            id={id}
            className="text"
            spellCheck={false}
            autoCapitalize="none"
            placeholder={strings.namePlaceholder}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="button" disabled={text.trim() === '' || looking}>
            {strings.lookUp}
          </button>
        </div>
      </form>
      <p className="note">{words.note}</p>
      <div aria-live="polite">
        {looking && <p className="note">{strings.looking}</p>}
        {looked && 'refusal' in looked && !looking && (
          <p className="note note-warn" role="alert">
            {inLanguage(looked.refusal)}
          </p>
        )}
      </div>
      {report && !looking && (
        <>
          <h3 className="hub-name">{report.name}</h3>
          {report.license && <p className="note">{page.what.licence(report.license)}</p>}
          <Understood preview={report.preview} />
          <div className="actions">
            <button
              type="button"
              className="button button-primary"
              disabled={report.preview.problem !== undefined}
              onClick={() => {
                controller.remote.chooseData(report);
                onClose();
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
