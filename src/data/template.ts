/** The forms in which a prompt is given to a model. */

/**
 * How a prompt is written out.
 * - alpaca: the form of Stanford Alpaca (Taori et al. 2023), with an input and without one
 * - question: `Question: … Answer:`, after the context where there is one
 * - joined: prompt and response exactly as they are; lines: with a line break between them
 * - chat: `### User:` and `### Assistant:` before each message
 */
export type Template = 'alpaca' | 'question' | 'joined' | 'lines' | 'chat';
