/** What columns are usually called, by role. The first in a list is preferred. */

/** "Review Text", "review.text" and "review_text" as one: lower case, words joined by underscores. */
export const nameKey = (name: string): string =>
  name
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s.\-/]+/g, '_');

export const TEXT_NAMES = [
  'text',
  'sentence',
  'review',
  'content',
  'body',
  'message',
  'document',
  'comment',
  'tweet',
  'utterance',
  'description',
  'abstract',
  'post',
  'question',
  'headline',
  'title',
  'input',
];
export const LABEL_NAMES = [
  'label',
  'labels',
  'class',
  'category',
  'target',
  'sentiment',
  'intent',
  'topic',
  'output',
  'tag',
  'rating',
  'stars',
  'score',
  'y',
];

export const INSTRUCTION_NAMES = ['instruction', 'instructions'];
export const PROMPT_NAMES = [
  'prompt',
  'query',
  'source',
  'question',
  'input',
  'article',
  'document',
  'dialogue',
  'text',
];
export const RESPONSE_NAMES = [
  'completion',
  'response',
  'output',
  'answer',
  'answers',
  'summary',
  'highlights',
  'target',
  'reply',
];
export const CONTEXT_NAMES = ['input', 'context', 'passage', 'paragraph'];
export const MESSAGE_NAMES = ['messages', 'conversations', 'conversation', 'dialog', 'dialogue', 'chat', 'turns'];
export const TOKEN_NAMES = ['tokens', 'words', 'token', 'word'];
export const TAG_NAMES = ['ner_tags', 'pos_tags', 'chunk_tags', 'tags', 'ner', 'tag', 'pos', 'labels', 'entities'];

/** Two texts that belong together. Names that differ in a final 1 and 2, or a and b, are found by that. */
export const PAIR_NAMES: readonly (readonly [string, string])[] = [
  ['premise', 'hypothesis'],
  ['question', 'sentence'],
  ['question', 'passage'],
  ['question', 'context'],
  ['query', 'passage'],
  ['query', 'document'],
  ['anchor', 'positive'],
  ['anchor', 'negative'],
  ['claim', 'evidence'],
];

/** Real numbers under these names are values to be predicted. */
export const SCORE_NAMES = ['score', 'target', 'value', 'rating', 'similarity', 'label', 'labels', 'y'];

export const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...TEXT_NAMES,
  ...LABEL_NAMES,
  ...INSTRUCTION_NAMES,
  ...PROMPT_NAMES,
  ...RESPONSE_NAMES,
  ...CONTEXT_NAMES,
  ...MESSAGE_NAMES,
  ...TOKEN_NAMES,
  ...TAG_NAMES,
  ...PAIR_NAMES.flat(),
  'sentence1',
  'sentence2',
  'text1',
  'text2',
  'question1',
  'question2',
  'id',
  'index',
]);
