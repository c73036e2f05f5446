/** The beginning of a text, where only a sentence has room. */

export const sentencesOf = (text: string): readonly string[] => text.match(/.*?[.!?](?=\s|$)/g) ?? [text];

/** Sentences from the beginning, until they say something: some begin with what everybody knows. */
export function opening(text: string): string {
  const sentences = sentencesOf(text);
  const enough = sentences.findIndex((_, i) => sentences.slice(0, i + 1).join('').length >= 60);
  return enough < 0 ? text : sentences.slice(0, enough + 1).join('');
}
