/**
 * What the menu shows of each method beyond its texts: counts, facts, places. Worked out when the menu is open, a few
 * milliseconds at a time, and kept for the model.
 */
import { useEffect, useReducer } from 'react';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Method } from '../../methods/contract';
import { applicability } from '../../methods/applicability';
import { factsOf, type Facts } from '../../methods/facts';
import { resolveHyperparameters } from '../../methods/hyperparameters';
import type { Marks } from '../../methods/tensors';
import { modelFor } from '../../state/catalogue';

export interface Details {
  readonly facts: Facts;
  readonly marks: Marks;
  /** Sizes that the picture is drawn for: the model's, or where it can't be used there, those of one that fits. */
  readonly dimensions: Dimensions;
  /** Trainable scalars with its defaults on the present model. */
  readonly count?: number;
}

/** Milliseconds of one go, after which the page draws what is there. */
const GO = 40;

const kept = new WeakMap<Dimensions, Map<string, Details>>();

function knownOf(dimensions: Dimensions): Map<string, Details> {
  const known = kept.get(dimensions) ?? new Map<string, Details>();
  kept.set(dimensions, known);
  return known;
}

function detailsOf(method: Method, present: Dimensions): Details {
  const hp = resolveHyperparameters(method);
  const fits = applicability(method, present) === undefined;
  const dimensions = fits ? present : modelFor(method).dimensions;
  return {
    facts: factsOf(method, dimensions, hp),
    marks: method.placement(dimensions, hp).marks,
    dimensions,
    ...(fits && { count: method.count(dimensions, hp) }),
  };
}

/** Details by the methods' ids; those that are not there yet are on their way. */
export function useDetails(methods: readonly Method[], dimensions: Dimensions): ReadonlyMap<string, Details> {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const known = knownOf(dimensions);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const found = knownOf(dimensions);
    const work = () => {
      const until = performance.now() + GO;
      const missing = methods.filter(({ id }) => !found.has(id));
      let done = 0;
      for (; done < missing.length && performance.now() < until; done++)
        found.set(missing[done]!.id, detailsOf(missing[done]!, dimensions));
      if (done > 0) redraw();
      if (done < missing.length) timer = setTimeout(work);
    };
    timer = setTimeout(work);
    return () => clearTimeout(timer);
  }, [methods, dimensions]);
  return known;
}
