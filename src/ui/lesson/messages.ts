/** What can be wrong with a lesson's file. */
import { messages } from '../../messages/message';

export const lessonTexts = {
  identifier: 'use lower-case letters, digits and hyphens',
  lacks: 'it is missing',
  notKnown: 'there is no entry of that name',
  noCorrectAnswer: 'mark at least one answer as correct',
  step: ({ step, lesson }: { step: string; lesson: string }) => `Step ${step} of the lesson “${lesson}”`,
  noSuchMethod: ({ where, method, known }: { where: string; method: string; known: string }) =>
    `${where} sets the method “${method}”, which is not here. Use one of ${known}.`,
  belongsToPage: ({ where, name }: { where: string; name: string }) =>
    `${where} sets “${name}”, which belongs to the page and not to the run. Leave it out.`,
  methodRefuses: ({ where, name, value, method }: { where: string; name: string; value: string; method: string }) =>
    `${where} sets ${name} to ${value}, which ${method} does not allow.`,
  pageRefuses: ({ where, name, value }: { where: string; name: string; value: string }) =>
    `${where} sets ${name} to ${value}, which is outside of what the page allows.`,
  unknownSetting: ({ where, name, method }: { where: string; name: string; method: string }) =>
    `${where} sets “${name}”, which is neither a setting of the page nor of ${method}.`,
  noSuchModel: ({ where, model, known }: { where: string; model: string; known: string }) =>
    `${where} sets the model “${model}”, which is not bundled. Use one of ${known}.`,
  noSuchDataset: ({ where, dataset, known }: { where: string; dataset: string; known: string }) =>
    `${where} sets the data set “${dataset}”, which is not bundled. Use one of ${known}.`,
  unreadable: ({ place, fault }: { place: string; fault: string }) =>
    `The lesson can't be read: ${place}: ${fault}. Its format is described in src/lessons/README.md.`,
  noSuchTarget: ({ step, lesson, target, known }: { step: string; lesson: string; target: string; known: string }) =>
    `Step ${step} of the lesson “${lesson}” points at “${target}”, which is not on the page. Use one of ` +
    `${known}, setting:NAME or knob:NAME.`,
  theFile: 'the file',
};

export const says = messages('lesson', lessonTexts);
