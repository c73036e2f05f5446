/**
 * What worker, store and methods tell, in the page's language: phases and what they found, why settings do not fit,
 * what went wrong.
 */
import { english, render, type Message } from '../messages/message';
import { translation } from './language';
import './messages';

const texts = translation?.messages ?? english;

/** The message in the page's language. */
export const inLanguage = (message: Message): string => render(message, texts);
