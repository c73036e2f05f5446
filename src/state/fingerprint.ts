/** What a visitor's files are told apart by: a run goes on only with those that it was trained on. */

/** Larger files are told apart by their size, their beginning and their end. */
const WHOLE = 64_000_000;
const PART = 1_000_000;

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** FNV-1a, where the browser keeps SHA-256 for pages with a secure origin. */
function fnv(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  return subtle ? hex(new Uint8Array(await subtle.digest('SHA-256', bytes))) : fnv(bytes);
}

const partsOf = (file: Blob): readonly Blob[] =>
  file.size <= WHOLE ? [file] : [file.slice(0, PART), file.slice(file.size - PART)];

/** Size and digest of a text or a file. */
export async function fingerprint(content: string | Blob): Promise<string> {
  if (typeof content === 'string') {
    const bytes = new TextEncoder().encode(content);
    return `${bytes.length}:${await digest(bytes)}`;
  }
  const digests = await Promise.all(
    partsOf(content).map(async (part) => digest(new Uint8Array(await part.arrayBuffer()))),
  );
  return `${content.size}:${digests.join('/')}`;
}
