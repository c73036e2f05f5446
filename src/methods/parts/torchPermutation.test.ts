import { expect, it } from 'vitest';
import { torchPermutation } from './torchPermutation';

it('is the beginning of what torch.randperm gives for the seed (torch 2.13)', () => {
  expect([...torchPermutation(777, 1024, 5)]).toEqual([103, 249, 319, 701, 999]);
  expect([...torchPermutation(777, 768 * 768, 5)]).toEqual([391271, 183699, 413551, 384200, 435559]);
  expect([...torchPermutation(0, 6, 6)]).toEqual([2, 5, 3, 0, 1, 4]);
});
