/**
 * Hosts that the page may ask: what its policy says (scripts/security-policy.ts), which is made when the page is
 * loaded. Besides its own and the Hub's these are the ones that the address names as the place of a model, an adapter
 * or data. A further one needs the page loaded anew with an address that names it.
 */

/**
 * Web addresses among a link's places of models, adapters and data; other parts may hold texts, which widen nothing.
 * The policy's script has it as text: it uses nothing from around it.
 */
export function placesIn(hash: string): string[] {
  return hash
    .replace(/^#/, '')
    .split('&')
    .flatMap((part) => {
      const [, value] = /^(?:model|adapter|dataset|transfer)=(.*)$/.exec(part) ?? [];
      try {
        return value ? (decodeURIComponent(value).match(/^https?:\/\/[^/&?#\s"'<>;,]+/) ?? []) : [];
      } catch {
        return [];
      }
    });
}

/** Whether all hosts that a link names may be asked. Without a policy, as in development, any may. */
export function mayAsk(hash: string): boolean {
  const { hosts } = document.documentElement.dataset;
  return hosts === undefined || placesIn(hash).every((place) => hosts.split(' ').includes(new URL(place).origin));
}

/** The settings of the address with a model at another place. */
export function linkToModel(address: string): string {
  const kept = location.hash.replace(/^#/, '').split('&');
  const others = kept.filter((part) => part !== '' && !/^(model|adapter)=/.test(part));
  return [`model=${encodeURIComponent(address.trim())}`, ...others].join('&');
}
