/** German for what goes wrong with the runtime, a run, a download, or an adapter and the page's state. */
import type { Sentences } from '../../sentences';

export const problems: Sentences = [
  [
    'Training stopped: at step {0} the loss was no longer a finite number.',
    'Das Training wurde angehalten: bei Schritt {0} war der Loss keine endliche Zahl mehr.',
  ],
  [
    'Training stopped: at step {0} the gradient was no longer a finite number.',
    'Das Training wurde angehalten: bei Schritt {0} war der Gradient keine endliche Zahl mehr.',
  ],
  [
    'Training stopped: it diverged. At step {0} the loss was {1}, and it began at {2}.',
    'Das Training wurde angehalten, es ist divergiert: bei Schritt {0} war der Loss {1}, angefangen hat er bei {2}.',
  ],
  [
    'The state of step {0} was kept: go on from there with a lower learning rate.',
    'Der Stand von Schritt {0} ist aufgehoben: von dort mit kleinerer Lernrate weitermachen.',
  ],
  [
    'The run is back at its start: start again with a lower learning rate.',
    'Der Lauf steht wieder am Anfang: mit kleinerer Lernrate neu starten.',
  ],
  [
    'The learning rate of {0} is too high for this method: try {1}.',
    'Die Lernrate {0} ist für diese Methode zu groß: {1} versuchen.',
  ],
  [
    'Gradients are not clipped: set the clipping norm to 1.',
    'Gradienten werden nicht gekürzt: die Kappungsnorm auf 1 stellen.',
  ],
  [
    'Training starts at the full rate: let it warm up over the first tenth of the steps.',
    'Das Training beginnt mit der vollen Lernrate: über das erste Zehntel der Schritte aufwärmen lassen.',
  ],
  [
    'The gradient was already large before (norm {0}): a smaller learning rate or another seed helps.',
    'Der Gradient war schon vorher groß (Norm {0}): eine kleinere Lernrate oder ein anderer Startwert hilft.',
  ],
  [
    'Go on from the last checkpoint, on the GPU again or with the WASM backend.',
    'Vom letzten Zwischenstand weitermachen, wieder auf der GPU oder mit WASM.',
  ],
  [
    'If it happens again, choose a smaller batch: some drivers reset when a step takes too long.',
    'Geschieht es wieder, einen kleineren Batch wählen: manche Treiber setzen zurück, wenn ein Schritt zu ' +
      'lange dauert.',
  ],
  [
    'This run needs about {0}, of which {1} are activations, which shrink with the batch.',
    'Dieser Lauf braucht etwa {0}, davon {1} für Aktivierungen, die mit dem Batch schrumpfen.',
  ],
  [
    'Choose a batch of {0} with two micro-batches per update: the result is the same.',
    'Einen Batch von {0} wählen und je Änderung zwei sammeln: das Ergebnis ist dasselbe.',
  ],
  ['Choose a batch of {0}.', 'Einen Batch von {0} wählen.'],
  ['Choose shorter sequences.', 'Eine kürzere Länge wählen.'],
  [
    'A method that trains fewer tensors needs less memory for the optimiser and for activations.',
    'Eine Methode, die weniger Tensoren trainiert, braucht weniger Speicher für Optimierer und Aktivierungen.',
  ],
  [
    'Memory ran out in the browser tab. Choose a smaller batch or shorter sequences and try again.',
    'Der Speicher des Tabs ist voll. Einen kleineren Batch oder eine kürzere Länge wählen und noch einmal versuchen.',
  ],
  ['WASM · {0} threads', 'WASM · {0} Threads'],
  ['WASM · {0} thread', 'WASM · {0} Thread'],
];
