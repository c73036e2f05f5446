/**
 * The command line again and again in one process: each line of standard input is a JSON list of arguments, each answer
 * one JSON line.
 */
import { createInterface } from 'node:readline';
import { run } from '../../cli/program';

for await (const line of createInterface({ input: process.stdin })) {
  let out = '';
  let err = '';
  const code = await run(JSON.parse(line) as string[], {
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    interactive: false,
  });
  process.stdout.write(`${JSON.stringify({ code, out, err })}\n`);
}
