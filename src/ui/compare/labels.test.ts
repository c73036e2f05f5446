/** Names beside points never cover each other. */
import { expect, it } from 'vitest';
import { placeLabels, type Anchor } from './labels';

const plot = { x: 0, y: 0, width: 400, height: 200 };
const anchor = (id: string, x: number, y: number): Anchor => ({ id, x, y, radius: 5, text: id });

it('puts a lone name to the right', () => {
  expect(placeLabels([anchor('LoRA', 100, 100)], plot)).toMatchObject([{ x: 108, y: 100, align: 'start' }]);
});

it('stays inside the plot', () => {
  expect(placeLabels([anchor('Sequential adapter', 390, 100)], plot)).toMatchObject([{ align: 'end' }]);
});

it('gives way to names and points, the important ones first, and leaves out what has no room', () => {
  const crowd = Array.from({ length: 30 }, (_, i) =>
    anchor(`method ${i}`, 200 + (i % 5) * 9, 100 + Math.floor(i / 5) * 9),
  );
  const placed = placeLabels(crowd, plot);
  expect(placed[0]?.id).toBe('method 0');
  expect(placed.length).toBeLessThan(crowd.length);
  const boxes = placed.map(({ x, y, align, text }) => {
    const width = 5.8 * text.length;
    return { left: align === 'start' ? x : align === 'end' ? x - width : x - width / 2, top: y - 6, width, height: 12 };
  });
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1))
      expect(
        a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height,
      ).toBe(false);
  }
});
