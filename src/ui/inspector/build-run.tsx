/** Says that there is no run to look into yet, and builds one. */
import { useState } from 'react';
import { usePlayground } from '../context';

export interface BuildRunProps {
  readonly text: string;
  readonly label: string;
  /** The label while it works. */
  readonly working: string;
}

export function BuildRun({ text, label, working }: BuildRunProps) {
  const { controller } = usePlayground();
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
            void controller.build().finally(() => setBuilding(false));
          }}
        >
          {building ? working : label}
        </button>
      </div>
    </>
  );
}
