/** For tests: the Web Locks of a browser, shared by all that get the same object. */
import type { Locks } from './tabs';

interface Request {
  readonly name: string;
  readonly mode: LockMode;
  readonly run: () => void;
}

export function fakeLocks(): Locks {
  const held: { readonly name: string; readonly mode: LockMode }[] = [];
  const waiting: Request[] = [];
  const fits = ({ name, mode }: { readonly name: string; readonly mode: LockMode }) =>
    !held.some((other) => other.name === name && (mode === 'exclusive' || other.mode === 'exclusive'));
  const serve = () => {
    const next = waiting.findIndex(fits);
    if (next >= 0) waiting.splice(next, 1)[0]!.run();
  };
  const request = async (
    name: string,
    { mode = 'exclusive', ifAvailable = false }: LockOptions,
    work: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    const lock = { name, mode };
    if (!fits(lock)) {
      if (ifAvailable) return work(null);
      await new Promise<void>((resolve) => waiting.push({ ...lock, run: resolve }));
    }
    held.push(lock);
    try {
      return await work(lock);
    } finally {
      held.splice(held.indexOf(lock), 1);
      serve();
    }
  };
  return { request: request as Locks['request'], query: () => Promise.resolve({ held: [...held], pending: [] }) };
}
