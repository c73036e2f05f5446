/** Names of the files that repositories have in place of tokenizer.json. */

/** Files that are read in place of tokenizer.json. */
export const VOCABULARY_FILES = ['vocab.txt', 'vocab.json', 'merges.txt', 'added_tokens.json'] as const;
/** Vocabularies of sentencepiece, which tokenizer.json has to be made from. */
export const SENTENCEPIECE_FILES = [
  'spiece.model',
  'sentencepiece.bpe.model',
  'sentencepiece.model',
  'tokenizer.model',
  'spm.model',
] as const;

/** Whether a folder with these files has what a tokenizer can be made of, by their names. */
export const hasVocabulary = (has: (name: string) => boolean): boolean =>
  has('vocab.txt') || (has('vocab.json') && has('merges.txt'));
