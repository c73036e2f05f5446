/** Text with one token and its tag a line, sentences apart by blank lines: the form of the CoNLL shared tasks. */

const TAG = /^(?:O|[BIELSUM]-\S+|[BIES]|__|\$|[A-Z]{1,6}\$?)$/;
/** Lines that are looked at. */
const SAMPLE = 2000;

/** Whether nearly every line is a token, perhaps more columns, and a tag out of few. */
export function taggedTokens(text: string): boolean {
  const all = text.split('\n', SAMPLE);
  const lines = all
    .filter((line) => line.trim() !== '' && !/^(-DOCSTART-|#)/.test(line))
    .map((line) => line.trim().split(/\s+/));
  if (lines.length < 6) return false;
  const width = lines[0]!.length;
  if (width < 2 || lines.filter((cells) => cells.length === width).length < 0.95 * lines.length) return false;
  const tags = lines.map((cells) => cells[cells.length - 1]!);
  const named = tags.filter((tag) => TAG.test(tag)).length;
  const apart = all.slice(0, -1).some((line) => line.trim() === '') || tags.some((tag) => /^(O|[BI]-.+)$/.test(tag));
  if (!apart) return false;
  // Prose has no blank line after every few words, and no capital letters alone at the end of each line.
  return named >= 0.95 * lines.length && new Set(tags).size * 2 <= lines.length;
}
