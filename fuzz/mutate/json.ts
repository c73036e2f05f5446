/** Changes of values as JSON has them: other types, other sizes, parts that are gone, strange names and numbers. */
import type { Draw } from '../draw';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const numbers = [0, -0, 1, -1, 2, 0.5, -7.25, 255, 65_536, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e18, 1e308, 1e-320];
const names = ['__proto__', 'constructor', 'toString', 'length', 'hasOwnProperty', 'then', '', ' ', 'text', 'label'];
const texts = [
  '',
  ' ',
  '0',
  'null',
  'NaN',
  'true',
  '\0',
  '\ud800',
  '../../etc/passwd',
  'javascript:alert(1)',
  '<img src=x onerror=alert(1)>',
  '%',
  '%E0%A4%A',
  'ﷺ'.repeat(12),
  'e\u0301\u200b\u202e',
  '👩‍👩‍👧‍👦',
  'a'.repeat(3000),
  '[',
  '(',
  '\\',
  '[\\p{L}',
  '(?<=a)b',
  '2024-13-45',
  'hf:a/b',
  'https://x.y/z',
];

/** A value of no particular place. */
export function anyValue(draw: Draw, deep = 0): Json {
  switch (draw.below(deep > 2 ? 5 : 8)) {
    case 0:
      return null;
    case 1:
      return draw.chance(0.5);
    case 2:
      return draw.one(numbers);
    case 3:
      return draw.below(100);
    case 4:
      return draw.chance(0.3) ? draw.one(names) : draw.one(texts);
    case 5:
      return Array.from({ length: draw.below(4) }, () => anyValue(draw, deep + 1));
    case 6:
      return Object.fromEntries(
        Array.from({ length: draw.below(4) }, () => [draw.one(names), anyValue(draw, deep + 1)]),
      );
    default:
      return nested(draw.one([5, 40, 400, 2000]), draw.chance(0.5));
  }
}

/** Lists or objects inside each other. */
function nested(depth: number, list: boolean): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; i++) value = list ? [value] : { a: value };
  return value;
}

interface Place {
  readonly parent: Json[] | { [name: string]: Json };
  readonly key: string | number;
}

const most = 4000;

function placesIn(root: Json): Place[] {
  const found: Place[] = [];
  const open: Json[] = [root];
  while (open.length > 0 && found.length < most) {
    const value = open.pop()!;
    if (typeof value !== 'object' || value === null) continue;
    // Few of a long list: it says the same again and again.
    const keys = Array.isArray(value) ? value.slice(0, 12).map((_, i) => i) : Object.keys(value).slice(0, 60);
    for (const key of keys) {
      found.push({ parent: value, key });
      open.push((value as Record<string | number, Json>)[key]!);
    }
  }
  return found;
}

/** A copy with one place changed. */
function changed(root: Json, draw: Draw): Json {
  const places = placesIn(root);
  if (places.length === 0 || draw.chance(0.02)) return anyValue(draw);
  const { parent, key } = draw.one(places);
  const at = parent as Record<string | number, Json>;
  const old = at[key]!;
  switch (draw.below(9)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete at[key];
      break;
    case 1:
      at[key] = anyValue(draw);
      break;
    case 2:
      at[key] = typeof old === 'number' ? old * draw.one([-1, 0, 0.5, 2, 1000, 1e9]) : draw.one(numbers);
      break;
    case 3:
      at[key] = typeof old === 'string' ? mutatedText(old, draw) : draw.one(texts);
      break;
    case 4:
      if (!Array.isArray(parent)) {
        // As JSON.parse would read it, also where the name is `__proto__`.
        const name = draw.chance(0.5) ? draw.one(names) : mutatedText(String(key), draw);
        Object.defineProperty(parent, name, { value: old, enumerable: true, configurable: true, writable: true });
        delete at[key];
      } else parent.push(structuredClone(old));
      break;
    case 5: {
      const { parent: from, key: other } = draw.one(places);
      const value = (from as Record<string | number, Json>)[other];
      if (value !== undefined) at[key] = JSON.parse(JSON.stringify(value)) as Json;
      break;
    }
    case 6:
      at[key] = [old];
      break;
    case 7:
      at[key] = null;
      break;
    default:
      at[key] = { [draw.one(names)]: old };
  }
  return root;
}

function mutatedText(text: string, draw: Draw): string {
  const at = draw.below(text.length + 1);
  switch (draw.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + draw.one(texts) + text.slice(at);
    case 2:
      return text + text;
    case 3:
      return text.slice(0, at) + text.slice(at + 1);
    default:
      return draw.one(texts);
  }
}

export function mutateJson(value: Json, draw: Draw): Json {
  let out = structuredClone(value);
  for (let n = draw.few(); n > 0; n--) out = changed(out, draw);
  return out;
}

/** Text of a JSON file, mostly still JSON. */
export function mutateJsonText(text: string, draw: Draw, otherwise: (text: string, draw: Draw) => string): string {
  if (draw.chance(0.2)) return otherwise(text, draw);
  try {
    return JSON.stringify(mutateJson(JSON.parse(text) as Json, draw));
  } catch {
    return otherwise(text, draw);
  }
}
