/**
 * Bytes as text for a link: raw DEFLATE (fflate), then base64url. Reading is bounded, so that a hostile link can't fill
 * the memory.
 */
import { deflateSync, Inflate } from 'fflate';
import { MessageError } from '../messages/message';
import { says } from './adapterMessages';

/** Text that is no packed data: what is the matter with it, as the rest of a sentence. */
export class PackedError extends MessageError {
  override name = 'PackedError';
}

/** Bytes inflated at a time: DEFLATE grows by about a thousand at most, so that a bomb is noticed early. */
const PORTION = 1024;
/** Characters turned into bytes at a time: arguments of one call are limited. */
const CHUNK = 0x4000;

export function pack(bytes: Uint8Array): string {
  const small = deflateSync(bytes, { level: 9 });
  let binary = '';
  for (let at = 0; at < small.length; at += CHUNK) binary += String.fromCharCode(...small.subarray(at, at + CHUNK));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param limit bytes that the unpacked data may have. @throws PackedError */
export function unpack(text: string, limit: number): Uint8Array {
  const cut = () => new PackedError(says.linkCutOff);
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw cut();
  const portions: Uint8Array[] = [];
  let size = 0,
    over = false;
  const inflate = new Inflate((data, final) => {
    size += data.length;
    portions.push(data);
    over ||= final;
  });
  try {
    const small = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    for (let at = 0; at < small.length; at += PORTION) {
      inflate.push(small.subarray(at, at + PORTION), at + PORTION >= small.length);
      if (size > limit) break;
    }
  } catch {
    throw cut();
  }
  if (size > limit) throw new PackedError(says.linkTooLarge);
  if (!over) throw cut();
  const out = new Uint8Array(size);
  let at = 0;
  for (const portion of portions) {
    out.set(portion, at);
    at += portion.length;
  }
  return out;
}
