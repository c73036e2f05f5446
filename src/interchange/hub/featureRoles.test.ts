/** Roles of columns from the types that the Hub tells, in the forms of `datasets` 2 to 4. */
import { expect, it } from 'vitest';
import { rolesOf } from './featureRoles';

const text = { dtype: 'string', _type: 'Value' };
const classes = { names: ['O', 'B-PER'], _type: 'ClassLabel' };

it('knows words and tags by their types, whatever they are called', () => {
  expect(rolesOf({ id: text, mots: { feature: text, _type: 'Sequence' }, etiquettes: [classes] })).toEqual({
    tokens: 'mots',
    tags: 'etiquettes',
  });
  // As CoNLL 2003 has them: entities before parts of speech.
  const several = ['pos_tags', 'chunk_tags', 'ner_tags'].map((name) => [name, { feature: classes, _type: 'List' }]);
  expect(rolesOf({ id: text, tokens: { feature: text, _type: 'List' }, ...Object.fromEntries(several) })).toEqual({
    tokens: 'tokens',
    tags: 'ner_tags',
  });
});

it('knows a text in two languages as a source and its target', () => {
  expect(rolesOf({ id: text, translation: { languages: ['de', 'en'], _type: 'Translation' } })).toEqual({
    prompt: 'translation.de',
    response: 'translation.en',
  });
});

it('leaves to names and cells what types do not tell', () => {
  expect(rolesOf({ text, label: classes })).toEqual({});
  expect(rolesOf({ tokens: { feature: text, _type: 'Sequence' }, a: [classes], b: [classes] })).toEqual({});
  expect(rolesOf({ choices: { feature: text, _type: 'Sequence' }, answer: classes })).toEqual({});
});
