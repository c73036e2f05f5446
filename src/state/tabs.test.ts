/** What several tabs may do at once, and what only one. */
import { describe, expect, it } from 'vitest';
import { openTabs, type Locks } from './tabs';
import { fakeLocks } from './tabs.testing';

const never = new Promise<void>(() => {});

describe('tabs', () => {
  it('do a thing one at a time, and hear when it is free again', async () => {
    const locks = fakeLocks();
    const [one, two] = [openTabs('a', locks), openTabs('a', locks)];
    let end = () => {};
    const first = one.alone(
      'race',
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    expect(await two.alone('race', () => Promise.reject(new Error('not to be done')))).toBe(false);
    let free = false;
    const waiting = two.free('race').then(() => {
      free = true;
    });
    expect(await two.count('race')).toBe(1);
    expect(free).toBe(false);
    end();
    expect(await first).toBe(true);
    await waiting;
    expect(await two.count('race')).toBe(0);
  });

  it('count those that are at it together, those of other stores not', async () => {
    const locks = fakeLocks();
    const [one, two, other] = [openTabs('a', locks), openTabs('a', locks), openTabs('b', locks)];
    const leave = one.join('training');
    two.join('training');
    expect([await one.count('training'), await other.count('training')]).toEqual([2, 0]);
    leave();
    await Promise.resolve();
    expect(await two.count('training')).toBe(1);
  });

  it('pass on what the work throws, and do it once', async () => {
    let times = 0;
    await expect(
      openTabs('a', fakeLocks()).alone('race', () => {
        times++;
        return Promise.reject(new Error('broke'));
      }),
    ).rejects.toThrow('broke');
    expect(times).toBe(1);
  });

  it('do it all the same where the browser has no locks, or refuses them', async () => {
    const refused = Promise.reject(new DOMException('no', 'SecurityError'));
    refused.catch(() => undefined);
    const locks = { request: () => refused, query: () => refused } as unknown as Locks;
    for (const tabs of [openTabs('a', undefined), openTabs('a', locks)]) {
      let times = 0;
      expect(
        await tabs.alone('race', () => {
          times++;
          return Promise.resolve();
        }),
      ).toBe(true);
      expect(times).toBe(1);
      expect(await tabs.count('race')).toBe(0);
      await tabs.free('race');
      tabs.join('training')();
    }
    // No work waits for a lock that a browser never gives.
    const stuck = {
      request: (_: string, options: LockOptions, work: (lock: Lock | null) => unknown) =>
        options.ifAvailable ? work(null) : never,
      query: () => Promise.resolve({}),
    } as unknown as Locks;
    expect(await openTabs('a', stuck).alone('race', () => never)).toBe(false);
  });
});
