/** What is wrong with a text that is not JSON: what stands in it that JSON does not have, and where. */
import type { Message, Value } from '../messages/message';
import { says } from './messages';

/** Strings are passed over; what is left of these words and commas is no JSON. */
const suspects = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|nan|Infinity|inf)\b|\b(?:None|True|False|undefined)\b|,(?=\s*[\]}])|'/g;

/** What to write in the place of a word of another language. */
const instead: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false', undefined: 'null' };

/**
 * What stands in a text that JSON does not have; undefined where nothing of that kind was found.
 * @param name of the file
 * @param before lines of the file that stand before the text
 */
export function foreignInJson(text: string, name: Value, before = 0): Message | undefined {
  for (const match of text.matchAll(suspects)) {
    const [found] = match;
    if (found.startsWith('"')) continue;
    const line = before + text.slice(0, match.index).split('\n').length;
    if (found === ',') return says.trailingComma({ file: name, line });
    if (found === "'") return says.singleQuotes({ file: name, line });
    return says.notJson({ file: name, line, found, instead: instead[found] ?? says.nullOrNumber });
  }
  return undefined;
}

/** Lists and objects inside each other: `JSON.parse` takes any number of them, what reads its value takes fewer. */
const DEEPEST = 500;

/** What is wrong with a text that nests deeper than anything that is meant; undefined where it doesn't. */
export function tooDeep(text: string, name: Value): Message | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === '\\') at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '[' || letter === '{') {
      if (++depth > DEEPEST) return says.jsonTooDeep({ file: name, most: { count: DEEPEST } });
    } else if (letter === ']' || letter === '}') depth--;
  }
  return undefined;
}

/** What is wrong with a text that `JSON.parse` refused. */
export const jsonFault = (text: string, name: Value): Message =>
  foreignInJson(text, name) ??
  (/[\]}]\s*$/.test(text) ? says.jsonDamaged({ file: name }) : says.jsonCutOff({ file: name }));

/**
 * Bytes of a file as an object of JSON.
 * @param refuse throws, given what is wrong
 */
export function jsonObject(
  bytes: Uint8Array | undefined,
  name: Value,
  refuse: (fault: Message) => never,
): Readonly<Record<string, unknown>> {
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const deep = tooDeep(text, name);
  if (deep) return refuse(deep);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(jsonFault(text, name));
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(says.noJsonObject({ file: name }));
}
