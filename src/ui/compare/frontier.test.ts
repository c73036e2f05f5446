/** The frontier and its axis. */
import { describe, expect, it } from 'vitest';
import { decades, frontier } from './frontier';
import { ticksOf } from './points';
import { costs, qualities, usualQuality } from './quantities';

const at = (name: string, cost: number, quality: number) => ({ name, cost, quality });
const names = (list: readonly { readonly name: string }[]) => list.map((entry) => entry.name).join('');

describe('frontier', () => {
  const runs = [
    at('a', 10, 0.7),
    at('b', 100, 0.9),
    at('c', 100, 0.8),
    at('d', 50, 0.6),
    at('e', 1000, 0.9),
    at('f', 5, 0.2),
  ];

  it('keeps what nothing beats, cheapest first', () => expect(names(frontier(runs, 'higher'))).toBe('fab'));
  it('turns round where lower is better', () => expect(names(frontier(runs, 'lower'))).toBe('f'));
  it('keeps equals', () => expect(names(frontier([at('a', 1, 1), at('b', 1, 1), at('c', 2, 1)], 'higher'))).toBe('ab'));
  it('is empty for nothing', () => expect(frontier([], 'higher')).toEqual([]));
});

describe('decades', () => {
  it('covers the values in powers of ten', () => expect(decades([300, 45_000])).toEqual([100, 1000, 10_000, 100_000]));
  it('leaves room around a value on the edge', () => expect(decades([1000, 1000])).toEqual([100, 1000, 10_000]));
  it('has two ticks at least, and survives zero', () => expect(decades([0])).toEqual([1, 10]));
});

it('a single run has an axis whose ticks are told apart as they are written', () => {
  const chrf = qualities.find(({ id }) => id === 'chrf')!;
  const point = { id: 'a', name: 'a', category: 'baseline', quality: 70.8, cost: 100, area: 1, best: true } as const;
  const { yTicks } = ticksOf([point], chrf, costs[0]!);
  expect(new Set(yTicks.map(chrf.format)).size).toBe(yTicks.length);
  expect(yTicks[0]!).toBeLessThanOrEqual(70.8);
  expect(yTicks.at(-1)!).toBeGreaterThanOrEqual(70.8);
});

it('without a run the plot speaks of accuracy', () => {
  expect(usualQuality([])).toBe('accuracy');
});
