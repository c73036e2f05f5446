/** German for what can be wrong with a lesson's file. */
import type { Sentences } from '../../sentences';

export const lessons: Sentences = [
  [
    'Step {0} of the lesson “{1}” sets the method “{2}”, which is not here.',
    'Schritt {0} der Lektion „{1}“ stellt die Methode „{2}“ ein, die es hier nicht gibt.',
  ],
  [
    'Step {0} of the lesson “{1}” sets the model “{2}”, which is not bundled.',
    'Schritt {0} der Lektion „{1}“ stellt das Modell „{2}“ ein, das nicht dabei ist.',
  ],
  [
    'Step {0} of the lesson “{1}” sets the data set “{2}”, which is not bundled.',
    'Schritt {0} der Lektion „{1}“ stellt den Datensatz „{2}“ ein, der nicht dabei ist.',
  ],
  [
    'Step {0} of the lesson “{1}” sets “{2}”, which belongs to the page and not to the run.',
    'Schritt {0} der Lektion „{1}“ stellt „{2}“ ein, was zur Seite gehört und nicht zum Lauf.',
  ],
  ['Leave it out.', 'Weglassen.'],
  [
    'Step {0} of the lesson “{1}” sets “{2}”, which is neither a setting of the page nor of {3}.',
    'Schritt {0} der Lektion „{1}“ stellt „{2}“ ein, was weder eine Einstellung der Seite noch von {3} ist.',
  ],
  [
    'Step {0} of the lesson “{1}” sets {2} to {3}, which is outside of what the page allows.',
    'Schritt {0} der Lektion „{1}“ stellt {2} auf {3}, was die Seite nicht erlaubt.',
  ],
  [
    'Step {0} of the lesson “{1}” sets {2} to {3}, which {4} does not allow.',
    'Schritt {0} der Lektion „{1}“ stellt {2} auf {3}, was {4} nicht erlaubt.',
  ],
  [
    'Step {0} of the lesson “{1}” points at “{2}”, which is not on the page.',
    'Schritt {0} der Lektion „{1}“ zeigt auf „{2}“, was nicht auf der Seite ist.',
  ],
  ['Use one of {0}, setting:NAME or knob:NAME.', 'Möglich sind {0}, setting:NAME oder knob:NAME.'],
  ['Use one of {0}.', 'Möglich sind {0}.'],
  ["The lesson can't be read: {0}: {1}.", 'Die Lektion ist nicht lesbar: {0}: {1}.'],
  ['the file', 'die Datei'],
  ['use lower-case letters, digits and hyphens', 'Kleinbuchstaben, Ziffern und Bindestriche verwenden'],
  ['mark at least one answer as correct', 'mindestens eine Antwort als richtig kennzeichnen'],
  ['Its format is described in src/lessons/README.md.', 'Ihr Format steht in src/lessons/README.md.'],
];
