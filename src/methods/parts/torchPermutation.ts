/**
 * The beginning of `torch.randperm(n, generator=torch.Generator().manual_seed(seed))`, for adapters of HF PEFT that
 * hold a seed in the place of positions.
 *
 * PyTorch draws from a Mersenne twister (MT19937) and swaps entry i with entry i + z mod (n − i), z of 32 bits, from
 * the first one on; so the first k entries want k numbers, whatever n is. For n below 2³² / 20, as far as it does so.
 */
import { mersenne } from 'pure-rand/generator/mersenne';

const known = new Map<string, Int32Array>();

/** The first `count` of a permutation of 0 … n − 1. The result is shared: don't write to it. */
export function torchPermutation(seed: number, n: number, count: number): Int32Array {
  const key = `${seed} ${n} ${count}`;
  const found = known.get(key);
  if (found) return found;
  const random = mersenne(seed);
  // Only what has been moved; everything else is where it was.
  const moved = new Map<number, number>();
  const at = (i: number): number => moved.get(i) ?? i;
  const positions = Int32Array.from({ length: count }, (_, i) => {
    // The last entry has nothing left to change places with.
    const other = i < n - 1 ? i + ((random.next() >>> 0) % (n - i)) : i;
    const chosen = at(other);
    moved.set(other, at(i));
    return chosen;
  });
  known.set(key, positions);
  return positions;
}
