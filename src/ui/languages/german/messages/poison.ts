/** German for what a setting of the backdoor tells. */
import type { poisonTexts } from '../../../../data/poisonMessages';
import type { TranslatedTexts } from '../../../../messages/message';

export const poison: TranslatedTexts<typeof poisonTexts> = {
  form: ({ text }) =>
    `„${text}“ ist kein Gift. Anteil der Trainingszeilen, Auslösewort und Zielklasse mit Kommas dazwischen ` +
    'schreiben, zum Beispiel 0.1,cf,great.',
  share: ({ share }) =>
    `Der Anteil vergifteter Zeilen muss eine Zahl von 0 bis 1 sein, nicht „${share}“. Ein Zehntel schreibt sich 0.1.`,
  trigger: ({ trigger, most }) =>
    `Der Auslöser muss ein Wort von höchstens ${most} Zeichen sein, nicht „${trigger}“. Seltene wie cf wirken am ` +
    'besten.',
};
