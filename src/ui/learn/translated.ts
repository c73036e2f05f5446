/**
 * Texts of the Learn view and of lessons in the page's language, here before anything of them is drawn; undefined in
 * English.
 */
import { learningTexts } from '../language';

export const translated = await learningTexts();
