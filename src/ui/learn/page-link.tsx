/**
 * Links between pages of the Learn view, and into the playground. Real addresses, so that they open in a new tab and
 * can be copied.
 */
import type { MouseEvent, ReactNode } from 'react';
import { encode } from '../../state/hash';
import { useConfiguration, usePlay, usePlayground } from '../context';

/** A click that means "open elsewhere" is the browser's. */
export const plainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

/** The address of a page, with the configuration as it stands. */
export function usePageAddress(): (page: string) => string {
  const settings = usePlay((state) => state.settings);
  const { method, hyperparameters } = useConfiguration();
  return (page) => `#${encode({ settings: { ...settings, view: 'learn', page }, hyperparameters }, method)}`;
}

/** Opens a page of the Learn view without touching the run. */
export function useOpenPage(): (page: string) => void {
  const { controller } = usePlayground();
  return (page) => {
    controller.set('page', page);
    controller.set('view', 'learn');
  };
}

interface PageLinkProps {
  readonly page: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly current?: boolean;
  /** Element of that page to scroll to. */
  readonly anchor?: string;
}

export function PageLink({ page, children, className, current, anchor }: PageLinkProps) {
  const address = usePageAddress();
  const open = useOpenPage();
  const go = (event: MouseEvent) => {
    if (!plainClick(event)) return;
    event.preventDefault();
    open(page);
    // Once the page is there.
    if (anchor) setTimeout(() => document.getElementById(anchor)?.scrollIntoView({ block: 'center' }), 80);
  };
  return (
    <a className={className} href={address(page)} aria-current={current ? 'page' : undefined} onClick={go}>
      {children}
    </a>
  );
}
