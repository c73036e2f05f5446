/** Trying the model on the visitor's own words: before and after training side by side, and again while it trains. */
import { promptFor, question, type Asking } from '../session/asking';
import type { PinnedText } from '../session/pinned';
import type { GenerateOptions } from '../training/events';
import type { Questions } from '../training/questions';
import type { Calls, Notice } from './protocol';

/** Tokens between two notices of text being written. */
const TOKENS_PER_NOTICE = 4;

export interface TryOut extends Asking {
  notify: (notice: Notice) => void;
}

/** Answers to a text by both models; while training goes on, the tuned one is asked again. */
export async function predictBoth(tryOut: TryOut, asked: PinnedText): Promise<Calls['predict']['answer']> {
  const { run, task, labels, range, notify } = tryOut;
  const { row, words, read } = question(tryOut, asked);
  const [base] = await run.predict([row], 'base');
  const [tuned] = await run.predict([row], 'tuned');
  const answer = {
    task,
    ...asked,
    ...(words && { words }),
    ...(range && { range }),
    labels,
    base: read(base!),
    tuned: read(tuned!),
    step: run.stepsDone,
  };
  run.watch(async (model) => {
    const step = run.stepsDone;
    const [now] = await model.predict([row], 'tuned');
    notify({ notice: 'predicted', prediction: { ...answer, tuned: read(now!), step } });
  });
  return answer;
}

/** Continues a prompt with both models; while training goes on, the tuned one writes again. */
export async function writeBoth(
  tryOut: TryOut,
  { prompt, maxNewTokens, temperature, topK, seed }: Calls['generate']['argument'],
): Promise<Calls['generate']['answer']> {
  const { run, notify } = tryOut;
  const { ids: start, textOf } = promptFor(tryOut, prompt);
  const options = { prompt: start, maxNewTokens, temperature, topK, seed };
  const write = async (
    model: Pick<Questions, 'generate'>,
    which: 'base' | 'tuned',
    onToken?: (ids: readonly number[]) => void,
  ) => {
    const ids: number[] = [];
    await model.generate({
      ...options,
      which,
      onToken: (id) => {
        ids.push(id);
        onToken?.(ids);
      },
    } satisfies GenerateOptions);
    return textOf(ids);
  };
  /** When the first token of the tuned model was there: before it, the graph is loaded. */
  let first = 0;
  const tell = (which: 'base' | 'tuned') => (ids: readonly number[]) => {
    if (ids.length === 1) first = performance.now();
    if (ids.length % TOKENS_PER_NOTICE === 0) notify({ notice: 'generated', which, text: textOf(ids) });
  };
  const both = async (which: 'base' | 'tuned') => {
    const text = await write(run, which, tell(which));
    notify({ notice: 'generated', which, text });
    return text;
  };
  const base = await both('base');
  const tuned = await both('tuned');
  const cost = performance.now() - first;
  run.watch(async (model) => {
    const step = run.stepsDone;
    notify({ notice: 'written', text: await write(model, 'tuned'), step });
  }, cost);
  return { base, tuned, step: run.stepsDone };
}
