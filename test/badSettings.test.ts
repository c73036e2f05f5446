/**
 * Settings that a visitor may try, for every method: each knob at its ends and at numbers that divide nothing. Either
 * the method works with it, or says in a sentence what to choose.
 */
import { describe, expect, it } from 'vitest';
import { inEnglish } from '../src/messages/message';
import { applicability } from '../src/methods/applicability';
import { applyMethod } from '../src/methods/context';
import type { Knob } from '../src/methods/contract';
import { HyperparameterError, resolveHyperparameters } from '../src/methods/hyperparameters';
import { initialise } from '../src/methods/initialise';
import { methods } from '../src/methods/registry';
import { sizeOf } from '../src/onnx/tensor';
import { loadFixture, narrow, prepareFixture, type Prepared } from './methodCases';

const text = 7;
const fixture = loadFixture('bert-torchscript');
const bases = new Map<number, Prepared>();
function base(virtual: number): Prepared {
  const found = bases.get(virtual) ?? prepareFixture(fixture, text + virtual, text);
  bases.set(virtual, found);
  return found;
}

/** Within its range, since beyond it `resolveHyperparameters` refuses. */
function triedOf(knob: Knob): readonly unknown[] {
  if (knob.kind === 'flag') return [true, false];
  if (knob.kind === 'choice') return knob.options;
  if (knob.kind === 'choices') return knob.options.map((option) => [option]);
  if (knob.kind === 'real') return [knob.min, knob.max];
  return [...new Set([knob.min, 5, 7, 33, knob.max])].filter((value) => value >= knob.min && value <= knob.max);
}

/** A sentence with something in each of its places. */
function expectSentence(said: string): void {
  expect(said).toMatch(/\.$/);
  expect(said).not.toMatch(/NaN|undefined|Infinity|\[object/);
}

describe.each(methods.map((method) => [method.id, method] as const))('%s', (id, method) => {
  it('works with a setting, or says why not', () => {
    const { dimensions } = base(0).anatomy;
    for (const knob of method.hyperparameters)
      for (const value of triedOf(knob)) {
        const hp = resolveHyperparameters(method, { ...narrow[id], [knob.name]: value });
        const refusal = applicability(method, dimensions, hp);
        if (refusal) {
          expectSentence(inEnglish(refusal));
          continue;
        }
        const virtual = method.virtualTokens?.(hp) ?? 0;
        // More positions than the model has: refused where a run is made.
        if (virtual + text > dimensions.maxPositions) continue;
        const on = base(virtual);
        const options = { batch: 2, sequence: text, training: true };
        const { parameters } = applyMethod(method, hp, on.graph, on.anatomy, options);
        const setting = `${knob.name} = ${String(value)}`;
        const trained = parameters.filter((p) => !p.frozen).reduce((sum, p) => sum + sizeOf(p.shape), 0);
        expect(trained, setting).toBe(method.count(on.anatomy.dimensions, hp));
        for (const p of parameters.filter(({ shape }) => sizeOf(shape) < 1e5))
          expect(initialise(p, 1, on.graph).every(Number.isFinite), `${setting}: ${p.name}`).toBe(true);
      }
  });

  it('refuses what no range allows', () => {
    for (const knob of method.hyperparameters) {
      const bad =
        knob.kind === 'integer' || knob.kind === 'real'
          ? [knob.min - 1, knob.max + 1, Number.NaN, '', 'many', ...(knob.kind === 'integer' ? [knob.min + 0.5] : [])]
          : knob.kind === 'flag'
            ? [3, 'perhaps']
            : ['nowhere', 3];
      for (const value of bad) {
        let said: unknown;
        try {
          resolveHyperparameters(method, { [knob.name]: value });
        } catch (error) {
          said = error;
        }
        expect(said, `${knob.name} = ${String(value)}`).toBeInstanceOf(HyperparameterError);
        const { message } = said as Error;
        expect(message).toMatch(/\.$/);
        if (!Number.isNaN(value)) expectSentence(message);
      }
    }
  });
});
