/**
 * Inputs that failed once, and some new ones of every target: a sentence of ours or a result, within 5 seconds and a
 * gigabyte. `npm run fuzz` makes as many more as there is time for.
 */
import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { AdapterError } from '../src/interchange/layout';
import { foreign, MessageError } from '../src/messages/message';
import { DataError } from '../src/data/errors';
import { says as dataSays } from '../src/data/messages';
import { says } from '../src/onnx/messages';
import { inputOf, outcomeOf } from './input';
import { Runner } from './runner';
import { targets } from './targets';
import { faultOf } from './verdict';

/** New inputs of each target: seconds on one processor, all together. */
const INPUTS: Readonly<Record<string, number>> = { onnx: 30, adapters: 30, hub: 40, tokenizer: 60 };

const runner = new Runner();
afterAll(() => runner.close());

describe.each(targets)('$name', (target) => {
  it('takes its sound samples', async () => {
    for (const sample of await target.samples())
      expect(await outcomeOf(target, sample)).toMatchObject({ kind: 'result' });
  });

  it('makes the same input of the same seed, and others of others', async () => {
    const print = async (index: number) => {
      const hash = createHash('sha1');
      for (const [name, bytes] of Object.entries(await inputOf({ target: target.name, seed: 5, index })))
        hash.update(name).update(bytes);
      return hash.digest('hex');
    };
    expect(await print(3)).toBe(await print(3));
    const some = await Promise.all([0, 1, 2, 3, 4, 5].map(print));
    expect(new Set(some).size).toBeGreaterThan(3);
  });

  it('keeps the rule', { timeout: 120_000 }, async () => {
    const [found, made] = [
      await runner.found(target.name),
      await runner.run(target.name, 2, 0, INPUTS[target.name] ?? 100),
    ];
    expect([...found.failures, ...made.failures]).toEqual([]);
    expect(made.inputs).toBe(INPUTS[target.name] ?? 100);
  });
});

describe('what counts as a sentence of ours', () => {
  it.each<[string, unknown]>([
    ['a message', new DataError(dataSays.emptyFile({ file: 'a.csv' }))],
    ['a file of other people in it', new AdapterError(foreign('lora_A'))],
    ['a column called as an error is', new DataError(dataSays.emptyFile({ file: 'x is not iterable' }))],
  ])('%s', (_, thrown) => expect(faultOf(thrown)).toBeUndefined());

  it.each<[string, unknown]>([
    ["the engine's own error", new TypeError("Cannot read properties of undefined (reading 'x')")],
    ['an error without a message', new Error('vectors are not supported')],
    ['no error', 'text'],
    [
      "the engine's words inside",
      new MessageError(says.atNode({ node: 'a', op: 'b', reason: foreign('Invalid array length') })),
    ],
    ['a value that is missing', new MessageError(foreign('The file undefined is empty.'))],
  ])('not %s', (_, thrown) => expect(faultOf(thrown)).toBeDefined());
});
