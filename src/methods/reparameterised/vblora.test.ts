import { expect, it } from 'vitest';
import { piecesOf } from './vblora';

it('mixes only the best k vectors of the bank, by the softmax among them', () => {
  const bank = Float32Array.of(1, 0, 0, 1, 5, 5);
  const logits = Float32Array.of(Math.log(3), 0, -9, 0, 1, 2);
  const [a, b] = [Math.exp(1), Math.exp(2)].map((value) => value / (Math.exp(1) + Math.exp(2))) as [number, number];
  const expected = [0.75, 0.25, 5 * b, a + 5 * b];
  piecesOf(logits, bank, 3, 2).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
});
