/**
 * Conversations in the words of a model's own chat template: the Jinja text in its tokenizer's configuration, with
 * which it was trained to follow instructions, and what of it is learnt.
 */
import { DataError } from './errors';
import { says } from './messages';
import type { ChatMessage } from './chatMessages';
import type { TextTokenizer } from './tokenizer';

/** A conversation as the model reads it. */
export interface RenderedChat {
  readonly text: string;
  /** Where the assistant speaks: from the first character to behind the last. */
  readonly learnt: readonly (readonly [from: number, to: number])[];
}

export interface ChatRenderer {
  /** @throws Error with the template's own words for a conversation that it refuses */
  readonly render: (messages: readonly ChatMessage[]) => RenderedChat;
  /** What the model reads before it answers. */
  readonly prompt: (text: string) => string;
}

/** Stand for the marks of what the assistant generates, in a template that has them: private characters. */
const [BEGIN, END] = ['\ue000', '\ue001'];

/**
 * `{% generation %} … {% endgeneration %}`, which Transformers adds to Jinja for `return_assistant_tokens_mask`, as
 * outputs of a mark. As blocks, they take the line break behind them and the spaces before them along.
 */
const marked = (template: string): string =>
  template.replace(
    /(?:(^|\n)[ \t]+)?\{%(-?)\s*(end)?generation\s*(-?)%\}\n?/g,
    (_, line: string | undefined, left: string, end: string | undefined, right: string) =>
      `${line ?? ''}{{${left} '${end === undefined ? BEGIN : END}' ${right}}}`,
  );

/**
 * The renderer of a tokenizer's chat template; undefined where it has none. The Jinja engine is fetched then only.
 * @throws DataError for a template that can't be read
 */
export async function chatRenderer(tokenizer: TextTokenizer): Promise<ChatRenderer | undefined> {
  const { chatTemplate, namedTokens } = tokenizer;
  if (chatTemplate === undefined) return undefined;
  const { Template } = await import('@huggingface/jinja');
  const written = marked(chatTemplate);
  let template: InstanceType<typeof Template>;
  try {
    template = new Template(written);
  } catch (error) {
    throw new DataError(says.badChatTemplate({ reason: (error as Error).message }));
  }
  const write = (messages: readonly ChatMessage[], asks: boolean): string =>
    template.render({ ...namedTokens, messages, tools: null, documents: null, add_generation_prompt: asks });
  const marks = written !== chatTemplate;
  const plain = (messages: readonly ChatMessage[], asks: boolean) =>
    write(messages, asks).replaceAll(BEGIN, '').replaceAll(END, '');
  return {
    render: (messages) => (marks ? betweenMarks(write(messages, false)) : betweenPrompts(messages, write)),
    prompt: (text) => plain([{ role: 'user', content: text }], true),
  };
}

/** What stands between marks. */
function betweenMarks(text: string): RenderedChat {
  const learnt: [number, number][] = [];
  let plain = '';
  for (const part of text.split(BEGIN)) {
    const end = part.indexOf(END);
    if (end < 0) {
      plain += part;
      continue;
    }
    learnt.push([plain.length, plain.length + end]);
    plain += part.slice(0, end) + part.slice(end + END.length);
  }
  return { text: plain, learnt };
}

/**
 * Without marks, what each of the assistant's messages adds to the prompt before it, as TRL tells a completion from its
 * prompt. A message that the template writes otherwise once more follows (one whose reasoning it drops, say) is not
 * learnt.
 */
function betweenPrompts(
  messages: readonly ChatMessage[],
  write: (messages: readonly ChatMessage[], asks: boolean) => string,
): RenderedChat {
  const text = write(messages, false);
  const learnt = messages.flatMap(({ role }, i): [number, number][] => {
    if (role !== 'assistant' || i === 0) return [];
    const before = write(messages.slice(0, i), true);
    const after = i === messages.length - 1 ? text : write(messages.slice(0, i + 1), false);
    const [from, to] = [before.length, after.length];
    return text.startsWith(before) && text.startsWith(after) && from < to ? [[from, to]] : [];
  });
  return { text, learnt };
}
