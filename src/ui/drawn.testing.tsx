/** For tests: components as the page draws them, in a window of a fixed size, with a worker that stands still. */
import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import type { ReactNode } from 'react';
import { methods } from '../methods/registry';
import { createPlayground } from '../state/playground';
import { RaceRunner } from '../state/race';
import { openInterruptedDatabase } from '../state/interruptedDatabase';
import { Resumer } from '../state/resumer';
import { openRunsDatabase } from '../state/runsDatabase';
import { Shelf } from '../state/shelf';
import { PlaygroundProvider } from './context';

const box = { x: 0, y: 0, left: 0, top: 0, right: 400, bottom: 200, width: 400, height: 200 };

/** Gives every element a size, which a window without a layout has not, and clears the page after each test. */
export function inAWindow(): void {
  beforeEach(() => {
    vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue({ ...box, toJSON: () => box });
    Element.prototype.scrollIntoView = () => undefined;
    Element.prototype.hasPointerCapture = () => false;
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });
}

const spawn = () => {
  throw new Error('Nothing is trained in tests of components.');
};

/** Draws a part of the page. @returns what was drawn, and the controller that moves it */
export function draw(part: ReactNode, hash = '#model=tiny-encoder') {
  const playground = createPlayground({ methods, hash, spawn });
  const database = openRunsDatabase(`drawn-${Math.random()}`);
  const shelf = new Shelf({ playground, methods, database });
  const race = new RaceRunner({ playground, shelf, methods, database });
  const stored = openInterruptedDatabase(`drawn-${Math.random()}`);
  const resumer = new Resumer({ playground, methods, database: stored, allowance: { budget: 1e6, files: false } });
  const drawn = render(
    <PlaygroundProvider playground={playground} shelf={shelf} race={race} resumer={resumer} methods={methods}>
      {part}
    </PlaygroundProvider>,
  );
  return { ...drawn, ...playground, shelf, resumer };
}
