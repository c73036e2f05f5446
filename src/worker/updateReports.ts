/** What the worker says of an update: plain data that the page shows. */
import type { Place } from '../anatomy/places';
import type { Size, Spectrum } from '../session/spectrum';
import type { Added, Gate } from '../training/observation';
import type { Picture } from './reports';

/** A weight that the method changes. */
export interface UpdateSite {
  /** Initialiser of the model's graph: what `updateAt` is asked by. */
  readonly name: string;
  /** As HF names it. */
  readonly label: string;
  readonly place?: Place;
  readonly layer?: number;
  readonly role: 'weight' | 'bias' | 'gain';
  readonly shape: readonly number[];
  readonly size: Size;
}

/** A vector, or the rows of a matrix by their lengths, as bars: of several entries that share one, the most moved. */
export interface Bars {
  readonly now: readonly number[];
  readonly start: readonly number[];
  /** Entries of a bar; 1 where each has its own. */
  readonly each: number;
}

/** A tensor of the method's own. */
export interface OwnTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly layer?: number;
  readonly places: readonly Place[];
  /** `rows`: the bars are lengths of rows. */
  readonly kind: 'vector' | 'rows';
  readonly bars: Bars;
  /** Lengths (L2) of the whole now, and of what became other. */
  readonly norm: number;
  readonly moved: number;
}

/** A vector that stands before the text where words have theirs. */
export interface VirtualToken {
  readonly norm: number;
  /** Words of the vocabulary whose vectors point most alike, the nearest first. */
  readonly nearest: readonly { readonly token: string; readonly cosine: number }[];
}

export interface UpdateReport {
  /** Step of the run that it is of. */
  readonly step: number;
  readonly method: string;
  /** Absent where the method changes no weight of the model; empty where it has nothing to change. */
  readonly sites?: readonly UpdateSite[];
  /** The method works in phases, and this is not yet the last. */
  readonly early?: true;
  readonly own: readonly OwnTensor[];
  readonly added: readonly Added[];
  readonly gates: readonly Gate[];
  /** Texts that the two before are measured on. */
  readonly texts: number;
  readonly virtual?: {
    readonly tokens: readonly VirtualToken[];
    /** Mean length of the vocabulary's. */ readonly usual: number;
  };
}

/** A weight W and its change ΔW. */
export interface WeightReport {
  readonly name: string;
  readonly step: number;
  readonly shape: readonly number[];
  readonly before: Picture;
  readonly change: Picture;
  readonly size: Size;
  /** Of matrices. */
  readonly spectrum?: Spectrum;
  /** Of vectors. */
  readonly bars?: Bars;
  /** Share of the entries of each block that are other than before, where that is not nearly all of them. */
  readonly mask?: Picture['grid'];
}
