/** GPT-2's writing of bytes as characters that can be seen, so that a vocabulary is text. */

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** The character that stands for each byte. */
const characters: readonly string[] = (() => {
  const visible = new Set([...range(33, 127), ...range(161, 173), ...range(174, 256)]);
  let others = 0;
  return range(0, 256).map((byte) => String.fromCharCode(visible.has(byte) ? byte : 256 + others++));
})();
const bytes: ReadonlyMap<string, number> = new Map(characters.map((character, byte) => [character, byte]));

const encoder = new TextEncoder();

export function asCharacters(text: string): string {
  let out = '';
  for (const byte of encoder.encode(text)) out += characters[byte]!;
  return out;
}

/** The bytes of a token; of one with characters that stand for no byte, an added one, those of its own writing. */
export function asBytes(token: string): readonly number[] {
  const own = Array.from(token, (character) => bytes.get(character));
  return own.every((byte) => byte !== undefined) ? own : Array.from(encoder.encode(token));
}
