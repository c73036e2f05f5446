/** From logits to probabilities and to the next token. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { predictions } from '../tasks/metrics';

export interface SamplingOptions {
  /** 0: the likeliest token, always. */
  readonly temperature: number;
  /** Draw among the k likeliest; 0: among all. */
  readonly topK: number;
}

/** A seeded sampler: same seed, same text. */
export function sampler(seed: number, { temperature, topK }: SamplingOptions): (logits: Float32Array) => number {
  const random = xoroshiro128plus(seed);
  return (logits) => {
    if (temperature <= 0) return predictions(logits, logits.length)[0]!;
    const ids = Array.from(logits.keys());
    if (topK > 0 && topK < ids.length) {
      ids.sort((a, b) => logits[b]! - logits[a]! || a - b);
      ids.length = topK;
    }
    const peak = ids.reduce((most, id) => Math.max(most, logits[id]!), -Infinity);
    const weights = ids.map((id) => Math.exp((logits[id]! - peak) / temperature));
    let rest = uniformFloat64(random) * weights.reduce((a, b) => a + b, 0);
    for (let i = 0; i < ids.length; i++) {
      rest -= weights[i]!;
      if (rest < 0) return ids[i]!;
    }
    return ids[ids.length - 1]!;
  };
}
