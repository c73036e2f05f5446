/** Colours of kinds of tags, as many as are told apart; what comes after them begins anew. */
const TONES = 8;

/** "PER" of "B-PER". */
const typeOf = (label: string): string => label.replace(/^[BIES]-/, '');

/** Class of a tag's colour. */
export function toneOf(label: string, labels: readonly string[]): string {
  const types = [...new Set(labels.filter((other) => other !== 'O').map(typeOf))];
  return `tagged-tone-${types.indexOf(typeOf(label)) % TONES}`;
}
