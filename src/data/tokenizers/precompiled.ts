/**
 * The `precompiled_charsmap` of sentencepiece's normalisers: a table of which characters become which, in a trie.
 *
 * The library stands in for every such table with NFKC and a list of blanks, which is right for none of them to the
 * letter. This follows the `spm_precompiled` crate, as the Rust library uses it: a trie of Darts-clone over bytes, and
 * behind it the replacements, each ended by a zero.
 */

/** Longest grapheme, in bytes, that is looked up as a whole. */
const WHOLE_BELOW = 6;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A trie as Darts-clone writes it: one 32-bit unit for each node. */
class DoubleArray {
  constructor(private readonly units: Uint32Array) {}

  /** Values of the keys that `bytes` begins with, shortest first. */
  *prefixes(bytes: Uint8Array): Generator<number> {
    const at = (position: number) => this.units[position] ?? 0;
    const offset = (unit: number) => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    let node = offset(at(0));
    for (const byte of bytes) {
      if (byte === 0) return;
      node ^= byte;
      const unit = at(node);
      if ((unit & 0x800000ff) >>> 0 !== byte) return;
      node ^= offset(unit);
      if ((unit >>> 8) & 1) yield at(node) & 0x7fffffff;
    }
  }
}

/**
 * The normaliser that a table describes.
 * @param charsmap Base64 of the table, as in tokenizer.json
 * @throws RangeError where the table is shorter than it says
 */
export function precompiled(charsmap: string): (text: string) => string {
  const table = Uint8Array.from(atob(charsmap), (character) => character.charCodeAt(0));
  const size = new DataView(table.buffer).getUint32(0, true);
  const trie = new DoubleArray(new Uint32Array(table.slice(4, 4 + size).buffer));
  const replacements = table.subarray(4 + size);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  const replaced = (part: string): string | undefined => {
    const [first] = trie.prefixes(encoder.encode(part));
    return first === undefined
      ? undefined
      : decoder.decode(replacements.subarray(first, replacements.indexOf(0, first)));
  };
  const character = (part: string) => replaced(part) ?? part;
  const grapheme = (part: string): string =>
    (encoder.encode(part).length < WHOLE_BELOW ? replaced(part) : undefined) ?? Array.from(part, character).join('');
  const whole = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => grapheme(segment)).join('');
  // Nearly every table leaves printable ASCII as it is; then only other characters need a look, each stretch of them
  // with the letter before it, which its accents may belong to.
  const plain = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).every(
    (letter) => replaced(letter) === undefined,
  );
  return (text) => (plain ? text.replace(/[ -~]?[^ -~]+/gu, whole) : whole(text));
}
