/** German for what can be wrong with a lesson's file. */
import type { TranslatedTexts } from '../../../../messages/message';
import type { lessonTexts } from '../../../lesson/messages';

export const lesson: TranslatedTexts<typeof lessonTexts> = {
  lacks: 'das fehlt',
  notKnown: 'einen Eintrag dieses Namens gibt es nicht',
  identifier: 'Kleinbuchstaben, Ziffern und Bindestriche verwenden',
  noCorrectAnswer: 'mindestens eine Antwort als richtig kennzeichnen',
  step: ({ step, lesson }) => `Schritt ${step} der Lektion „${lesson}“`,
  noSuchMethod: ({ where, method, known }) =>
    `${where} stellt die Methode „${method}“ ein, die es hier nicht gibt. Möglich sind ${known}.`,
  belongsToPage: ({ where, name }) =>
    `${where} stellt „${name}“ ein, was zur Seite gehört und nicht zum Lauf. Weglassen.`,
  methodRefuses: ({ where, name, value, method }) =>
    `${where} stellt ${name} auf ${value}, was ${method} nicht erlaubt.`,
  pageRefuses: ({ where, name, value }) => `${where} stellt ${name} auf ${value}, was die Seite nicht erlaubt.`,
  unknownSetting: ({ where, name, method }) =>
    `${where} stellt „${name}“ ein, was weder eine Einstellung der Seite noch von ${method} ist.`,
  noSuchModel: ({ where, model, known }) =>
    `${where} stellt das Modell „${model}“ ein, das nicht dabei ist. Möglich sind ${known}.`,
  noSuchDataset: ({ where, dataset, known }) =>
    `${where} stellt den Datensatz „${dataset}“ ein, der nicht dabei ist. Möglich sind ${known}.`,
  unreadable: ({ place, fault }) =>
    `Die Lektion ist nicht lesbar: ${place}: ${fault}. Ihr Format steht in src/lessons/README.md.`,
  noSuchTarget: ({ step, lesson, target, known }) =>
    `Schritt ${step} der Lektion „${lesson}“ zeigt auf „${target}“, was nicht auf der Seite ist. Möglich ` +
    `sind ${known}, setting:NAME oder knob:NAME.`,
  theFile: 'die Datei',
};
