/** The forms in which a prompt is given to a model. */

/**
 * How a prompt is written out.
 * - alpaca: the form of Stanford Alpaca (Taori et al. 2023), with an input and without one
 * - question: `Question: … Answer:`, after the context where there is one
 * - joined: prompt and response exactly as they are; lines: with a line break between them
 * - chat: `### User:` and `### Assistant:` before each message
 */
export type Template = 'alpaca' | 'question' | 'joined' | 'lines' | 'chat';

const SOURCE = '{source}';

/**
 * A source as the encoder is given it: T5 was pretrained on sources that begin with their task ("translate English to
 * German: {source}").
 * @param template what stands around the source; in front of it where it has no `{source}`
 */
export const sourceOf = (template: string | undefined, source: string): string =>
  !template ? source : template.includes(SOURCE) ? template.split(SOURCE).join(source) : `${template} ${source}`;
