/**
 * What worker, store and methods tell, in the page's language: phases and what they found, why settings do not fit,
 * what went wrong.
 */
import { english, render, type Told } from '../messages/message';
import { translation } from './language';
import './messages';

const texts = translation?.messages ?? english;

/** The message in the page's language; a sentence that is none yet, or an older page kept, by its wording. */
export const said = (told: Told): string =>
  typeof told === 'string' ? (translation?.said.of(told) ?? told) : render(told, texts);
