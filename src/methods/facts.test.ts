/** What is said of a method in a word agrees with its sentences, with its phases and with what was counted by hand. */
import { describe, expect, it } from 'vitest';
import { modelFor } from '../state/catalogue';
import type { Method } from './contract';
import { factsOf, hasTraits, type Facts, type Trait } from './facts';
import { resolveHyperparameters } from './hyperparameters';
import { nothingCarried, type Phase } from './lifecycle';
import { outlineOf } from './outline';
import { methodById, methods } from './registry';

const facts = (id: string, settings = {}): Facts => {
  const method = methodById(id);
  return factsOf(method, modelFor(method).dimensions, resolveHyperparameters(method, settings));
};

/** Whether a run with the defaults has a second phase, from the plan itself. */
function hasSecondPhase(method: Method): boolean {
  const { dimensions } = modelFor(method);
  const hyperparameters = resolveHyperparameters(method);
  const phase = (index: number): Phase | undefined =>
    method.phases?.({
      hyperparameters,
      steps: 100,
      index,
      carried: nothingCarried,
      anatomy: outlineOf(dimensions, false),
      sources: method.sources?.(hyperparameters) ?? 0,
      task: method.tasks[0]!,
      examples: 100,
      rows: Array.from({ length: 100 }, () => ({ ids: [1, 2, 3, 4] })),
      seed: 1,
    });
  return phase(1) !== undefined;
}

describe.each(methods.map((method) => [method.id, method] as const))('%s', (id, method) => {
  it('has as many phases as its plan: a method whose `phases` are one says so by `onePhase`', () => {
    expect(facts(id).phases).toBe(hasSecondPhase(method) ? 'several' : 'one');
  });

  it('costs at inference what its sentence says; where merging does not take the cost away, by `inference`', () => {
    const { inferenceCost } = method.learn;
    if (/^(None(?! worth)|Less)/.test(inferenceCost)) expect(facts(id).inference, inferenceCost).not.toBe('extra');
    else if (facts(id).inference !== 'extra') expect(inferenceCost).toMatch(/none|nothing|merg|fold/i);
  });

  it('touches something, unless nothing is trained but the head', () => {
    expect(facts(id).touches.length > 0).toBe(id !== 'head-only');
  });

  it('has a type of PEFT where a finished adapter goes there', () => {
    const goes = method.deployed !== undefined || method.peftConfig !== undefined;
    expect(facts(id).peftType !== undefined).toBe(goes);
  });
});

describe('what a method touches', () => {
  it.each([
    ['lora', ['weights']],
    ['ia3', ['activations']],
    ['pfeiffer-adapter', ['activations']],
    ['prefix-tuning', ['activations']],
    ['prompt-tuning', ['input']],
    ['warp', ['input']],
    ['bitfit', ['selection']],
    ['full', ['selection']],
    ['diff-pruning', ['selection']],
    ['adapter-soup', ['activations']],
    // Its adapters are larger than the norms that it trains beside them.
    ['sequential-adapter', ['activations', 'selection']],
    ['unipelt', ['activations', 'weights']],
  ])('%s: %j', (id, touches) => expect(facts(id).touches).toEqual(touches));
});

describe('filters', () => {
  const ids = (...wanted: readonly Trait[]) =>
    methods.filter(({ id }) => hasTraits(facts(id), wanted)).map(({ id }) => id);

  it('ask for all that is wanted', () => {
    expect(hasTraits(facts('lora'), [])).toBe(true);
    expect(hasTraits(facts('lora'), ['mergeable', 'noExtraCost', 'peft', 'onePhase'])).toBe(true);
    expect(ids('peft')).toContain('prefix-tuning');
    expect(ids('peft', 'mergeable')).not.toContain('prefix-tuning');
  });

  it('know what is merged only by giving up what it is for', () => {
    expect(ids('mergeable')).toEqual(expect.arrayContaining(['qlora', 'laplace-lora']));
    expect(ids('noExtraCost')).not.toEqual(expect.arrayContaining(['qlora']));
    expect(ids('noExtraCost')).toContain('qa-lora');
  });

  it('follow the settings: SoRA in stages has several phases', () => {
    expect(facts('sora').phases).toBe('one');
    expect(facts('sora', { lambda_schedule: 'stages' }).phases).toBe('several');
  });
});

it('the type of PEFT is that of the finished adapter', () => {
  const types = Object.fromEntries(methods.map(({ id }) => [id, facts(id).peftType]));
  expect(types).toMatchObject({
    lora: 'LORA',
    krona: 'LOKR',
    adalora: 'ADALORA',
    pissa: 'LORA',
    'p-tuning': 'P_TUNING',
  });
  expect(types.bitfit).toBeUndefined();
});
