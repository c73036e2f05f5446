/** What was typed stays: through a closed dialog, and through a reload of the tab. */
import { emptyDraft, type Draft } from './draft';

const KEY = 'teach';

let kept: Draft | undefined;

/** Storage may be denied, or hold what an earlier version of the page wrote. */
function stored(): Draft | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Partial<Draft> | null;
    const whole = found && Object.keys(emptyDraft).every((key) => Object.hasOwn(found, key));
    return whole ? { ...emptyDraft, ...found } : undefined;
  } catch {
    return undefined;
  }
}

export const keptDraft = (): Draft => (kept ??= stored() ?? emptyDraft);

export function keepDraft(draft: Draft): void {
  kept = draft;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // It stays until the page is left.
  }
}
