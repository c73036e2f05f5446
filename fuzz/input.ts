/** One input: made by a seed and a number, read, and judged. */
import { cpuUsage, resourceUsage } from 'node:process';
import { Draw, mixed } from './draw';
import { known } from './found';
import type { Files, Target } from './target';
import { targetNamed } from './targets';
import { faultOf } from './verdict';

/** Which input: one that was found before, or the n-th that a seed makes. */
export type Which =
  | { readonly target: string; readonly seed: number; readonly index: number }
  | { readonly target: string; readonly found: string };

export type Task =
  | { readonly do: 'run'; readonly target: string; readonly seed: number; readonly from: number; readonly to: number }
  | { readonly do: 'one'; readonly which: Which };

export interface Outcome {
  /** A result, a sentence of ours, or what is wrong. */
  readonly kind: 'result' | 'sentence' | 'raw';
  readonly milliseconds: number;
  /** Most that the process ever held. */
  readonly peak: number;
  /** The sentence, or the error with its places. */
  readonly text?: string;
}

export type Report = { readonly begun: number } | ({ readonly done: number } & Outcome) | { readonly idle: true };

const samplesOf = new Map<string, readonly Files[]>();
async function samples(target: Target): Promise<readonly Files[]> {
  const found = samplesOf.get(target.name) ?? (await target.samples());
  samplesOf.set(target.name, found);
  return found;
}

/** The input itself, so that it can be kept. */
export async function inputOf(which: Which): Promise<Files> {
  if ('found' in which) return known(which.target, which.found);
  const target = targetNamed(which.target);
  const draw = new Draw(which.seed, which.index, ...Array.from(which.target, (letter) => letter.charCodeAt(0)));
  const sample = draw.one(await samples(target));
  try {
    return target.mutate(sample, draw);
  } catch (error) {
    // Values inside each other, deeper than what makes them can go.
    if (error instanceof RangeError) return sample;
    throw error;
  }
}

const where = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => line.includes(' at ') && !/node_modules|node:/.test(line))
        .slice(0, 4)
        .map((line) => line.trim().replace(/\(?(file:\/\/)?\/\S*?\/(src|fuzz)\//, '($2/'))
        .join(' ')
    : '';

export async function outcomeOf(target: Target, files: Files): Promise<Outcome> {
  const before = cpuUsage();
  let rest: Pick<Outcome, 'kind' | 'text'> = { kind: 'result' };
  try {
    await target.read(files);
  } catch (error) {
    const fault = faultOf(error);
    rest =
      fault === undefined
        ? { kind: 'sentence', text: (error as Error).message }
        : { kind: 'raw', text: `${fault.slice(0, 400)} ${where((error as Error).cause ?? error)}` };
  }
  const { user, system } = cpuUsage(before);
  return { ...rest, milliseconds: (user + system) / 1000, peak: 1024 * resourceUsage().maxRSS };
}

export const fingerprint = (text: string): string =>
  mixed(...Array.from(text, (letter) => letter.charCodeAt(0)))
    .toString(16)
    .padStart(8, '0');
