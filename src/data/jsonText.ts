/** What is wrong with a text that is not JSON: what stands in it that JSON does not have, and where. */

/** Strings are passed over; what is left of these words and commas is no JSON. */
const suspects = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|nan|Infinity|inf)\b|\b(?:None|True|False|undefined)\b|,(?=\s*[\]}])|'/g;

/** What to write in the place of a word of another language. */
const instead: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false', undefined: 'null' };

/**
 * A sentence on what stands in a text that JSON does not have; undefined where nothing of that kind was found.
 * @param name of the file
 * @param before lines of the file that stand before the text
 */
export function foreignInJson(text: string, name: string, before = 0): string | undefined {
  for (const match of text.matchAll(suspects)) {
    const [found] = match;
    if (found.startsWith('"')) continue;
    const line = before + text.slice(0, match.index).split('\n').length;
    if (found === ',') return `${name} is not valid JSON: line ${line} has a comma before a closing bracket.`;
    if (found === "'")
      return `${name} is not valid JSON: line ${line} has single quotes, and JSON knows only double ones.`;
    return (
      `${name} is not valid JSON: ` +
      `line ${line} has ${found}, ` +
      'which JSON does not know; ' +
      'write ' +
      `${instead[found] ?? 'null or a number'}.`
    );
  }
  return undefined;
}

/** A sentence on a text that `JSON.parse` refused. */
export const jsonFault = (text: string, name: string): string =>
  foreignInJson(text, name) ??
  (/[\]}]\s*$/.test(text)
    ? `${name} is not valid JSON: it may be damaged.`
    : `${name} is not valid JSON: it may be cut off.`);

/**
 * Bytes of a file as an object of JSON.
 * @param refuse throws, given a sentence on what is wrong
 */
export function jsonObject(
  bytes: Uint8Array | undefined,
  name: string,
  refuse: (fault: string) => never,
): Readonly<Record<string, unknown>> {
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(jsonFault(text, name));
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(`${name} holds no JSON object.`);
}
