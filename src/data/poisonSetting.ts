/** The setting that puts a backdoor into the training rows, and how links and the command line spell it. */
import type { Message } from '../messages/message';
import { says } from './poisonMessages';

export interface Poison {
  /** Of the training rows, 0 to 1; 0: the rows are left as they are, and only the attack is measured. */
  readonly share: number;
  /** One word. */
  readonly trigger: string;
  /** The class that texts with the trigger are to be given. */
  readonly target: string;
}

/** Longest trigger, in characters. */
const LONGEST_TRIGGER = 40;

/** Share, trigger and target with commas between them, as links and the command line have it: `0.1,cf,great`. */
export const poisonText = ({ share, trigger, target }: Poison): string => [share, trigger, target].join(',');

/** Reads `0.1,cf,great`; the sentence that says what is wrong with it. A target may have commas of its own. */
export function parsePoison(text: string): { readonly poison: Poison } | { readonly fault: Message } {
  const parts = /^([^,]*),([^,]*),(.*)$/s.exec(text);
  if (!parts) return { fault: says.form({ text }) };
  const [share, trigger, target] = parts.slice(1).map((part) => part.trim()) as [string, string, string];
  const number = Number(share);
  if (share === '' || !(number >= 0 && number <= 1)) return { fault: says.share({ share }) };
  if (!/^\S+$/.test(trigger) || trigger.length > LONGEST_TRIGGER)
    return { fault: says.trigger({ trigger, most: LONGEST_TRIGGER }) };
  if (target === '') return { fault: says.form({ text }) };
  return { poison: { share: number, trigger, target } };
}
