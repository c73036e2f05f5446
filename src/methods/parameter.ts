/** A trainable (or frozen) tensor of a method or of a task's head, as a graph under construction has it. */
import type { Place } from '../anatomy/places';
import type { UpdateHooks } from './hooks';
import type { Initializer } from './initializer';

/**
 * How a place is changed: the whole tensor trained, single entries of it, a low-rank branch beside it, its bias, a
 * scale on its output, rows put before it, or a module put after it.
 */
export type Change = 'full' | 'entries' | 'delta' | 'bias' | 'scale' | 'rows' | 'module';

/** How a tensor is stored whose values only decide something: one bit an entry. */
export interface StoredBits {
  /** 0 or 1 for each entry. */
  readonly of: (values: Float32Array) => Uint8Array;
  /** Values that stand for 0 and for 1 and decide alike. */
  readonly values: readonly [off: number, on: number];
}

/** A tensor of a method or head. In the graph it is an input of the same name. */
export interface Parameter extends UpdateHooks {
  /** Our name, also the graph input: `layer.0.q.lora_A`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: Initializer;
  readonly group: 'method' | 'head';
  /** Weight decay applies (matrices: yes; biases, norms, gates: no). */
  readonly decay: boolean;
  /** Part of the adapter, but not trained (LoRA-FA's A): no gradient, no optimiser state, not counted as trainable. */
  readonly frozen?: boolean;
  /**
   * What it gets as its gradient is a stand-in, not the derivative (straight-through), so finite differences say
   * nothing about it.
   */
  readonly surrogate?: boolean;
  /** Layer that it sits in, for per-layer displays. */
  readonly layer?: number;
  /** Name in the state dict that HF PEFT (or plain transformers) would use. */
  readonly hfName?: string;
  /**
   * The library's tensor is the transpose of ours (HF Linear weights are (out, in), canonical graphs store (in, out)).
   */
  readonly transposed?: boolean;
  /** The library's values are ours less this: Gemma stores a norm's gain as what is added to 1. */
  readonly offset?: number;
  /**
   * The library's shape, where it has the same numbers in the same order under another shape ((IA)³: ours (n), PEFT's
   * (n, 1)).
   */
  readonly hfShape?: readonly number[];
  /** A finished adapter keeps only what its values decide. */
  readonly bits?: StoredBits;
  /** Boxes of the block diagram, in each of which it has an equal share. */
  readonly places?: readonly Place[];
  /** How those places are changed. */
  readonly change?: Change;
  /** Shown in the box, for example "r 8". */
  readonly symbol?: string;
}

export interface ParameterOptions extends UpdateHooks {
  readonly decay?: boolean;
  readonly frozen?: boolean;
  readonly surrogate?: boolean;
  readonly group?: 'method' | 'head';
  readonly layer?: number;
  readonly hfName?: string;
  readonly transposed?: boolean;
  readonly offset?: number;
  readonly hfShape?: readonly number[];
  readonly bits?: StoredBits;
  readonly places?: readonly Place[];
  readonly change?: Change;
  readonly symbol?: string;
}
