/** German for what training tells. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { trainingTexts } from '../../../../training/messages';

export const training: TranslatedTexts<typeof trainingTexts> = {
  failedEarly: 'Der Lauf ist vor seinem ersten Zwischenstand gescheitert. Von vorn beginnen.',
};
