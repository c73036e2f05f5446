/** Whether what was thrown is a sentence of ours: an error that carries a message, with no engine's words inside. */
import { MessageError, type Message, type Value } from '../src/messages/message';
import { MissingFileError } from '../src/data/files';
import { CurveError } from '../src/state/shareCurve';

/** Words of JavaScript engines and of the libraries below, which tell nobody what to do. */
const enginesWords = new RegExp(
  [
    'Cannot (read|set|convert|destructure|mix|access)',
    'is not (a function|iterable|defined|an object|a constructor|a non-null object|a valid|extensible)',
    'undefined|\\[object |NaN\\b(?=.*elements)',
    'Invalid (array length|typed array|regular expression|array buffer|string length|count|time value|code point)',
    'Array buffer allocation|Maximum call stack|out of (range|bounds|memory)|offset is out|start offset',
    'Unexpected (token|end|non-whitespace)|in JSON at|Expected .* in JSON|JSON\\.parse',
    'must be (a multiple|less than|of type|finite)|BigInt|URI malformed|Failed to parse|The (encoded|string) ',
    'Reduce of empty|premature EOF|cant skip wire|illegal tag|invalid (distance|block|stored|length)',
  ].join('|'),
);

/** Our own sentences may well say "NaN" or quote what a file holds: only words that come from outside are looked at. */
function foreignWords(value: Value | undefined): readonly string[] {
  if (typeof value !== 'object') return [];
  if ('code' in value) {
    const { code, values = {} } = value as Message;
    if (code === 'messages.foreign') return typeof values.text === 'string' ? [values.text] : [];
    return Object.entries(values).flatMap(([name, inner]) =>
      // A reason that is a plain string was taken from somebody else's error.
      name === 'reason' && typeof inner === 'string' ? [inner] : foreignWords(inner),
    );
  }
  if ('list' in value) return value.list.flatMap((inner) => foreignWords(inner));
  return [];
}

/**
 * @returns undefined for a sentence of ours, else what is wrong with it
 */
export function faultOf(thrown: unknown): string | undefined {
  // Told by the page in words of its own, which the error's class decides.
  if (thrown instanceof MissingFileError || thrown instanceof CurveError) return undefined;
  if (!(thrown instanceof MessageError))
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `thrown: ${String(thrown)}`;
  if (/\bundefined\b|\[object |\[[A-Za-z_]\w*\.\w+\]/.test(thrown.message))
    return `unfinished sentence: ${thrown.message}`;
  const words = foreignWords(thrown.told).find((text) => enginesWords.test(text));
  return words === undefined ? undefined : `an engine's words in a sentence: ${thrown.message}`;
}

/** What a result tells besides, such as findings of a model. @throws where it holds an engine's words */
export function checkTold(told: readonly Message[]): void {
  for (const message of told) {
    const words = foreignWords(message).find((text) => enginesWords.test(text));
    if (words !== undefined) throw new Error(`an engine's words in a finding: ${words}`);
  }
}
