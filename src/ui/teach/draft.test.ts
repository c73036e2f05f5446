/** Examples of one's own: what is typed becomes a table, and the table what was typed. */
import { describe, expect, it } from 'vitest';
import { draftOf, emptyDraft, lengthFor, missingIn, optionsOf, rowsOf, textOf, wordsOf, type Draft } from './draft';

const classes: Draft = {
  ...emptyDraft,
  classes: [
    { name: 'praise', lines: 'Lovely.\n\n  So good! \nBest ever.\nI smiled.' },
    { name: 'blame', lines: 'Awful.\nNever again.\nBroken.\nI want my money back.' },
  ],
};
const tags: Draft = {
  ...emptyDraft,
  kind: 'tags',
  tags: {
    lines: Array.from({ length: 8 }, (_, i) => `Anna visits town ${i}.`).join('\n'),
    tags: ['person', 'place'],
    painted: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i} 0`, 'person'])),
  },
};

describe('a draft', () => {
  it('becomes rows, without what is empty', () => {
    expect(rowsOf(classes)).toHaveLength(8);
    expect(rowsOf(classes)[1]).toEqual({ text: 'So good!', label: 'praise' });
    expect(rowsOf(tags)[0]).toEqual({
      tokens: ['Anna', 'visits', 'town', '0', '.'],
      tags: ['person', 'O', 'O', 'O', 'O'],
    });
  });
  it('comes back from its table', () => {
    for (const draft of [classes, tags]) {
      const back = draftOf(textOf(draft), optionsOf(draft.kind))!;
      expect(textOf(back)).toBe(textOf(draft));
    }
    expect(draftOf('a,b\n1,2', { form: 'classify' })).toBeUndefined();
  });
  it('says what is missing', () => {
    expect(missingIn(classes)).toBeUndefined();
    expect(missingIn(emptyDraft)).toEqual({ what: 'two-classes' });
    const nameless = { ...classes, classes: [classes.classes[0]!, { name: ' ', lines: 'x' }] };
    expect(missingIn(nameless)).toEqual({ what: 'names' });
    const twice = { ...classes, classes: [classes.classes[0]!, classes.classes[0]!] };
    expect(missingIn(twice)).toEqual({ what: 'same-names' });
    const few = { ...classes, classes: [classes.classes[0]!, { name: 'blame', lines: 'Awful.' }] };
    expect(missingIn(few)).toEqual({ what: 'class-rows', name: 'blame' });
    expect(missingIn({ ...tags, tags: { ...tags.tags, painted: {} } })).toEqual({ what: 'tags' });
    const answers = { ...emptyDraft, kind: 'answers' as const, answers: [{ prompt: 'a', response: 'b' }] };
    expect(missingIn(answers)).toEqual({ what: 'rows', count: 1 });
  });
  it('has a length that its texts fit in', () => {
    expect(lengthFor(classes)).toBe(16);
    expect(lengthFor({ ...classes, classes: [{ name: 'a', lines: 'word '.repeat(500) }] })).toBe(128);
  });
  it('has words in any script', () => {
    expect(wordsOf("L'été, déjà-vu!")).toEqual(["L'été", ',', 'déjà-vu', '!']);
    expect(wordsOf('मैंने चाय पी।')).toEqual(['मैंने', 'चाय', 'पी', '।']);
    expect(wordsOf('طعام لذيذ')).toEqual(['طعام', 'لذيذ']);
  });
});
