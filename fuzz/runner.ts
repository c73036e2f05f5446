/**
 * Drives a process that reads inputs, and holds it to the rule: a sentence of ours or a result, within 5 seconds and a
 * gigabyte. What breaks the rule counts when a fresh process breaks it with this input alone.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome, Report, Task, Which } from './input';
import { foundFor } from './found';
import { root } from './files';

/** Milliseconds and bytes that an input may take. */
export const LONGEST = 5000;
export const LARGEST = 2 ** 30;

/** A loaded machine is given this many times as long by the clock; what counts is the processor's time. */
const PATIENCE = 12;

export interface Failure {
  readonly which: Which;
  readonly kind: 'raw' | 'hang' | 'memory' | 'died';
  readonly text: string;
}

export interface Tally {
  readonly target: string;
  inputs: number;
  results: number;
  sentences: number;
  /** Different sentences, with the numbers in them left out. */
  readonly told: Set<string>;
  /** Milliseconds of the slowest. */
  slowest: number;
  /** Most bytes that the process held. */
  peak: number;
  readonly failures: Failure[];
}

const emptyTally = (target: string): Tally => ({
  target,
  inputs: 0,
  results: 0,
  sentences: 0,
  told: new Set(),
  slowest: 0,
  peak: 0,
  failures: [],
});

/** The inputs of one go that were not read, and why: a process that hangs or dies reads no more. */
type Broken = { readonly at: number; readonly kind: 'hang' | 'memory' | 'died'; readonly text: string };

class Reader {
  #child: ChildProcess | undefined;
  #hear: (report: Report) => void = () => undefined;
  #gone: (why: string) => void = () => undefined;

  async #start(): Promise<ChildProcess> {
    const child = fork(join(root, 'fuzz/child.ts'), [], {
      cwd: root,
      execArgv: ['--import', 'tsx', '--expose-gc', '--max-old-space-size=900'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    let said = '';
    child.stderr?.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-2000)));
    child.on('message', (report: Report) => this.#hear(report));
    await new Promise<void>((ready, failed) => {
      this.#hear = () => ready();
      child.once('exit', () => failed(new Error(`The process that reads inputs did not start: ${said}`)));
    });
    child.on('exit', () => this.#gone(said));
    return child;
  }

  /** @returns what broke off, if anything did */
  async work(task: Task, note: (index: number, outcome: Outcome) => void): Promise<Broken | undefined> {
    const child = this.#child?.connected ? this.#child : await this.#start();
    return new Promise((end) => {
      let at = -1;
      let timer: NodeJS.Timeout | undefined;
      const stop = (broken: Broken | undefined) => {
        clearTimeout(timer);
        this.#hear = () => undefined;
        this.#gone = () => undefined;
        end(broken);
      };
      this.#hear = (report) => {
        clearTimeout(timer);
        if ('idle' in report) return stop(undefined);
        if ('begun' in report) {
          at = report.begun;
          const limit = LONGEST * PATIENCE;
          timer = setTimeout(() => {
            this.close();
            stop({ at, kind: 'hang', text: `no answer within ${limit / 1000} s` });
          }, limit);
          return;
        }
        note(report.done, report);
        if (report.peak > LARGEST) {
          this.close();
          stop({ at: report.done, kind: 'memory', text: `${(report.peak / 1e9).toFixed(1)} GB` });
        }
      };
      this.#gone = (why) =>
        stop({ at, kind: /heap out of memory/.test(why) ? 'memory' : 'died', text: why.slice(-300) });
      child.send(task);
    });
  }

  close(): void {
    this.#child?.removeAllListeners('exit');
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

/** The input alone in a fresh process. */
async function alone(which: Which): Promise<{ readonly outcome?: Outcome; readonly broken?: Broken }> {
  const reader = new Reader();
  let outcome: Outcome | undefined;
  const broken = await reader.work({ do: 'one', which }, (_, one) => (outcome = one));
  reader.close();
  return { ...(outcome && { outcome }), ...(broken && { broken }) };
}

/** Reads inputs of one target after the other; a process is kept as long as it answers. */
export class Runner {
  readonly #reader = new Reader();

  /** Inputs that were found before. */
  async found(target: string): Promise<Tally> {
    const tally = emptyTally(target);
    for (const found of foundFor(target)) {
      const which = { target, found };
      const broken = await this.#reader.work({ do: 'one', which }, (_, outcome) => count(tally, which, outcome));
      if (broken) await this.#confirm(tally, which, broken);
      else await this.#confirmSlow(tally, which);
    }
    return tally;
  }

  /** Inputs `from` to `to` of a seed. */
  async run(target: string, seed: number, from: number, to: number): Promise<Tally> {
    const tally = emptyTally(target);
    for (let next = from; next < to;) {
      const slow: Which[] = [];
      const broken = await this.#reader.work({ do: 'run', target, seed, from: next, to }, (index, outcome) => {
        const which = { target, seed, index };
        count(tally, which, outcome);
        if (outcome.milliseconds > LONGEST) slow.push(which);
      });
      for (const which of slow) await this.#confirm(tally, which, { at: 0, kind: 'hang', text: 'slow' });
      if (!broken) break;
      // What dies before it begins has no number yet.
      const index = Math.max(next, broken.at);
      await this.#confirm(tally, { target, seed, index }, broken);
      next = index + 1;
    }
    return tally;
  }

  close(): void {
    this.#reader.close();
  }

  async #confirmSlow(tally: Tally, which: Which): Promise<void> {
    if (tally.slowest > LONGEST) await this.#confirm(tally, which, { at: 0, kind: 'hang', text: 'slow' });
  }

  async #confirm(tally: Tally, which: Which, first: Broken): Promise<void> {
    const { outcome, broken } = await alone(which);
    if (broken) tally.failures.push({ which, kind: broken.kind, text: `${first.text}; alone: ${broken.text}` });
    else if (outcome && outcome.milliseconds > LONGEST)
      tally.failures.push({ which, kind: 'hang', text: `${Math.round(outcome.milliseconds)} ms alone` });
    else if (first.kind !== 'memory' || !outcome) return;
  }
}

function count(tally: Tally, which: Which, { kind, milliseconds, peak, text = '' }: Outcome): void {
  tally.inputs++;
  tally.slowest = Math.max(tally.slowest, milliseconds);
  tally.peak = Math.max(tally.peak, peak);
  if (kind === 'result') tally.results++;
  else if (kind === 'sentence') {
    tally.sentences++;
    tally.told.add(text.replace(/"[^"]*"|\d+/g, '…').slice(0, 60));
  } else tally.failures.push({ which, kind, text });
}

/** Two tallies of one target as one. */
export function added(a: Tally, b: Tally): Tally {
  return {
    target: a.target,
    inputs: a.inputs + b.inputs,
    results: a.results + b.results,
    sentences: a.sentences + b.sentences,
    told: new Set([...a.told, ...b.told]),
    slowest: Math.max(a.slowest, b.slowest),
    peak: Math.max(a.peak, b.peak),
    failures: [...a.failures, ...b.failures],
  };
}
