/** Sampling: greedy, cut to k, distributed as it should be, the same for the same seed. */
import { describe, expect, it } from 'vitest';
import { softmax as probabilities } from '../tasks/probabilities';
import { sampler } from './sampling';

const logits = Float32Array.of(0, 2, 1, -5);

describe('sampling', () => {
  it('is greedy at temperature 0', () => {
    expect(sampler(1, { temperature: 0, topK: 0 })(logits)).toBe(1);
  });

  it('draws among the k likeliest, in proportion', () => {
    const draw = sampler(5, { temperature: 1, topK: 2 });
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[draw(logits)]!++;
    expect(counts[0]! + counts[3]!).toBe(0);
    expect(counts[1]! / 4000).toBeCloseTo(Math.E / (1 + Math.E), 1);
  });

  it('flattens with the temperature and repeats with the seed', () => {
    const share = (temperature: number) => {
      const draw = sampler(9, { temperature, topK: 0 });
      return Array.from({ length: 2000 }, () => draw(logits)).filter((id) => id === 1).length / 2000;
    };
    expect(share(5)).toBeLessThan(share(1));
    expect(share(1)).toBe(share(1));
    expect(share(1)).toBeCloseTo(probabilities(logits)[1]!, 1);
  });

  it('gives probabilities that sum to 1 even for large logits', () => {
    const p = probabilities([1000, 1001, -1000]);
    expect(p[0]! + p[1]! + p[2]!).toBeCloseTo(1, 12);
    expect(p[1]! / p[0]!).toBeCloseTo(Math.E, 10);
  });
});
