/**
 * Prompts with the texts that answer them: from columns or conversations, through a template, to what is read and what
 * is learnt.
 */
import type { Message, Value } from '../messages/message';
import { DataError } from './errors';
import type { RenderedChat } from './chat';
import { messagesOf, type ChatMessage } from './chatMessages';
import type { ColumnChoice } from './columnChoice';
import { requireRows } from './enoughRows';
import type { Table } from './table';
import type { Template } from './template';
import { says } from './messages';

/** One prompt and its response. The loss is on the response and on the end token after it. */
export interface Turn {
  readonly prompt: string;
  readonly response: string;
}

/** One example: a turn, or the turns of a conversation. */
export interface Exchange {
  readonly turns: readonly Turn[];
  /** The same as a conversation, where it is one or an instruction: what a model's own chat template is given. */
  readonly messages?: readonly ChatMessage[];
  /** In the words of that template. */
  readonly rendered?: RenderedChat;
}

export interface Exchanges {
  readonly rows: readonly Exchange[];
  readonly template: Template;
  readonly notices: readonly Message[];
}

const withInput =
  'Below is an instruction that describes a task, paired with an input that provides further context. Write a ' +
  'response that appropriately completes the request.';
const withoutInput =
  'Below is an instruction that describes a task. Write a response that appropriately completes the request.';

/** A prompt as the model is given it. */
export function promptOf(template: Template, prompt: string, context = ''): string {
  switch (template) {
    case 'alpaca':
      return context.trim() === ''
        ? `${withoutInput}\n\n### Instruction:\n${prompt}\n\n### Response:\n`
        : `${withInput}\n\n### Instruction:\n${prompt}\n\n### Input:\n${context}\n\n### Response:\n`;
    case 'question':
      return `${context.trim() === '' ? '' : `${context}\n\n`}Question: ${prompt}\nAnswer:`;
    case 'chat':
      return rendered([{ role: 'user', content: prompt }]);
    case 'lines':
      return `${prompt}\n`;
    case 'joined':
      return prompt;
  }
}

const names: Readonly<Record<string, string>> = { user: 'User', assistant: 'Assistant', system: 'System' };

const isAnswer = ({ role }: ChatMessage): boolean => role === 'assistant';

/** Messages up to where the assistant answers. */
const rendered = (messages: readonly ChatMessage[]): string =>
  `${messages.map(({ role, content }) => `### ${names[role] ?? role}:\n${content}\n\n`).join('')}### ` + 'Assistant:\n';

/**
 * Examples of prompts and responses. Rows without one of them are left out, with a notice.
 * @param choice names of the columns: `messages`, or `prompt` and `response` and perhaps `context`
 * @throws DataError
 */
export function exchanges(table: Table, choice: ColumnChoice, name: Value): Exchanges {
  const template = choice.template ?? 'joined';
  const cells = (column: string | undefined): ((row: readonly string[]) => string) => {
    if (column === undefined) return () => '';
    const index = table.columns.findIndex((given) => given.toLowerCase() === column.toLowerCase());
    if (index < 0) throw new DataError(says.noSuchColumn({ file: name, column, columns: { list: table.columns } }));
    return (row) => row[index]!;
  };
  const [messages, prompt, context, response] = [choice.messages, choice.prompt, choice.context, choice.response].map(
    cells,
  ) as [(row: readonly string[]) => string, ...((row: readonly string[]) => string)[]];
  const found = table.rows.flatMap((row): Exchange[] => {
    const exchange =
      choice.messages === undefined
        ? single(template, prompt!(row), context!(row), response!(row))
        : conversation(messagesOf(messages(row)) ?? []);
    return exchange.turns.length > 0 ? [exchange] : [];
  });
  const dropped = table.rows.length - found.length;
  requireRows(name, found.length, dropped > 0 ? lack(table, choice.messages, messages) : undefined);
  const notices = [...table.notices];
  if (dropped > 0) notices.push(says.rowsWithoutResponse({ count: dropped }));
  return { rows: found, template, notices };
}

/** What an encoder reads and its decoder writes: all up to the last response, and that, without space around them. */
export function sourceAndTargetOf({ turns }: Exchange): { readonly source: string; readonly target: string } {
  const last = turns.at(-1)!;
  const before = turns.slice(0, -1).map(({ prompt, response }) => prompt + response);
  return { source: [...before, last.prompt].join('').trim(), target: last.response.trim() };
}

/** What the rows lack that can't be learnt from. */
function lack(table: Table, column: string | undefined, messages: (row: readonly string[]) => string): Message {
  if (column === undefined) return says.othersWithoutResponse;
  const unread = table.rows.filter((row) => messagesOf(messages(row)) === undefined).length;
  return unread * 2 > table.rows.length ? says.noMessages({ count: unread, column }) : says.assistantSaysNothing;
}

function single(template: Template, prompt: string, context: string, response: string): Exchange {
  const [asked, answered] = [messagesOf(prompt), messagesOf(response)];
  if (asked && answered) return conversation([...asked, ...answered]);
  if (prompt.trim() === '' || response.trim() === '') return { turns: [] };
  const text = firstOf(response);
  // Nothing stands between "Answer:" and the answer, and words must not run together.
  const spaced = template === 'question' && !/^\s/.test(text) ? ` ${text}` : text;
  const turns = [{ prompt: promptOf(template, prompt, context), response: spaced }];
  if (template !== 'alpaca') return { turns };
  const content = context.trim() === '' ? prompt : `${prompt}\n\n${context}`;
  return {
    turns,
    messages: [
      { role: 'user', content },
      { role: 'assistant', content: text },
    ],
  };
}

/** SQuAD gives its answers as a list, of which the first is learnt. */
function firstOf(response: string): string {
  if (!response.startsWith('["')) return response;
  try {
    const list: unknown = JSON.parse(response);
    return Array.isArray(list) && typeof list[0] === 'string' ? list[0] : response;
  } catch {
    return response;
  }
}

/** What is said behind the last answer is not learnt, and not read. */
const conversation = (messages: readonly ChatMessage[]): Exchange => ({
  turns: turnsOf(messages),
  messages: messages.slice(0, messages.findLastIndex(isAnswer) + 1),
});

/** A turn for each message of the assistant, with all that was said since the one before it. */
function turnsOf(messages: readonly ChatMessage[]): Turn[] {
  const turns: Turn[] = [];
  let said: ChatMessage[] = [];
  for (const message of messages) {
    if (!isAnswer(message)) said.push(message);
    else if (message.content.trim() !== '') {
      turns.push({ prompt: `${turns.length > 0 ? '\n\n' : ''}${rendered(said)}`, response: message.content });
      said = [];
    }
  }
  return turns;
}
