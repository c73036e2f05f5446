/** The page as an app: its service worker, a new version that waits, and the browser's offer to install. */
import { useSyncExternalStore } from 'react';
import type { Workbox } from 'workbox-window';

export interface Installed {
  /** The page opens without a network. */
  readonly offline: 'no' | 'waiting' | 'yes';
  /** A new version is downloaded and waits for this page to end. */
  readonly update: boolean;
  /** The browser offers to install the page. */
  readonly installable: boolean;
}

/** Chromium's event; not in the standard. */
interface InstallOffer extends globalThis.Event {
  prompt: () => Promise<unknown>;
}

/** As the page is drawn before any browser has it. */
const nowhere: Installed = { offline: 'waiting', update: false, installable: false };
let state = nowhere;
const listeners = new Set<() => void>();
let workbox: Workbox | undefined;
let offer: InstallOffer | undefined;

function change(next: Partial<Installed>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

/** To be called at once: the browser's offer may come before anything else here is needed. */
export function watchInstalling(): void {
  if (!('serviceWorker' in navigator && window.isSecureContext)) change({ offline: 'no' });
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
    change({ installable: true });
  });
  window.addEventListener('appinstalled', () => change({ installable: false }));
}

/**
 * Registers the service worker: the page is then kept, with everything that it loads on demand. A new version never
 * takes over a page that is in use.
 */
export async function install(): Promise<void> {
  if (state.offline === 'no') return;
  const { Workbox } = await import('workbox-window');
  workbox = new Workbox(new URL('sw.js', document.baseURI).href);
  workbox.addEventListener('waiting', () => change({ update: true }));
  try {
    await workbox.register({ immediate: true });
    // Answers only once everything is stored.
    await navigator.serviceWorker.ready;
    change({ offline: 'yes' });
  } catch {
    change({ offline: 'no' });
  }
}

/** Shows the new version. */
export function update(): void {
  workbox?.addEventListener('controlling', () => location.reload());
  workbox?.messageSkipWaiting();
}

export async function acceptOffer(): Promise<void> {
  await offer?.prompt();
  offer = undefined;
  change({ installable: false });
}

export const useInstalled = (): Installed =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => nowhere,
  );
