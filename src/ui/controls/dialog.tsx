/** A modal panel with a title, a sentence and a way out. */
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { strings } from '../strings';
import { Close } from './icons';

export interface DialogProps {
  readonly title: string;
  readonly text: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

export function Dialog({ title, text, open, onOpenChange, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content className="dialog">
          <Radix.Title className="dialog-title">{title}</Radix.Title>
          <Radix.Description className="dialog-text">{text}</Radix.Description>
          {children}
          <Radix.Close className="icon-button dialog-close" aria-label={strings.close}><Close /></Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
