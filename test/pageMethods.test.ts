import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { withoutWorkerParts } from '../scripts/page-methods';

describe('methods in the page’s bundle', () => {
  it('lose what only the worker calls, and keep what they state', () => {
    const code = `export const m = defineMethod({
      id: 'm', apply(context) { wire(context); }, phases, merge: (context) => { fold(context); },
      declare: (d) => tensors(d), texts: { apply: 'a text' } });
      export const n = defineMethod({ merge: 'not possible', apply });`;
    const left = withoutWorkerParts(code, parseAst);
    expect(() => parseAst(left)).not.toThrow();
    for (const gone of ['wire(', 'fold(']) expect(left).not.toContain(gone);
    for (const kept of ["id: 'm'", 'tensors(d)', "apply: 'a text'", "merge: 'not possible'"])
      expect(left).toContain(kept);
    expect(left.match(/only in the worker/g)).toHaveLength(4);
  });
});
