/** What training tells people: why a run stopped, and what helps. */
import { messages } from '../messages/message';

export const trainingTexts = {
  failedEarly: 'The run failed before its first checkpoint. Start from the beginning.',
};

export const says = messages('training', trainingTexts);
