/** Prompts with responses as rows of tokens: what is read, what is learnt, and what is cut. */
import { inEnglish } from '../messages/message';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeSplits, splitDataset } from './datasets';
import { encodeExchanges, packRows, unpackRows } from './encode';
import { NO_TOKEN } from '../tasks/labelForm';
import { promptOf, type Exchange } from './exchanges';
import { splitExchanges } from './split';
import { TextTokenizer } from './tokenizer';

const model = (file: string) => new Uint8Array(readFileSync(`models/tiny-decoder/${file}`));
const tokenizer = TextTokenizer.load({
  tokenizer: model('tokenizer.json'),
  config: model('tokenizer_config.json'),
});
const one = (prompt: string, response: string): Exchange => ({ turns: [{ prompt, response }] });
/** Text of what is learnt, and of what is only read. */
function told(set: ReturnType<typeof encodeExchanges>, row = 0) {
  const length = set.lengths[row]!;
  const at = row * set.sequence;
  const targets = [...set.labels.subarray(at, at + length)];
  return {
    read: tokenizer.decode(set.ids.subarray(at, at + length)),
    learnt: tokenizer.decode(targets.filter((id) => id !== NO_TOKEN && id !== tokenizer.endId)),
    ends: targets.filter((id) => id === tokenizer.endId).length,
    counted: targets.filter((id) => id !== NO_TOKEN).length,
    targets,
  };
}

describe('encodeExchanges', () => {
  it('learns the response and the end after it, nothing of the prompt or the padding', () => {
    const set = encodeExchanges([one('Judge: the stew was crisp.', ' good'), one('A', ' bad one')], tokenizer, 64);
    expect(told(set)).toMatchObject({ learnt: ' good', ends: 1 });
    expect(told(set).read).toBe('Judge: the stew was crisp. good');
    expect(told(set, 1)).toMatchObject({ learnt: ' bad one', ends: 1 });
    expect(new Set(set.labels.subarray(set.lengths[0], 64))).toEqual(new Set([NO_TOKEN]));
    const prompt = tokenizer.ids('Judge: the stew was crisp.').length;
    // The last token of the prompt predicts the first of the response.
    expect(told(set).targets.findIndex((id) => id !== NO_TOKEN)).toBe(prompt - 1);
    expect(set.shortened).toEqual({ prompts: 0, responses: 0 });
  });

  it('learns each answer of a conversation', () => {
    const turns = [
      { prompt: promptOf('chat', 'How?'), response: 'Well.' },
      { prompt: `\n\n${promptOf('chat', 'And now?')}`, response: 'Badly.' },
    ];
    expect(told(encodeExchanges([{ turns }], tokenizer, 120))).toMatchObject({ learnt: 'Well.Badly.', ends: 2 });
  });

  it('cuts the beginning of a prompt and the end of a response, and always leaves something to learn', () => {
    const long = 'the soup was cold and the bread was old '.repeat(20);
    const prompts = encodeExchanges([one(long, ' good')], tokenizer, 16);
    expect(prompts.shortened).toEqual({ prompts: 1, responses: 0 });
    expect(told(prompts)).toMatchObject({ learnt: ' good', ends: 1 });
    const responses = encodeExchanges([one('Say it. ', long)], tokenizer, 16);
    expect(responses.shortened!.responses).toBe(1);
    expect(told(responses).ends).toBe(0);
    const both = encodeExchanges([one(long, ` ${long}`)], tokenizer, 16);
    expect(both.shortened).toEqual({ prompts: 1, responses: 1 });
    // A quarter of 17 tokens is context, rounded up.
    expect(told(both).counted).toBe(12);
    for (const length of [4, 5, 8, 31])
      for (const row of [one(long, ' good'), one('A', long), one(long, long)])
        expect(told(encodeExchanges([row], tokenizer, length)).counted).toBeGreaterThan(0);
  });

  it('goes through the trainer as it is', () => {
    const set = encodeExchanges([one('Judge: fine.', ' good'), one('A', ' bad')], tokenizer, 24);
    const again = packRows(unpackRows(set), 'causal-lm', 24, set.padId);
    expect([again.ids, again.labels, again.lengths]).toEqual([set.ids, set.labels, set.lengths]);
  });

  it('keeps a prompt in one part, and refuses where all are the same', () => {
    const rows = Array.from({ length: 60 }, (_, i) => one(`Say ${i % 20}.`, ` ${i}`));
    const { rest, taken } = splitExchanges(rows, 0.2, 3);
    const prompts = (part: readonly Exchange[]) => new Set(part.map(({ turns }) => turns[0]!.prompt));
    expect([...prompts(rest)].filter((prompt) => prompts(taken).has(prompt))).toEqual([]);
    expect([rest.length, taken.length]).toEqual([48, 12]);
    expect(() => splitExchanges([one('a', 'b'), one('a', 'c')], 0.1, 0)).toThrow(/All prompts are the same/);
  });

  it('measures a draw of a sorted file, of which only the first are written', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `source ${i},target ${i}`);
    const files = {
      id: 'own',
      task: 'seq2seq' as const,
      train: { name: 'a.csv', bytes: new TextEncoder().encode(['prompt,response', ...rows].join('\n')) },
      columns: { prompt: 'prompt', response: 'response', template: 'joined' as const },
    };
    const { validation, test } = splitDataset(files, 0);
    for (const part of [validation, test] as readonly (readonly Exchange[])[]) {
      const numbers = part.map(({ turns }) => Number(turns[0]!.prompt.split(' ')[1]));
      expect(numbers.length).toBeGreaterThan(4);
      expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(splitDataset(files, 0).validation).toEqual(validation);
  });

  it('tells what was cut of many', () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({ prompt: `the soup ${i} `.repeat(30), completion: ' good' }),
    );
    const files = {
      id: 'own',
      task: 'causal-lm' as const,
      train: { name: 'a.jsonl', bytes: new TextEncoder().encode(rows.join('\n')) },
      columns: { prompt: 'prompt', response: 'completion', template: 'joined' as const },
    };
    expect(encodeSplits(splitDataset(files, 0), tokenizer, 24).notices.map(inEnglish)).toEqual([
      '100 % of the training prompts lost their beginning to fit 24 tokens. A greater length keeps it.',
    ]);
  });
});
