/** Which value of a rewritten graph stands where the base model had one: what its readers read now. */
import type { Builder } from '../onnx/builder';

/** @param value of the base model. @returns itself where the method put nothing in its place */
export function standingIn({ wrapped }: Pick<Builder, 'wrapped'>, value: string): string {
  const seen = new Set<string>();
  let at = value;
  // The first that was put in a value's place is what its readers read; what was put there later, it reads itself.
  for (;;) {
    if (seen.has(at)) return at;
    seen.add(at);
    const next = wrapped.find(({ original }) => original === at);
    if (!next) return at;
    at = next.to;
  }
}
