/** Data of the Hub: looked up, previewed, used. Loaded when it is first opened. */
import { useState } from 'react';
import type { RemoteDataReport } from '../../worker/protocol';
import { usePlayground } from '../context';
import { Dialog } from '../controls/dialog';
import { inLanguage } from '../inLanguage';
import { strings as page } from '../strings';
import { Understood } from '../what/own-data';
import { AskForm } from './ask-form';
import './hub.css';
import { strings } from './strings';
import { useLookUp } from './use-look-up';

const words = strings.data;

export default function DataDialog({ onClose }: { readonly onClose: () => void }) {
  const { controller } = usePlayground();
  const [text, setText] = useState('');
  const { looked, looking, look } = useLookUp<RemoteDataReport>();
  const report = looked && 'found' in looked ? looked.found : undefined;
  return (
    <Dialog title={words.title} text={words.text} open onOpenChange={(open) => !open && onClose()}>
      <AskForm
        label={words.name}
        placeholder={strings.namePlaceholder}
        button={strings.lookUp}
        value={text}
        onChange={setText}
        onAsk={() => void look(() => controller.remote.lookUpData(text))}
        busy={looking}
      />
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
