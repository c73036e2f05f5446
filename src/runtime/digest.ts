/** Whether bytes are those that were published: by their length and a digest that was told elsewhere. */

export interface Digest {
  /** Of the contents, or the name that git gives them (SHA-1 of `blob`, the length, a zero byte and the contents). */
  readonly kind: 'sha256' | 'git';
  /** Lower case. */
  readonly hex: string;
  readonly bytes?: number;
}

/** A copy that is not what was published. */
export class DamagedCopy extends Error {
  override name = 'DamagedCopy';
  constructor(readonly url: string) {
    super(`${url} is not what was published.`);
  }
}

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Without a secure origin browsers have no digests: the length has to do, and nothing is kept there either. */
export async function matches(bytes: Uint8Array, { kind, hex, bytes: length }: Digest): Promise<boolean> {
  if (length !== undefined && bytes.byteLength !== length) return false;
  const { subtle } = (globalThis.crypto ?? {}) as Partial<Crypto>;
  if (!subtle) return true;
  const contents = bytes as Uint8Array<ArrayBuffer>;
  if (kind === 'sha256') return hexOf(await subtle.digest('SHA-256', contents)) === hex;
  const head = new TextEncoder().encode(`blob ${contents.byteLength}\0`);
  const whole = new Uint8Array(head.length + contents.length);
  whole.set(head);
  whole.set(contents, head.length);
  return hexOf(await subtle.digest('SHA-1', whole)) === hex;
}
