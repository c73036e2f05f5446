/** Changes of texts: characters, lines, separators, quotes, other encodings. */
import type { Draw } from '../draw';

const pieces = [
  ',',
  ';',
  '\t',
  '|',
  '"',
  "'",
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\0',
  '\ufeff',
  '\u2028',
  '\ud83d',
  '{',
  '}',
  '[',
  ']',
  ':',
  '\\',
  '#',
  '&',
  '=',
  '%',
  '%zz',
  '+',
  '__proto__',
  'NaN',
  'null',
  '1e999',
  '-1',
  '""',
  '",',
  'sep=;\n',
  '<html>',
  'B-PER',
];

export function mutateText(text: string, draw: Draw): string {
  let out = text;
  for (let n = draw.few(); n > 0; n--) out = changed(out, draw);
  return out;
}

function changed(text: string, draw: Draw): string {
  const at = draw.below(text.length + 1);
  const lines = () => text.split('\n');
  switch (draw.below(11)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(at);
    case 2:
    case 3:
      return text.slice(0, at) + draw.one(pieces) + text.slice(at);
    case 4:
      return text.slice(0, at) + text.slice(at + 1 + draw.below(6));
    case 5: {
      const all = lines();
      all.splice(draw.below(all.length), 1);
      return all.join('\n');
    }
    case 6: {
      const all = lines(),
        line = draw.one(all);
      return [...all, ...new Array<string>(1 + draw.below(20)).fill(line)].join('\n');
    }
    case 7: {
      const [from, to] = [draw.one(pieces), draw.one(pieces)];
      return text.replaceAll(from, to).slice(0, 400_000);
    }
    case 8: {
      const all = lines();
      const [i, j] = [draw.below(all.length), draw.below(all.length)];
      [all[i], all[j]] = [all[j]!, all[i]!];
      return all.join('\n');
    }
    case 9:
      return text.slice(0, at) + draw.one(pieces).repeat(draw.one([2, 50, 5000, 100_000])) + text.slice(at);
    default:
      return text.slice(0, at) + String.fromCodePoint(draw.below(0x10ffff)) + text.slice(at);
  }
}

/** In another encoding than UTF-8, or cut within a character. */
export function encoded(text: string, draw: Draw): Uint8Array {
  const wide = () => {
    const units = Uint16Array.from(text, (character) => character.charCodeAt(0));
    return new Uint8Array(units.buffer);
  };
  switch (draw.below(12)) {
    case 0:
      return wide();
    case 1:
      return Uint8Array.of(0xff, 0xfe, ...wide().slice(0, 60_000));
    case 2:
      return Uint8Array.from(text, (character) => character.charCodeAt(0));
    default:
      return new TextEncoder().encode(text);
  }
}
