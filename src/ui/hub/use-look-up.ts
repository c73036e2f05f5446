/** Looks something up at an address, and keeps what was found or why there is nothing. */
import { useState } from 'react';
import type { Looked } from '../../state/remote';

export interface LookUp<T> {
  readonly looked?: Looked<T>;
  readonly looking: boolean;
  readonly look: (asking: () => Promise<Looked<T>>) => Promise<void>;
}

export function useLookUp<T>(): LookUp<T> {
  const [looked, setLooked] = useState<Looked<T>>();
  const [looking, setLooking] = useState(false);
  const look = async (asking: () => Promise<Looked<T>>) => {
    setLooking(true);
    setLooked(await asking());
    setLooking(false);
  };
  return { ...(looked && { looked }), looking, look };
}
