/**
 * Hosts that the page may ask: what its policy says (scripts/security-policy.ts), which is made when the page is
 * loaded. Besides its own and the Hub's these are the ones that the address names, as a model's folder does. A further
 * one needs the page loaded anew with an address that names it.
 */

/** Origins of all web addresses in a link's settings. */
const originsIn = (hash: string): readonly string[] =>
  [...hash.matchAll(/https?:\/\/[^/&?#\s"'<>;,]+/g)].flatMap(([address]) => {
    try {
      return [new URL(address).origin];
    } catch {
      return [];
    }
  });

function unescaped(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

/** Whether all hosts that an address or a link names may be asked. Without a policy, as in development, any may. */
export function mayAsk(text: string): boolean {
  const { hosts } = document.documentElement.dataset;
  return hosts === undefined || originsIn(unescaped(text)).every((origin) => hosts.split(' ').includes(origin));
}

/** Loads the page anew with a model at an address whose host it may not ask yet. */
export function openWithModel(address: string): void {
  const kept = location.hash.replace(/^#/, '').split('&');
  const others = kept.filter((part) => part !== '' && !/^(model|adapter)=/.test(part));
  // The change of the address loads it (`listenToAddress`).
  location.hash = [`model=${encodeURIComponent(address)}`, ...others].join('&');
}
