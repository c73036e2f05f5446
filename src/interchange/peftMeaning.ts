/** What a reader of HF PEFT's adapters is given, and what it makes of them. */
import type { Anatomy } from '../anatomy/anatomy';
import type { Tensor } from '../onnx/tensor';
import type { AdapterNote } from './adapterNotes';
import type { PeftTensors } from './peftModules';

export type Config = Readonly<Record<string, unknown>>;

/** The method's own tensors under our names for PEFT's files, and what they are of. */
export interface Meaning {
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tensors: readonly (readonly [string, Tensor])[];
  readonly notes?: readonly AdapterNote[];
}

export interface Given extends PeftTensors {
  readonly config: Config;
  readonly anatomy: Anatomy;
}
