/** What a recording tells is drawn with the first screen, before the texts of the worker are there. */
import { expect, it } from 'vitest';
import { codes } from '../messages/message';
import './messages';

const recordings = import.meta.glob<string>('../../public/recordings/*.json', {
  eager: true,
  import: 'default',
  query: '?raw',
});

it('registers every text that a recording needs', () => {
  const told = Object.values(recordings).flatMap((text) =>
    [...text.matchAll(/"code":"([\w-]+\.\w+)"/g)].map(([, code]) => code!),
  );
  expect(told.length).toBeGreaterThan(100);
  expect([...new Set(told)].filter((code) => !codes().includes(code))).toEqual([]);
});
