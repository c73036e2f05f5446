/** Bytes of a text file to a string: byte-order marks, UTF-8, UTF-16 and Windows-1252. */
import type { Message } from '../messages/message';
import { DataError } from './errors';
import { says } from './messages';

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** Something the user should know, as a sentence. */
  readonly notice?: Message;
}

/**
 * Decodes text of unknown encoding. UTF-16 is recognised by its mark or by its pattern of zero bytes. Bytes that are
 * not UTF-8 are read as Windows-1252 (a superset of printable Latin-1), which older spreadsheets write, with a notice.
 * @throws DataError when the bytes are no text.
 */
export function decodeText(bytes: Uint8Array, name = 'The file'): DecodedText {
  if (bytes.length === 0) throw new DataError(says.emptyFile({ file: name }));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { text: strict('utf-8', bytes.subarray(3), name), encoding: 'utf-8' };
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: strict('utf-16le', bytes.subarray(2), name), encoding: 'utf-16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: strict('utf-16be', bytes.subarray(2), name), encoding: 'utf-16be' };
  const guess = utf16Pattern(bytes);
  if (guess) return { text: strict(guess, bytes, name), encoding: guess };
  if (looksBinary(bytes)) {
    throw new DataError(says.notText({ file: name }));
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    if (bytes.some((b) => b === 0x81 || b === 0x8d || b === 0x8f || b === 0x90 || b === 0x9d)) {
      throw new DataError(says.unknownEncoding({ file: name }));
    }
    return {
      text: new TextDecoder('windows-1252').decode(bytes),
      encoding: 'windows-1252',
      notice: says.readAsWindows1252({ file: name }),
    };
  }
}

function strict(encoding: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(says.wrongEncoding({ file: name, encoding: encoding.toUpperCase() }));
  }
}

/** Western text in UTF-16 has a zero in nearly every second byte; text in no other encoding has. */
function utf16Pattern(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length & ~1, 4096);
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const half = length / 2;
  if (odd > half * 0.7 && even < half * 0.1) return 'utf-16le';
  if (even > half * 0.7 && odd < half * 0.1) return 'utf-16be';
  return undefined;
}

function looksBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 65536);
  let control = 0;
  for (let i = 0; i < length; i++) {
    const b = bytes[i]!;
    if (b === 0) return true;
    if (b < 32 && b !== 9 && b !== 10 && b !== 13 && b !== 12) control++;
  }
  return control > length * 0.02;
}
