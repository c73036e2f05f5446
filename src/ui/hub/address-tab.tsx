/** A model in a folder at any https address. */
import { useId, useState } from 'react';
import type { RemoteReport } from '../../worker/protocol';
import { usePlayground } from '../context';
import { FoundModel } from './found-model';
import { strings } from './strings';
import { useLookUp } from './use-look-up';

export function AddressTab({ onDone }: { readonly onDone: () => void }) {
  const { controller } = usePlayground();
  const id = useId();
  const [text, setText] = useState('');
  const { looked, looking, look } = useLookUp<RemoteReport>();
  const lookUp = (address: string) => void look(() => controller.remote.lookUp(address));
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          lookUp(text);
        }}
      >
        <label className="field-label" htmlFor={id}>
          {strings.address}
        </label>
        <div className="hub-ask">
          <input
            id={id}
            className="text"
            inputMode="url"
            spellCheck={false}
            placeholder="https://…/"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="button" disabled={text.trim() === '' || looking}>
            {strings.lookUp}
          </button>
        </div>
      </form>
      <p className="note">{strings.addressNote}</p>
      <div aria-live="polite">
        {looking && <p className="note">{strings.looking}</p>}
        {looked && !looking && <FoundModel looked={looked} onForm={lookUp} onDone={onDone} />}
      </div>
    </>
  );
}
