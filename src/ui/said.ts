/**
 * Sentences that worker, store and methods bring with them in English: phases and what they found, why settings do not
 * fit, what went wrong.
 */
import { catalogue } from './language';

const told = catalogue('said', { of: (text: string): string => text });

/** The sentence in the page's language; as it is where that has none for it. */
export const said = (text: string): string => told.of(text);
