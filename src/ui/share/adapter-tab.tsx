/** The trained adapter as a file, and one from a file back into the page. */
import { says as adapterNotes } from '../../interchange/adapterNotes';
import { useState } from 'react';
import type { Message } from '../../messages/message';
import { usePlay, usePlayground } from '../context';
import { bytes, whole } from '../format';
import { Drop } from '../what/drop';
import { save } from '../compare/picture';
import { inLanguage } from '../inLanguage';
import { strings } from './strings';

const words = strings.adapter;

function Save() {
  const trained = usePlay((state) => state.run.step > 0 || state.adapter !== undefined);
  const { adapters } = usePlayground();
  const [working, setWorking] = useState(false);
  const [told, setTold] = useState<string>();
  const [refusal, setRefusal] = useState<Message>();
  const download = async () => {
    setWorking(true);
    const saved = await adapters.save();
    setWorking(false);
    setRefusal(saved && 'refusal' in saved ? saved.refusal : undefined);
    if (!saved || 'refusal' in saved) return setTold(undefined);
    save(saved.name, new Blob([saved.zip as Uint8Array<ArrayBuffer>]), 'application/zip');
    setTold(
      `${words.saved(saved.name, bytes(saved.bytes), whole(saved.step))} ` +
        [
          saved.format === 'peft' ? words.peft : words.own,
          ...(saved.notes ?? []).map((note) => inLanguage(adapterNotes[note])),
        ].join(' '),
    );
  };
  return (
    <section>
      <h3 className="group-title">{words.save}</h3>
      <p className="note">{words.saveText}</p>
      {!trained && <p className="note">{words.untrained}</p>}
      <div className="actions">
        <button
          type="button"
          className="button button-primary"
          disabled={!trained || working}
          onClick={() => void download()}
        >
          {working ? words.downloading : words.download}
        </button>
      </div>
      {told && (
        <p className="note" role="status">
          {told}
        </p>
      )}
      {refusal && (
        <p className="note note-warn" role="alert">
          {inLanguage(refusal)}
        </p>
      )}
    </section>
  );
}

function Use() {
  const { adapters } = usePlayground();
  const held = usePlay((state) => state.adapter);
  const [reading, setReading] = useState(false);
  const [refusal, setRefusal] = useState<Message>();
  const read = async (files: readonly { readonly path: string; readonly file: File }[]) => {
    if (files.length === 0) return;
    setReading(true);
    setRefusal(undefined);
    setRefusal(
      await adapters.take(
        { files },
        files.length === 1
          ? files[0]!.file.name
          : (files.find(({ path }) => path.endsWith('.safetensors'))?.file.name ?? files[0]!.file.name),
      ),
    );
    setReading(false);
  };
  return (
    <section>
      <h3 className="group-title">{words.use}</h3>
      <p className="note">{words.useText}</p>
      <Drop
        text={reading ? words.reading : words.drop}
        accept=".zip,.json,.safetensors"
        multiple
        onFiles={(files) => void read(files)}
      />
      {held && !reading && !refusal && (
        <p className="note" role="status">
          {words.using(`${held.report.kind}${held.file ? `, ${held.file}` : ''}`)}
        </p>
      )}
      {refusal && (
        <p className="note note-warn" role="alert">
          {inLanguage(refusal)}
        </p>
      )}
    </section>
  );
}

export function AdapterTab() {
  return (
    <div>
      <Save />
      <Use />
    </div>
  );
}
