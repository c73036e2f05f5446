/** These texts in the page's language. */
import { catalogue } from '../language';
import { english } from './strings.en';

export const words = catalogue('show', english);
