/** What methods of after the survey that change whole linears state alike. */
import type { TrainingDefaults } from '../contract';
import { everyTask } from '../taskId';

export const afterSurvey = {
  category: 'reparameterised',
  since: 'after-survey',
  kinds: ['encoder', 'decoder', 'encoder-decoder'],
  tasks: everyTask,
} as const;

/** AdamW without weight decay, its rate falling linearly after a short rise. @param rates of tasks that want another */
export const trainedAt = (learningRate: number, rates: TrainingDefaults['rates'] = {}): TrainingDefaults => ({
  learningRate,
  rates,
  weightDecay: 0,
  warmup: 0.06,
  schedule: 'linear',
  optimizer: 'adamw',
});

/** LyCORIS, whose paper several methods come from. */
export const lycoris = {
  title: 'Navigating Text-To-Image Customization: From LyCORIS Fine-Tuning to Model Evaluation',
  authors: 'Yeh, Hsieh, Gao, Yang, Oh, Gong',
  year: 2024,
  venue: 'ICLR',
  url: 'https://arxiv.org/abs/2309.14859',
} as const;
