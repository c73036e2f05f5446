/**
 * A question mark with a sentence: while the mouse is over it or the keyboard on it, and at a click or a tap, until the
 * next press elsewhere.
 */
import { Tooltip } from 'radix-ui';
import { useCallback, useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { strings } from '../strings';

/** Milliseconds in which the browser has scrolled to what has the focus. */
const SETTLING = 250;

/** Closes the hint that is open: there is one at a time. */
let closeOther: (() => void) | undefined;

export function Hint({ label, text }: { readonly label: string; readonly text: ReactNode }) {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const show = () => {
    if (closeOther !== close) closeOther?.();
    closeOther = close;
    setOpen(true);
  };
  useEffect(
    () => () => {
      if (closeOther === close) closeOther = undefined;
    },
    [close],
  );
  /** A press of the question mark is under way. Radix takes any press for a wish to close. */
  const pressing = useRef(false);
  /** It shall close: a mouse has opened by coming and must not close by clicking, a second tap closes. */
  const closing = useRef(false);
  /** Till when a scroll is the browser's, which brings what has the focus into view: Radix closes at any. */
  const settling = useRef(0);
  const release = () => {
    pressing.current = closing.current = false;
  };
  return (
    <Tooltip.Root
      open={open}
      onOpenChange={(next) => {
        if (next) show();
        else if (!pressing.current && performance.now() > settling.current) close();
      }}
    >
      <Tooltip.Trigger
        type="button"
        className="hint"
        aria-label={`${strings.more}: ${label}`}
        // Radix takes a mouse that comes from another hint for one on its way to that hint's text.
        onPointerEnter={({ pointerType }: PointerEvent) => {
          if (pointerType === 'mouse') show();
        }}
        onPointerDown={({ pointerType }: PointerEvent) => {
          pressing.current = true;
          closing.current = open && pointerType !== 'mouse';
        }}
        onFocus={() => {
          settling.current = performance.now() + SETTLING;
        }}
        onBlur={close}
        onPointerCancel={release}
        onPointerLeave={({ pointerType }: PointerEvent) => {
          if (pointerType === 'mouse') release();
        }}
        onClick={(event) => {
          event.preventDefault();
          // A key presses without a pointer: what it is on is open, and closes.
          if (pressing.current ? closing.current : open) close();
          else show();
          // For a finger, Radix looks at the press only after this.
          setTimeout(release);
        }}
      >
        ?
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="bubble" side="top" sideOffset={6} collisionPadding={8} onEscapeKeyDown={close}>
          {text}
          <Tooltip.Arrow className="bubble-arrow" />
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
