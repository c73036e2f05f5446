/** A question mark with a sentence: on hover, on focus, and on tap. */
import { Popover } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { strings } from '../strings';

export function Hint({ label, text }: { readonly label: string; readonly text: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className="hint"
        aria-label={`${strings.more}: ${label}`}
        onPointerEnter={(event) => {
          if (event.pointerType === 'mouse') setOpen(true);
        }}
        onPointerLeave={(event) => {
          if (event.pointerType === 'mouse') setOpen(false);
        }}
      >
        ?
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="bubble"
          side="top"
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
        >
          {text}
          <Popover.Arrow className="bubble-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
