import { expect, it } from 'vitest';
import { taskOfUpdate, turnsOf } from './mixture';

it('takes data sets in turn, and knows how often each had its turn', () => {
  const order = Array.from({ length: 11 }, (_, i) => taskOfUpdate(i + 1, 2));
  expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1]);
  for (let updates = 0; updates <= order.length; updates++) {
    for (const task of [0, 1, 2])
      expect(turnsOf(task, updates, 2)).toBe(order.slice(0, updates).filter((turn) => turn === task).length);
  }
});
