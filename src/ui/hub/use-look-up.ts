/** Looks something up at an address, and keeps what was found or why there is nothing. */
import { useRef, useState } from 'react';
import type { Looked } from '../../state/remote';

export interface LookUp<T> {
  readonly looked?: Looked<T>;
  readonly looking: boolean;
  readonly look: (asking: () => Promise<Looked<T>>) => Promise<void>;
}

export function useLookUp<T>(): LookUp<T> {
  const [looked, setLooked] = useState<Looked<T>>();
  const [looking, setLooking] = useState(false);
  // What was asked for last counts, whichever answer comes first.
  const latest = useRef(0);
  const look = async (asking: () => Promise<Looked<T>>) => {
    const turn = ++latest.current;
    setLooking(true);
    const found = await asking();
    if (turn !== latest.current) return;
    setLooked(found);
    setLooking(false);
  };
  return { ...(looked && { looked }), looking, look };
}
