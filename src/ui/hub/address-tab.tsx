/** A model in a folder at any https address. */
import { useState } from 'react';
import type { RemoteReport } from '../../worker/protocol';
import { usePlayground } from '../context';
import { linkToModel, mayAsk } from '../hosts';
import { AskForm } from './ask-form';
import { FoundModel } from './found-model';
import { strings } from './strings';
import { useLookUp } from './use-look-up';

export function AddressTab({ onDone }: { readonly onDone: () => void }) {
  const { controller } = usePlayground();
  const [text, setText] = useState('');
  const { looked, looking, look } = useLookUp<RemoteReport>();
  const lookUp = (address: string) => {
    const link = linkToModel(address);
    if (mayAsk(link)) void look(() => controller.remote.lookUp(address));
    // The change of the address loads the page anew (`listenToAddress`).
    else location.hash = link;
  };
  return (
    <>
      <AskForm
        label={strings.address}
        placeholder="https://…/"
        button={strings.lookUp}
        value={text}
        onChange={setText}
        onAsk={() => lookUp(text)}
        busy={looking}
        url
      />
      <p className="note">{strings.addressNote}</p>
      <div aria-live="polite">
        {looking && <p className="note">{strings.looking}</p>}
        {looked && !looking && <FoundModel looked={looked} onForm={lookUp} onDone={onDone} />}
      </div>
    </>
  );
}
