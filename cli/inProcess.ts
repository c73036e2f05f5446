/** The command line in process, for its tests: exit status, and what went to which stream. */
import { expect } from 'vitest';
import { run } from './program';

export interface Answer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export async function cli(...args: string[]): Promise<Answer> {
  let [out, err] = ['', ''];
  const status = await run(args, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    interactive: false,
  });
  return { status, out, err };
}

/** With --json: the one document. */
export async function json<T>(...args: string[]): Promise<T> {
  const { status, out, err } = await cli(...args, '--json');
  expect(status, err).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(1);
  return JSON.parse(out) as T;
}
