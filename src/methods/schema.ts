/** Knobs of a method: the schema that command line, page and links validate with. */

export type HyperparameterValue = number | boolean | string | readonly string[];
export type Hyperparameters = Readonly<Record<string, HyperparameterValue>>;

interface HyperparameterBase<V> {
  readonly name: string;
  /** Short label with the symbol of the paper, for example "rank r". */
  readonly label: string;
  /** One sentence for a student. */
  readonly description: string;
  readonly default: V;
  /** What it was before there was such a knob, where that is not the default: for adapters that were saved then. */
  readonly earlier?: V;
}
/** One knob. The schema is the only place that states ranges; CLI, page and URL validate with it. */
export type Hyperparameter =
  | (HyperparameterBase<number> & {
      readonly kind: 'integer' | 'real';
      readonly min: number;
      readonly max: number;
      readonly scale?: 'linear' | 'log';
    })
  | (HyperparameterBase<boolean> & { readonly kind: 'flag' })
  | (HyperparameterBase<string> & { readonly kind: 'choice'; readonly options: readonly string[] })
  | (HyperparameterBase<readonly string[]> & { readonly kind: 'choices'; readonly options: readonly string[] });

/** A knob as a method's file states it: what it is called and what it does stands in the texts beside the file. */
export type Knob<Name extends string = string> = Untold<Hyperparameter> & { readonly name: Name };
type Untold<K> = K extends unknown ? Omit<K, 'label' | 'description' | 'name'> : never;
