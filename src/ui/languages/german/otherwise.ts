/** Warum HF PEFT eine Methode nicht trainieren kann. */
import type { otherwise as english } from '../../scale/otherwise';

const adapterHub = (configuration: string) =>
  `Bottleneck-Adapter hat es nicht. Die Bibliothek „adapters“ von AdapterHub trainiert diesen als ${configuration}.`;

export const otherwise: typeof english = {
  'sequential-adapter': adapterHub('double_seq_bn'),
  'pfeiffer-adapter': adapterHub('seq_bn'),
  'residual-adapter': 'Bottleneck-Adapter hat es nicht.',
  'parallel-adapter': adapterHub('par_bn'),
  adapterdrop: 'Bottleneck-Adapter hat es nicht, und nichts, was die unteren nach Los weglässt.',
  'adapter-fusion':
    'Es hat weder Bottleneck-Adapter noch eine Schicht, die sie mischt. Die Bibliothek „adapters“ von ' +
    'AdapterHub hat beides.',
  'adapter-soup': 'Bottleneck-Adapter, die man mitteln könnte, hat es nicht.',
  warp:
    'Seine Prompts gehen in einen Klassifikator; WARP liest die Antwort an einer Maske, durch den Kopf des ' +
    'Sprachmodells.',
  pasta: 'Neue Vektoren kann es vor den Text setzen, aber nicht auf die Sondertoken jeder Schicht.',
  'attention-fusion': 'Es ändert Schichten und hat nichts, was nur mischt, was sie liefern.',
  lst: 'Eine Leiter von Seitenblöcken, deren Gradient nicht ins Modell geht, hat es nicht.',
  'hadamard-adapter': 'Skalierung und Verschiebung der Aufmerksamkeitsausgabe hat es nicht.',
  'threshold-mask': 'Es hat nichts, was lernt, welche Gewichte abgeschaltet werden.',
  'fish-mask': 'Es hat nichts, was einzelne Gewichte nach ihrer Fisher-Information auswählt.',
  'lt-sft':
    'Es hat nichts, was trainiert, zum Anfang zurückgeht und noch einmal trainiert, was sich am meisten bewegt hat.',
  'child-tuning': 'Einen Optimierer, der Gradienten maskiert, hat es nicht.',
  'diff-pruning': 'Eine dünn besetzte Differenz, die unter einer Strafe auf ihre Größe gelernt wird, hat es nicht.',
  'intrinsic-said': 'Eine Projektion eines kleinen Vektors in alle Gewichte hat es nicht.',
  'kernel-mix': 'Niedrigrang-Änderungen einzelner Aufmerksamkeitsköpfe hat es nicht.',
  dylora: 'Sein LoRA trainiert in jedem Schritt alle Ränge, wo DyLoRA einen auslost: heraus käme gewöhnliches LoRA.',
  sora: 'Sein LoRA hat kein Tor zwischen A und B, und seine Optimierer keinen proximalen Schritt, der eins schließt.',
  increlora: 'Ränge kann es während des Trainings wegnehmen (AdaLoRA), aber keine hinzufügen.',
  'delta-lora': 'Es lässt die Grundgewichte, wie sie sind, wo Delta-LoRA sie mit B A bewegt.',
  loraprune: 'Es würde gewöhnliches LoRA trainieren und das Modell so groß lassen, wie es ist.',
  'qa-lora':
    'QA-LoRA hat es nur auf einem Grundmodell, das GPTQ vorher quantisiert hat, mit anderen Codes als hier: ' +
    'mit GPTQModel quantisieren, dann use_qalora setzen.',
  'laplace-lora':
    'Das LoRA darin kann es trainieren, aber die Posterior-Verteilung hat es nicht: das Skript von LoRA nehmen ' +
    'und die Verteilung mit dem Code der Autoren anpassen.',
  lorahub: 'Adapter kann es mit gegebenen Gewichten addieren, aber es sucht die Gewichte nicht.',
  'l-lora': 'Es linearisiert Adapter nicht: heraus käme gewöhnliches LoRA.',
  moelora:
    'Am nächsten kommt sein Poly, dessen Tore für eine Aufgabe ausgelost werden und kein Softmax über die ' +
    'Einbettung der Aufgabe sind.',
  'mam-adapter':
    'Präfixe hat es, aber keine Adapter dazu. Die Bibliothek „adapters“ von AdapterHub trainiert beide ' +
    'zusammen als mam.',
  compacter: adapterHub('compacter'),
  unipelt: adapterHub('unipelt'),
  autopeft: 'Es sucht nicht, was zu trainieren ist, und die Adapter, um die es dabei geht, fehlen ihm.',
  's3delta-m': 'Es sucht nicht, was zu trainieren ist.',
  adamix: 'Experten, die in jedem Schritt ausgelost werden, hat es nicht.',
  'sparse-adapter': 'Bottleneck-Adapter hat es nicht, und vor dem Training schneidet es nichts weg.',
  propetl: 'Ein Modul, das alle Schichten unter eigenen Masken teilen, hat es nicht.',
};
