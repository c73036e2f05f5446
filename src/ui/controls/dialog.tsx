/** A modal panel with a title, a sentence and a way out. */
import { Dialog as Radix } from 'radix-ui';
import { Suspense, useRef, type ReactNode } from 'react';
import { lazy } from '../lazy';
import { usePlay } from '../context';
import { strings } from '../strings';
import { Close } from './icons';

const SilenceNotice = lazy(() => import('../resume/silence'));

export interface DialogProps {
  readonly title: string;
  readonly text: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}

export function Dialog({ title, text, open, onOpenChange, children }: DialogProps) {
  // Radix gives the focus back to its own trigger; these dialogs are opened from buttons, menus and drawings elsewhere.
  const silent = usePlay((state) => state.silence !== undefined);
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className="dialog"
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={() => {
            if (opener.current instanceof HTMLElement || opener.current instanceof SVGElement) opener.current.focus();
          }}
        >
          <Radix.Title className="dialog-title">{title}</Radix.Title>
          <Radix.Description className="dialog-text">{text}</Radix.Description>
          {/* What stands behind a dialog can't be reached. */}
          {silent && (
            <Suspense>
              <SilenceNotice />
            </Suspense>
          )}
          {children}
          <Radix.Close className="icon-button dialog-close" aria-label={strings.close}>
            <Close />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
