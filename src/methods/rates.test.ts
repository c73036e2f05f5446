import { expect, it } from 'vitest';
import { rateOf } from './rates';
import { methods } from './registry';

it.each(methods.map((method) => [method.id, method.defaults] as const))(
  "%s: a task's rate holds on the small bundled models, and is no lower than the general one of others",
  (_, defaults) => {
    for (const [task, rate] of Object.entries(defaults.rates ?? {})) {
      expect(rateOf(defaults, task as 'seq2seq', 'tiny-encoder')).toBe(rate);
      expect(rateOf(defaults, task as 'seq2seq', 'all-MiniLM-L6-v2')).toBe(defaults.learningRate);
      expect(rate, task).toBeGreaterThanOrEqual(defaults.learningRate);
    }
  },
);
