/** Chat templates against what Transformers and TRL make of them (`fixtures/chat/make.py`). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inEnglish } from '../messages/message';
import { chatRenderer } from './chat';
import type { ChatMessage } from './chatMessages';
import { encodeExchanges } from './encode';
import { encodeSplits, splitDataset, withChat } from './datasets';
import { NO_TOKEN } from '../tasks/labelForm';
import { TextTokenizer } from './tokenizer';

interface Expected {
  readonly messages: readonly ChatMessage[];
  readonly text?: string;
  readonly ids: readonly number[];
  readonly mask: readonly number[];
  readonly refused?: string;
}
const folder = 'fixtures/chat/';
const read = (file: string) => new Uint8Array(readFileSync(folder + file));
const expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as readonly {
  readonly name: string;
  readonly template: string;
  readonly cases: readonly Expected[];
}[];

const config = JSON.parse(readFileSync(`${folder}tokenizer_config.json`, 'utf8')) as object;
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const tokenizerWith = (template: unknown) =>
  TextTokenizer.load({ tokenizer: read('tokenizer.json'), config: bytes({ ...config, chat_template: template }) });

describe.each(expected)('the template "$name"', ({ template, cases }) => {
  it('gives the text, the ids and the mask of the libraries', async () => {
    const tokenizer = tokenizerWith(template);
    const chat = (await chatRenderer(tokenizer))!;
    for (const { messages, text, ids, mask, refused } of cases) {
      if (refused !== undefined) {
        expect(() => chat.render(messages)).toThrow(refused);
        continue;
      }
      const rendered = chat.render(messages);
      expect(rendered.text).toBe(text);
      const set = encodeExchanges([{ turns: [{ prompt: '', response: 'x' }], rendered }], tokenizer, ids.length);
      expect(set.lengths[0]! + 1).toBe(ids.length);
      expect([...set.ids.subarray(0, ids.length - 1)]).toEqual(ids.slice(0, -1));
      // A row has the ids that follow as labels; the first token is never predicted.
      expect([...set.labels.subarray(0, ids.length - 1)]).toEqual(
        ids.slice(1).map((id, i) => (mask[i + 1] === 1 ? id : NO_TOKEN)),
      );
    }
  });
});

describe('data with conversations', () => {
  const answer = (i: number) => (i % 2 === 0 ? 'It was good.' : 'It was awful.');
  const rows = Array.from({ length: 20 }, (_, i) => ({
    messages: [
      { role: 'user', content: `Was meal ${i} good?` },
      ...(i === 3 ? [{ role: 'user', content: 'Well?' }] : []),
      { role: 'assistant', content: answer(i) },
    ],
  }));
  const files = {
    id: 'own',
    task: 'causal-lm' as const,
    train: { name: 'chat.json', bytes: bytes(rows) },
    columns: { messages: 'messages', template: 'chat' as const },
  };
  const templateOf = (name: string) => expected.find((one) => one.name === name)!.template;

  it("are written by the model's template, without those that it refuses", async () => {
    const tokenizer = tokenizerWith(templateOf('llama'));
    const splits = withChat(splitDataset(files, 0), await chatRenderer(tokenizer));
    const parts = [splits.train, splits.validation, splits.test];
    expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(19);
    expect(splits.notices.map(inEnglish).join(' ')).toMatch(/1 conversation was left out.*must alternate/);
    const { train } = encodeSplits(splits, tokenizer, 48);
    const at = train.ids.subarray(0, train.lengths[0]);
    // The template's own beginning, once.
    expect([...at].filter((id) => id === 0)).toHaveLength(1);
    expect(tokenizer.decode([...train.labels.subarray(0, 48)].filter((id) => id !== NO_TOKEN)).trim()).toMatch(
      /^It was/,
    );
  });

  it('take the template called default out of several, and the plain form without one', async () => {
    const several = tokenizerWith([
      { name: 'tool_use', template: 'x' },
      { name: 'default', template: templateOf('chatml') },
    ]);
    expect((await chatRenderer(several))!.prompt('Hi')).toBe('<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n');
    expect(await chatRenderer(tokenizerWith(undefined))).toBeUndefined();
    const plain = withChat(splitDataset(files, 0), undefined);
    expect(plain.notices.map(inEnglish).join(' ')).toMatch(/no chat template.*### User/);
    await expect(chatRenderer(tokenizerWith('{% for %}'))).rejects.toThrow(/can't be read.*chat_template/);
  });
});
