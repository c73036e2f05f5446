/** German for CPT. */
import { tokensStay } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './cpt.en';

export const texts: Translated<typeof english> = {
  id: 'cpt',
  subcategory: 'Soft-Prompt-basiert: Beispiele als Prompt',
  learn: {
    idea:
      'Vor jedem Text stehen ein paar Trainingsbeispiele, so wie man einem großen Modell vormacht, wie es geht. ' +
      'Dann werden ihre Embeddings trainiert, doch jedes darf sich nur wenig von seinem Wort entfernen, Antworten ' +
      'gar nicht.',
    where: 'Nur ganz unten: farbige Tokens vor dem Text, die als wirkliche Wörter beginnen.',
    inferenceCost: 'Jeder Text wird l Tokens länger, die der Beispiele.',
    start: 'Gibt, was das vortrainierte Modell gibt, wenn die Beispiele vor dem Text stehen: In-Context-Learning.',
    pitfalls:
      'Der Gewinn beruht darauf, dass das Modell aus Beispielen in seiner Eingabe lernt, und das können kleine ' +
      'Modelle kaum. PEFTs Radius von 0,1 lässt ihnen fast nichts zu lernen, darum ist er hier 3. Text, der ' +
      'weitergeht, hat keine Antworten im Sinn des Papers: hier gilt die zweite Hälfte jedes Beispiels dafür. Als ' +
      'Format gilt, womit alle Prompts anfangen und enden. Das älteste Beispiel kann seinen Anfang verlieren, damit ' +
      'es genau l Tokens sind. PEFT sagt auch das erste Token des Textes voraus; hier ist es gegeben.',
  },
  hyperparameters: {
    l: { label: 'Tokens des Kontexts l', description: 'Wie lang alle Beispiele zusammen sind.' },
    examples: {
      label: 'Beispiele',
      description: 'Wie viele Trainingsbeispiele mindestens vor jedem Text stehen.',
    },
    opt_projection_epsilon: {
      label: 'Radius ε',
      description:
        'Wie weit sich das Embedding eines Wortes der Beispiele entfernen darf, bei einem Modell der Breite 2048.',
    },
    opt_projection_format_epsilon: {
      label: 'Radius ε des Formats',
      description: 'Dasselbe für das, womit alle Prompts anfangen und enden.',
    },
    opt_weighted_loss_type: {
      label: 'Gewichte der Antworten',
      description: 'Antworten des Kontexts zählen umso weniger, je älter sie sind, oder so viel wie die des Textes.',
    },
    opt_loss_decay_factor: {
      label: 'Abnahme γ',
      description:
        'Faktor auf den Anteil einer Antwort am Loss für jedes Beispiel, das zwischen ihr und dem Text liegt.',
    },
  },
  merge: tokensStay,
  noScript:
    'Es hat diese Methode, CPTConfig(cpt_token_ids=…, cpt_tokens_type_mask=…), doch der Kontext besteht aus Nummern ' +
    'des vorliegenden Tokenizers, die in einem größeren Modell für andere Tokens stehen. Gib ihm eigene Beispiele.',
  says: {
    reads: 'Beispiele auswählen',
    read: ({ examples, tokens, answers }) =>
      `Vor jedem Text stehen ${examples} Trainingsbeispiele mit zusammen ${tokens} Tokens; davon sind ${answers} ` +
      'Antworten, die bleiben, wie sie sind.',
    tooShort: ({ l, examples, least }) =>
      `l von cpt ist ${l}, zu kurz für ${examples} Beispiele mit je einem Prompt und einer Antwort: l ab ${least} ` +
      'wählen, oder weniger Beispiele.',
  },
};
