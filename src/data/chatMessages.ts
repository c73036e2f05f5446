/** Messages of a conversation, in the forms that data sets have them in. */

export interface ChatMessage {
  /** `user`, `assistant`, `system`, or what the file calls others (`tool`). */
  readonly role: string;
  readonly content: string;
}

const roles: Readonly<Record<string, string>> = {
  user: 'user',
  human: 'user',
  prompter: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  chatgpt: 'assistant',
  system: 'system',
};

/** `[{"role": …, "content": …}]`, or ShareGPT's `[{"from": …, "value": …}]`; undefined for anything else. */
export function messagesOf(cell: string): ChatMessage[] | undefined {
  if (!cell.trimStart().startsWith('[')) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(cell);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const messages = (list as Record<string, unknown>[]).map((item) => {
    const role = item?.role ?? item?.from;
    const content = contentOf(item?.content ?? item?.value ?? (isSilent(item) ? '' : undefined));
    return typeof role === 'string' && content !== undefined
      ? { role: roles[role.toLowerCase()] ?? role, content }
      : undefined;
  });
  return messages.every((message) => message !== undefined) ? messages : undefined;
}

/** A message without words, such as one that calls a tool: its content is null. */
const isSilent = (item: Readonly<Record<string, unknown>> | null): boolean =>
  item?.content === null || item?.value === null || item?.tool_calls !== undefined || item?.function_call !== undefined;

/** A text, or OpenAI's list of parts of which all are text. */
function contentOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const parts = (content as { readonly text?: unknown }[]).map((part) => part?.text);
  return parts.every((part) => typeof part === 'string') ? parts.join('\n') : undefined;
}
