/** An entry of somebody's file inside a sentence: a text as it is, everything else as JSON writes it, shortened. */
export function written(value: unknown): string {
  // Nothing is written of what is absent, and of what is no JSON.
  const text = typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? 'none');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
