/**
 * Sentences that worker, store and methods bring with them in English: phases and what they found, why settings do not
 * fit, what went wrong.
 */
import { translation } from './language';

/** The sentence in the page's language; as it is where that has none for it. */
export const said = (text: string): string => translation?.said.of(text) ?? text;
