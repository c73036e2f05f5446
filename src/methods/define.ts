/** Completes a method with its texts and with what follows from the tensors that it declares. */
import type { Dimensions } from '../anatomy/anatomy';
import type { Merge, Method } from './contract';
import type { Hyperparameter, Hyperparameters, Knob } from './schema';
import {
  momentScalars,
  noRun,
  placementOf,
  projectorScalars,
  storedBytes,
  trainableScalars,
  unfrozenScalars,
  type TensorSpec,
} from './tensors';
import type { MethodTexts } from './texts';

type Texts = 'name' | 'subcategory' | 'learn' | 'hyperparameters' | 'merge' | 'noScript';
type Folds = 'tensors' | 'count' | 'unfrozen' | 'moments' | 'storedBytes' | 'placement';

/** What a method's file states: texts stand beside it, everything else is a fold over its tensors. */
type Stated<Knobs extends readonly Knob[]> = Omit<Method, Texts | Folds> & {
  readonly hyperparameters: Knobs;
  /** LaTeX. */
  readonly formula: string;
};

/** How it is folded into the base weights, or the sentence that says why it can't be. */
type Merged =
  | { readonly merge: Merge; readonly texts: { readonly merge?: never } }
  | { readonly merge?: never; readonly texts: { readonly merge: string } };

/** A text for each knob, and for nothing else. */
type TextsOf<Knobs extends readonly Knob[], Texts extends MethodTexts> = MethodTexts<Knobs[number]['name']> & {
  readonly hyperparameters: Readonly<
    Record<Exclude<keyof Texts['hyperparameters'], Knobs[number]['name']>, 'no such knob'>
  >;
};

/** Settings of one model whose tensors are kept. */
const KEPT = 16;

/**
 * The page asks for counts, bytes and places of the same model and settings again and again: a few lists are kept for
 * each model. Dimensions are never written to, so that their identity stands for their values.
 */
function remembered(declare: (d: Dimensions, hp: Hyperparameters) => readonly TensorSpec[]): typeof declare {
  const models = new WeakMap<Dimensions, Map<string, readonly TensorSpec[]>>();
  return (d, hp) => {
    const known = models.get(d) ?? new Map<string, readonly TensorSpec[]>();
    models.set(d, known);
    const settings = JSON.stringify(hp);
    const specs = known.get(settings) ?? declare(d, hp);
    if (known.size >= KEPT && !known.has(settings)) known.clear();
    known.set(settings, specs);
    return specs;
  };
}

export function defineMethod<const Knobs extends readonly Knob[], Texts extends MethodTexts>(
  definition: Stated<Knobs> & Merged & { readonly texts: Texts & TextsOf<Knobs, Texts> },
): Method {
  const { texts, formula, hyperparameters, merge, ...stated } = definition;
  const specs = remembered((d, hp) => stated.declare(d, hp, noRun));
  const told: Readonly<Record<string, MethodTexts['hyperparameters'][string]>> = texts.hyperparameters;
  return {
    ...stated,
    name: texts.name,
    subcategory: texts.subcategory,
    learn: { ...texts.learn, formula },
    hyperparameters: hyperparameters.map((knob) => ({ ...knob, ...told[knob.name] }) as Hyperparameter),
    merge: merge ?? texts.merge!,
    ...(texts.noScript !== undefined && { noScript: texts.noScript }),
    tensors: specs,
    count: (d, hp) => trainableScalars(specs(d, hp)),
    unfrozen: (d, hp) => unfrozenScalars(specs(d, hp)),
    moments: (d, hp) => ({ each: momentScalars(specs(d, hp)), bases: projectorScalars(specs(d, hp)) }),
    storedBytes: (d, hp) => storedBytes(specs(d, hp)),
    placement: (d, hp) => placementOf(specs(d, hp), d.layers, d.encoderLayers),
  };
}

/**
 * Knobs of another method, some with other defaults. What they are called says the method that has them too.
 * @throws Error when the other method lacks one
 */
export function knobsOf<Name extends string>(
  { id, hyperparameters }: Method,
  names: readonly Name[],
  defaults: Readonly<Record<string, number | boolean>> = {},
): Knob<Name>[] {
  return names.map((name) => {
    const knob = hyperparameters.find((candidate) => candidate.name === name);
    if (!knob) throw new Error(`${id} has no hyper-parameter "${name}" to take over.`);
    return { ...knob, ...(name in defaults && { default: defaults[name] }) } as unknown as Knob<Name>;
  });
}
