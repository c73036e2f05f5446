import { expect, it } from 'vitest';
import { chipsIn, isRightToLeft, shownToken } from './chips';

const area = { x: 10, y: 5, width: 200, height: 46 };
const tokens = (count: number) => Array.from({ length: count }, (_, i) => ({ text: ` word${i}` }));

it('tokens stand in lines without overlap, and those without room are counted', () => {
  const { chips, left, end } = chipsIn(tokens(30), area, 11.5, 23, 40);
  expect(chips.length + left).toBe(30);
  expect(left).toBeGreaterThan(0);
  expect(chips[0]).toMatchObject({ x: 50, y: 5, text: 'word0' });
  expect([...new Set(chips.map(({ y }) => y))]).toEqual([5, 28]);
  for (const [i, chip] of chips.entries()) {
    const before = chips[i - 1];
    if (before?.y === chip.y) expect(chip.x).toBeGreaterThan(before.x + before.width);
    expect(chip.x + chip.width).toBeLessThanOrEqual(210);
  }
  expect(end.x + 30).toBeLessThanOrEqual(210);
  expect(end.x).toBeGreaterThan(chips.at(-1)!.x);
});

it('one token longer than the line is made to fit, and few leave nobody out', () => {
  expect(chipsIn([{ text: 'x'.repeat(500) }], area, 11.5, 23).chips[0]!.width).toBe(200);
  expect(chipsIn(tokens(3), area, 11.5, 23).left).toBe(0);
});

it('a token is never empty, and a text is read in its direction', () => {
  expect([' the', ' ', '\n', '##s'].map(shownToken)).toEqual(['the', '␣', '⏎', '##s']);
  expect(['"שלום', 'hello', '« مرحبا'].map(isRightToLeft)).toEqual([true, false, true]);
});
