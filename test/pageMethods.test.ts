import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { onlyRequested, withoutRequested, withoutWorkerParts } from '../scripts/page-methods';

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

  it('lose texts that are read on request, which a module of their own keeps', () => {
    const code = `import { none } from './shared.en';
export const texts = { name: 'M', learn: { idea: 'an idea', inferenceCost: none, pitfalls: 'mind' + 'this' } };`;
    const left = withoutRequested(code, parseAst);
    expect(left).toContain("idea: 'an idea', inferenceCost: '', pitfalls: ''");
    const kept = onlyRequested(code, parseAst);
    expect(() => parseAst(kept)).not.toThrow();
    expect(kept).toContain("{ name: 'M', learn: { inferenceCost: none, pitfalls: 'mind' + 'this' } }");
    expect(kept).toContain("from './shared.en'");
    expect(kept).not.toContain('an idea');
  });
});
