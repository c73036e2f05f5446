/** A text of one's own, pinned where it will be seen: type, Enter. */
import { useState } from 'react';
import type { TaskId } from '../../methods/taskId';
import { useConfiguration } from '../context';
import { Pin } from '../controls/icons';
import { strings } from '../strings';
import { usePins } from './use-pins';

const words = strings.live;

const labelFor = (task: TaskId, paired: boolean): string => {
  if (task === 'seq2seq') return words.ownSource;
  if (task === 'causal-lm') return words.ownPrompt;
  return paired ? words.ownFirst : words.own;
};

export default function PinForm() {
  const { task, conflict } = useConfiguration();
  const { add, paired } = usePins();
  const [text, setText] = useState('');
  const [second, setSecond] = useState('');
  const [told, setTold] = useState('');
  const label = labelFor(task, paired);
  return (
    <form
      className="live-pin"
      onSubmit={(event) => {
        event.preventDefault();
        const { pinned, text: outcome } = add({ text, ...(paired && { second }) });
        setTold(outcome);
        if (!pinned) return;
        setText('');
        setSecond('');
      }}
    >
      <input
        className="text live-field"
        dir="auto"
        value={text}
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      {paired && (
        <input
          className="text live-field"
          dir="auto"
          value={second}
          aria-label={words.ownSecond}
          placeholder={words.ownSecond}
          autoComplete="off"
          onChange={(event) => setSecond(event.target.value)}
        />
      )}
      <button type="submit" className="button live-button" disabled={conflict !== undefined}>
        <Pin />
        {words.pin}
      </button>
      <p className="live-told" role="status">
        {told}
      </p>
    </form>
  );
}
