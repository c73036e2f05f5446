/** Which Hub this browser asks: a choice of the visitor's, which no link can make. */
import { HUB } from '../../interchange/hub/address';

const KEY = 'hub';

/** An address without a slash at the end; undefined for what can't be one. */
export function hubAddressOf(text: string): string | undefined {
  const wanted = text.trim();
  if (wanted === '') return HUB;
  try {
    const { protocol, hostname, origin, pathname } = new URL(wanted);
    // A page that came by https may load by http from its own machine alone.
    const near = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
    if (protocol !== 'https:' && !(protocol === 'http:' && (near || location.protocol === 'http:'))) return undefined;
    return `${origin}${pathname}`.replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}

/** The Hub in use. */
export function hubAddress(): string {
  try {
    return hubAddressOf(localStorage.getItem(KEY) ?? '') ?? HUB;
  } catch {
    return HUB;
  }
}

/** Keeps another Hub's address for the next loading of the page. */
export function keepHubAddress(address: string): void {
  try {
    if (address === HUB) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, address);
  } catch {
    // Storage is blocked: the public Hub stays.
  }
}
