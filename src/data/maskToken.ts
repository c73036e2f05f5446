/** The mask token of a tokenizer.json, by the names that BERT's and RoBERTa's families give it. */

const names = ['[MASK]', '<mask>'];

interface AddedToken {
  readonly id?: unknown;
  readonly content?: unknown;
}

/**
 * Its id; undefined where there is none, or where the file can't be read (loading the tokenizer says what is wrong with
 * it).
 */
export function maskTokenOf(tokenizer: Uint8Array): number | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(tokenizer));
  } catch {
    return undefined;
  }
  const tokens = (json as { readonly added_tokens?: unknown } | null)?.added_tokens;
  if (!Array.isArray(tokens)) return undefined;
  const found = (tokens as (AddedToken | null)[]).find((token) => names.includes(token?.content as string))?.id;
  return typeof found === 'number' ? found : undefined;
}
