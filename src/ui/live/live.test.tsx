// @vitest-environment happy-dom
/** The live panel by itself: what it shows of a run, of texts of one's own, and of what can't be asked. */
import { act, fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Answer, Pinned } from '../../session/pinned';
import { emptyRun } from '../../state/run';
import { draw, inAWindow } from '../drawn.testing';
import { Live } from './live';
import { isRight, told } from './told';
import '../workerMessages';

inAWindow();

const pinned: Pinned = {
  task: 'classification',
  labels: ['bad', 'good'],
  rows: [
    { own: true, text: 'طعام لذيذ جدا' },
    { own: false, text: 'Fresh.', truth: ['good'] },
  ],
  base: [{ shares: [0.5, 0.5] }, { shares: [0.6, 0.4] }],
};
const answers = (share: number): Answer[] => [{ shares: [1 - share, share] }, { shares: [share, 1 - share] }];

/** The panel with a run that was looked at after some steps. */
function drawn(
  hash = '#model=tiny-encoder&pins=%D8%B7%D8%B9%D8%A7%D9%85 %D9%84%D8%B0%D9%8A%D8%B0 %D8%AC%D8%AF%D8%A7%0A',
) {
  const { container, store, controller } = draw(<Live />, hash);
  const look = (step: number, share: number) =>
    act(() =>
      controller.dispatch({ type: 'notice', notice: { notice: 'looked', look: { step, answers: answers(share) } } }),
    );
  return { container, store, controller, look };
}

it('moves with each look, goes back through what was seen, and jumps nowhere', async () => {
  const { container, controller, look } = drawn();
  expect(container.querySelectorAll('.live-row:not(.live-empty)')).toHaveLength(1);
  expect(container.textContent).toContain('Press play');
  act(() => controller.dispatch({ type: 'notice', notice: { notice: 'pinned', pinned } }));
  look(0, 0.5);
  // The bars are loaded when they are needed.
  await screen.findAllByText('good');
  const own = () => container.querySelector('.live-row')!;
  const shape = () => [...container.querySelectorAll('.live-rows *')].map(({ tagName }) => tagName);
  const before = shape();
  expect(own().querySelector('.live-text')!.getAttribute('dir')).toBe('auto');
  look(10, 0.9);
  expect(own().textContent).toContain('90.0');
  look(20, NaN);
  expect(own().textContent).toContain('–');
  // The same elements: only numbers and widths have changed.
  expect(shape().filter((tag) => tag !== 'svg' && tag !== 'path')).toEqual(
    before.filter((tag) => tag !== 'svg' && tag !== 'path'),
  );
  const range = screen.getByRole('slider', { name: 'Look back' });
  fireEvent.change(range, { target: { value: '1' } });
  expect(range.getAttribute('aria-valuetext')).toBe('Step 10');
  expect(own().textContent).toContain('90.0');
  look(30, 0.2);
  expect(own().textContent).toContain('90.0');
  fireEvent.click(screen.getByRole('button', { name: 'Back to now' }));
  expect(own().textContent).toContain('20.0');
});

it('pins what is typed, says why it does not, and removes it', async () => {
  const { container, store } = draw(<Live />);
  const field = await screen.findByRole('textbox', { name: 'Your own sentence' });
  const enter = (text: string) => {
    fireEvent.change(field, { target: { value: text } });
    fireEvent.submit(field.closest('form')!);
  };
  enter('   ');
  expect(container.textContent).toContain('There is no text to pin yet');
  enter('a fresh pie');
  expect(store.getState().settings.pins).toBe('a fresh pie\n');
  enter(' a  fresh pie');
  expect(container.textContent).toContain('pinned already');
  enter('word '.repeat(10_000));
  expect(container.textContent).toContain('Only the first 280 characters');
  expect(container.querySelectorAll('.live-row:not(.live-empty)')).toHaveLength(2);
  fireEvent.click(screen.getByRole('button', { name: 'Remove “a fresh pie”' }));
  expect(store.getState().settings.pins).toMatch(/^word word/);
});

it('has words for a run that can not be looked at, and keeps the texts', () => {
  const { container, controller } = drawn();
  const message = { code: 'session.nothingToRead' };
  act(() => controller.dispatch({ type: 'notice', notice: { notice: 'not-pinned', message } }));
  expect(container.textContent).toContain('no token for any of this');
  expect(container.querySelectorAll('.live-row:not(.live-empty)')).toHaveLength(1);
  expect(emptyRun.looks).toEqual([]);
});

it('tells answers in words', () => {
  const form = { task: 'multi-label', labels: ['a', 'b'] } as const;
  expect(told({ shares: [0.9, 0.6] }, form)).toBe('a, b');
  expect(told({ shares: [0.1, 0.2] }, form)).toBe('no label');
  expect(isRight({ shares: [0.9, 0.6] }, ['b', 'a'], form)).toBe(true);
  expect(isRight({ shares: [0.9, 0.1] }, ['b', 'a'], form)).toBe(false);
  expect(told({ text: '' }, { task: 'seq2seq', labels: [] })).toBe('(nothing)');
  expect(told({ tags: [[1, 0.7]] }, { task: 'token-classification', labels: ['O', 'PER'] }, ['Ada'])).toBe('Ada PER');
  expect(isRight({ text: ' vier ' }, ['vier'], { task: 'seq2seq', labels: [] })).toBe(true);
});
