/** What stands around a source: a line of text, taken over when it is left or with Enter. */
import { useState } from 'react';
import { usePlay, usePlayground } from '../context';
import { Hint } from '../controls/hint';
import { LockMark, useControls } from '../share/lock';
import { strings } from '../strings';

const { label, text } = strings.settings.sourceTemplate;

export function SourceTemplate() {
  const value = usePlay((state) => state.settings.sourceTemplate);
  const { controller } = usePlayground();
  const [draft, setDraft] = useState(value);
  const { hidden, locked } = useControls()('sourceTemplate');
  if (hidden) return null;
  const take = () => controller.set('sourceTemplate', draft.trim());
  return (
    <div className="field">
      <div className="field-head">
        <label className="field-label" htmlFor="source-template">
          {label}
        </label>
        <Hint label={label} text={text} />
        {locked && <LockMark id="source-template-locked" reason={locked} />}
      </div>
      <input
        id="source-template"
        className="text"
        value={draft}
        placeholder={strings.sourceExample}
        disabled={locked !== undefined}
        aria-describedby={locked === undefined ? undefined : 'source-template-locked'}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
        }}
      />
    </div>
  );
}
