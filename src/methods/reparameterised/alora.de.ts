/** German for aLoRA. */
import { alpha, dropout, rank, targets } from '../parts/shared.de';
import type { Translated } from '../texts';
import type { texts as english } from './alora.en';

export const texts: Translated<typeof english> = {
  id: 'alora',
  subcategory: 'LoRA-Abkömmlinge: von einem Token geweckt',
  learn: {
    idea:
      'Eine LoRA, die schläft, bis ein bestimmtes Token kommt, der Aufruf. Alles davor liest das vortrainierte ' +
      'Modell; ein langer Text muss deshalb nur einmal gelesen werden, welche Adapter man danach auch ruft.',
    where: 'Ein schmaler Umweg neben den Matrizen für Query und Value jeder Schicht, offen erst ab dem Aufruf.',
    inferenceCost:
      'Ein kleines zusätzliches Produkt für jedes Token nach dem Aufruf; dafür sind Keys und Values von allem davor ' +
      'die des vortrainierten Modells und müssen nicht noch einmal berechnet werden.',
    pitfalls:
      'Einen Text ohne das Aufruf-Token beantwortet das vortrainierte Modell, und gelernt wird aus ihm nichts; also ' +
      'zuerst die Tokens der eigenen Texte ansehen. Von mehreren zählt das letzte. Die Vorgabe 199 ist der ' +
      'Zeilenumbruch des mitgelieferten Decoders: Dann wird nur aus der letzten Zeile jedes Stücks gelernt; bei ' +
      'GPT-2 selbst ist es 198. PEFT nimmt eine Folge von Tokens, hier ist es eines. Was davor gelesen wurde, ' +
      'bleibt, wie es war; darum braucht es einen größeren Rang als LoRA.',
  },
  hyperparameters: {
    r: rank,
    alpha,
    dropout,
    targets,
    invocation_token: { label: 'Aufruf-Token', description: 'Nummer des Tokens, das die Änderung weckt.' },
  },
  merge:
    'Die Änderung wirkt nur auf einige Tokens, ein geändertes Gewicht auf alle; darum bleibt sie neben dem Gewicht ' +
    'stehen.',
  noScript:
    'Es hat diese Methode, LoraConfig(alora_invocation_tokens=[…]), aber der Aufruf ist eine Nummer des Tokenizers, ' +
    'und in einem größeren Modell steht sie für ein anderes Token. Im Skript von LoRA selbst einsetzen.',
  says: {
    noSuchToken: ({ token, vocabulary, most }) =>
      `invocation_token von alora ist ${token}, und der Wortschatz des Modells hat ${vocabulary} Tokens. Eine Zahl ` +
      `von 0 bis ${most} wählen.`,
  },
};
