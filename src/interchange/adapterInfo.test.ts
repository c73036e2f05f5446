/** Adapters that were saved before a method had a knob. */
import { expect, it } from 'vitest';
import { withEarlierKnobs } from './adapterInfo';

it('reads an adapter as what it was when it was saved', () => {
  const saved = (id: string, hyperparameters: Readonly<Record<string, number | boolean | string>>) =>
    withEarlierKnobs({ model: 'x', method: { id, hyperparameters }, task: 'classification' }).method.hyperparameters;
  // It had a last gate, which is off by default now.
  expect(saved('lst', { reduction: 8 })).toEqual({ reduction: 8, merge_last: true });
  expect(saved('lst', { reduction: 8, merge_last: false })).toEqual({ reduction: 8, merge_last: false });
  expect(saved('l-lora', { r: 4 })).toEqual({ r: 4, start: 'small' });
  expect(saved('lora', { r: 4 })).toEqual({ r: 4 });
});
