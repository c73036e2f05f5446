/** What this browser may keep of interrupted runs: a choice of the visitor's, remembered here. */
import type { Allowance } from '../../state/runKeeper';

const KEY = 'interrupted';

/** Bytes that can be chosen; none: nothing is stored. */
export const budgets = [0, 64e6, 256e6, 1e9] as const;
const usual: Allowance = { budget: 256e6, files: false };

/** What was chosen last; the usual where nothing can be remembered. */
export function allowance(): Allowance {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof read !== 'object' || read === null) return usual;
    const { budget, files } = read as Partial<Record<keyof Allowance, unknown>>;
    return { budget: budgets.find((each) => each === budget) ?? usual.budget, files: files === true };
  } catch {
    return usual;
  }
}

/** Remembers a choice for the next visits. */
export function keepAllowance({ budget, files }: Allowance): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ budget, files }));
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
