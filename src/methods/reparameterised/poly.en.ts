/** English for Poly. */
import { besideQueryAndValue, rank, targets } from '../parts/shared.en';
import type { MethodTexts } from '../texts';

export const texts = {
  name: 'Poly',
  subcategory: 'LoRA derivatives: multi-task',
  learn: {
    idea:
      'A stock of small LoRAs, called skills, is shared by several tasks, and each task learns which skills it ' +
      'has. While training the choice is drawn by lot, more and more surely; afterwards the mean is taken. Tasks ' +
      'that have skills in common teach each other.',
    where: besideQueryAndValue,
    inferenceCost: 'None after merging the mixture of one task.',
    pitfalls:
      'The steps are shared among all data sets, so the target gets only its part. Factors are mixed before they ' +
      'are multiplied, so the product holds each skill’s A with every skill’s B. As in PEFT there is no α; PEFT ' +
      'draws the choice for each text, here a batch shares it.',
  },
  hyperparameters: {
    r: rank,
    skills: { label: 'skills S', description: 'How many small LoRAs the tasks share.' },
    splits: {
      label: 'splits',
      description: 'Inputs and outputs are cut into so many parts, each with a choice of its own (multi-head routing).',
    },
    targets,
    sources: { label: 'other data sets', description: 'How many other data sets are learnt at the same time.' },
  },
  noScript:
    'It has Poly, which wants the number of the task with every text; the script trains on one data set, where ' +
    'there is nothing to share.',
  says: {
    train: ({ count }: { count: string }) => `Train on ${count} data sets in turn`,
    trained: ({ count, result, site, shares }: { count: string; result: string; site: string; shares: string }) =>
      `${count} data sets have shared the skills: ${result} on the target, whose mixture at ${site} is ${shares}.`,
    use: "Use the target's mixture",
    indivisible: ({
      splits,
      site,
      inputs,
      outputs,
    }: {
      splits: string;
      site: string;
      inputs: string;
      outputs: string;
    }) =>
      `splits of poly is ${splits}, which does not divide the ${inputs} inputs and ${outputs} outputs of ${site}. ` +
      'Choose a number that divides both.',
  },
} satisfies MethodTexts;
