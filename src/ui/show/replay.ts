/** Plays something again: a share that runs from 0 to 1, by itself or by hand. */
import { useCallback, useEffect, useRef, useState } from 'react';

/** Milliseconds that a replay takes. */
const DURATION = 6000;
/** Milliseconds between two drawings. */
const FRAME = 33;

/** What happens in a replay: all of it, for the film too. */
export const durationOf = (): number => DURATION;

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

export interface Replay {
  /** Share that is shown; 1 for the end. */
  readonly at: number;
  readonly playing: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  /** By hand; stands still there. */
  readonly set: (at: number) => void;
}

/** @param key what is shown: of another, the end */
export function useReplay(key: string): Replay {
  const [at, setAt] = useState(1);
  const [playing, setPlaying] = useState(false);
  const [shown, setShown] = useState(key);
  const present = useRef(1);
  if (shown !== key) {
    setShown(key);
    setAt(1);
    setPlaying(false);
  }
  useEffect(() => {
    present.current = at;
  }, [at]);
  useEffect(() => {
    if (!playing) return undefined;
    const begin = performance.now() - DURATION * (present.current >= 1 ? 0 : present.current);
    let last = 0;
    let frame = requestAnimationFrame(function step(now) {
      if (now - last >= FRAME) {
        last = now;
        const share = Math.min(1, (now - begin) / DURATION);
        setAt(share);
        if (share >= 1) return setPlaying(false);
      }
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  // Who wants no motion moves it by hand.
  const play = useCallback(() => (isStill() ? setAt(0) : setPlaying(true)), []);
  const pause = useCallback(() => setPlaying(false), []);
  const set = useCallback((share: number) => {
    setPlaying(false);
    setAt(share);
  }, []);
  return { at, playing, play, pause, set };
}
