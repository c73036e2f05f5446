/** What a setting of the backdoor tells people: the page reads one, from a link or a form, where no data are. */
import { messages } from '../messages/message';

export const poisonTexts = {
  form: ({ text }: { text: string }) =>
    `"${text}" is no poison. Write the share of the training rows, the trigger word and the target class with commas ` +
    'between them, such as 0.1,cf,great.',
  share: ({ share }: { share: string }) =>
    `The share of poisoned rows must be a number from 0 to 1, not "${share}". Write 0.1 for a tenth of the rows.`,
  trigger: ({ trigger, most }: { trigger: string; most: string }) =>
    `The trigger must be one word of at most ${most} characters, not "${trigger}". Rare ones such as cf work best.`,
};

export const says = messages('poison', poisonTexts);
