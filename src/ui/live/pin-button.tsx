/** Pins a text that was typed elsewhere. */
import { useState } from 'react';
import type { PinnedText } from '../../session/pinned';
import { Pin } from '../controls/icons';
import { strings } from '../strings';
import { usePins } from './use-pins';

const words = strings.live;

export default function PinButton({ text, second }: PinnedText) {
  const { add } = usePins();
  const [told, setTold] = useState('');
  return (
    <>
      <button
        type="button"
        className="button"
        title={words.pinHint}
        onClick={() => setTold(add({ text, ...(second !== undefined && { second }) }).text)}
      >
        <Pin />
        {words.pin}
      </button>
      <span className="visually-hidden" role="status">
        {told}
      </span>
    </>
  );
}
