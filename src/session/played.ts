/** Playing with a result: which adapters at which strength, and what the model says then. Plain data. */
import type { Metrics } from '../training/types';
import type { Look, PinnedText } from './pinned';
import type { SentenceLook } from './sentenceData';

/** How two adapters become one: their updates are added, or, of LoRA, their factors (`linear` in HF PEFT). */
export type Joining = 'updates' | 'factors';

/** An adapter by a name of the page's own, with its share. Shares sum to 1. */
export interface Share {
  readonly id: string;
  readonly share: number;
}

export interface PlaySettings {
  /** λ, 0 to 2: the update is scaled by it, as task vectors are (Ilharco et al. 2023, arXiv 2212.04089). */
  readonly strength: number;
  /** Kept adapters in place of the run's own; absent: the run's. */
  readonly kept?: readonly Share[];
  readonly joining?: Joining;
}

export interface Played {
  readonly settings: PlaySettings;
  /** Step that the run stands at. */
  readonly step: number;
  /** Absent where nothing is pinned. */
  readonly look?: Look;
  /** How far the states of the sentence in the drawing are from the pretrained ones; absent where none is there. */
  readonly sentence?: SentenceLook & { readonly of: PinnedText };
  /**
   * What the strength moves: nothing (the model as it was trained), weights of the model, or the method's own tensors
   * from their start to their end, since it changes no weight of the model.
   */
  readonly moves:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'weights'; readonly count: number }
    | { readonly kind: 'tensors'; readonly count: number };
}

export type Score = Metrics;
