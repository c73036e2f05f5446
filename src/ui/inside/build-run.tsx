/** Says that there is no run to look into yet, and builds one. */
import { useState } from 'react';
import { usePlay } from '../context';

export interface BuildRunProps {
  readonly text: string;
  readonly label: string;
  /** The label while it works. */
  readonly working: string;
}

export function BuildRun({ text, label, working }: BuildRunProps) {
  const build = usePlay((state) => state.build);
  const [building, setBuilding] = useState(false);
  return (
    <>
      <p className="note">{text}</p>
      <div className="actions">
        <button
          type="button"
          className="button button-primary"
          disabled={building}
          onClick={() => {
            setBuilding(true);
            void build().finally(() => setBuilding(false));
          }}
        >
          {building ? working : label}
        </button>
      </div>
    </>
  );
}
