/**
 * AutoPEFT (Zhou et al. 2024): a search chooses which modules a model gets, how large, and in which layers.
 *
 *   configuration = (serial adapter size, parallel adapter size, prefix length, one bit a layer)
 *   sizes: 0, or the width d over a power of two; aims: good validation results, few trained numbers
 *
 * Each try is trained for a few steps and measured on the validation split. The paper searches with multi-objective
 * Bayesian optimisation over 200 tries; here half of the few tries are drawn at random and the other half are mutations
 * of the best found so far, those on the Pareto front (own choice: nothing more would pay off with so few). Of the
 * front, the best within the budget is then trained afresh with the remaining steps.
 */
import { branchWidth } from '../../anatomy/shared';
import { messages, type Message } from '../../messages/message';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Dimensions, Layer } from '../../anatomy/anatomy';
import type { Place } from '../../anatomy/places';
import { atPfeifferSite } from '../additive/pfeifferAdapter';
import { applyPrefix, prefixSpecs } from '../additive/prefixTuning';
import { bottleneck, bottleneckSpecs } from '../parts/bottleneck';
import type { Hyperparameters } from '../contract';
import { defineMethod } from '../define';
import { choicesOf, flagOf, numberOf } from '../hyperparameters';
import type { Phase, PhaseOutcome, PhaseRequest } from '../lifecycle';
import { sharedLayersRefusal } from '../parts/sites';
import { measured, stepsEach } from '../parts/sources';
import { trainableScalars, type TensorSpec } from '../tensors';
import { paretoFront, type Rated } from '../parts/pareto';
import { everyTask } from '../taskId';
import { texts } from './autopeft.en';

const says = messages('autopeft', texts.says);

const mostLayers = 24;
const longestPrefix = 64;

interface Configuration {
  readonly serial: number;
  readonly parallel: number;
  readonly prefix: number;
  /** `all`, or numbers counted from 1. */
  readonly layers: readonly string[];
}

/** A configuration that was tried; plain data. */
interface Trial extends Rated {
  readonly configuration: Configuration;
  readonly result: Message;
}

/** Indices of the layers that get modules. */
export function activeLayers(d: Dimensions, hp: Hyperparameters): number[] {
  const chosen = choicesOf(hp, 'layers');
  const all = Array.from({ length: d.layers }, (_, i) => i);
  return chosen.includes('all') ? all : all.filter((i) => chosen.includes(String(i + 1)));
}

/** The prefix that stands for `prefix` learned keys and values. */
const prefixPart = (hp: Hyperparameters): Hyperparameters => ({
  l: numberOf(hp, 'prefix'),
  init_std: 0.02,
  reparameterise: false,
  shift_positions: false,
});

const moduleName = (layer: number, place: 'serial' | 'parallel') => `layer.${layer}.${place}`;

/** Tensors of one configuration; a run hands the chosen one's sizes over as hyper-parameters. */
function declare(d: Dimensions, hp: Hyperparameters): TensorSpec[] {
  const layers = activeLayers(d, hp);
  const adapter = (layer: number, size: 'serial' | 'parallel', place: Place) =>
    numberOf(hp, size) > 0
      ? bottleneckSpecs({
          name: moduleName(layer, size),
          hidden: branchWidth(d),
          width: numberOf(hp, size),
          start: 'zero-up',
          layer,
          place,
        })
      : [];
  return [
    ...(numberOf(hp, 'prefix') > 0 ? prefixSpecs(d, prefixPart(hp), layers.length) : []),
    ...layers.flatMap((layer) => [...adapter(layer, 'parallel', 'parallel'), ...adapter(layer, 'serial', 'adapter2')]),
  ];
}

const count = (d: Dimensions, hp: Hyperparameters): number => trainableScalars(declare(d, hp));

const configurationOf = (hp: Hyperparameters): Configuration => ({
  serial: numberOf(hp, 'serial'),
  parallel: numberOf(hp, 'parallel'),
  prefix: numberOf(hp, 'prefix'),
  layers: choicesOf(hp, 'layers'),
});
const asHyperparameters = ({ serial, parallel, prefix, layers }: Configuration): Hyperparameters => ({
  serial,
  parallel,
  prefix,
  layers,
});
const trialsOf = (facts: Readonly<Record<string, unknown>>): readonly Trial[] =>
  (facts.trials as readonly Trial[] | undefined) ?? [];

/** 0, and `limit` / 2^k as whole numbers, k = 0 … 9: for 768 it is 1, 3, 6, 12, … 768. */
export const sizesUpTo = (limit: number): number[] => [
  0,
  ...Array.from({ length: 10 }, (_, k) => Math.floor(limit / 2 ** k))
    .filter((size) => size > 0)
    .reverse(),
];

interface Space {
  readonly dimensions: Dimensions;
  /** Most scalars. */
  readonly budget: number;
  readonly random: () => number;
}

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;

/** A bit for each layer, at least one of them set, as a list of layers. */
function layersFrom(bits: readonly boolean[], random: () => number): readonly string[] {
  const on = bits.flatMap((bit, i) => (bit ? [String(i + 1)] : []));
  return on.length === bits.length ? ['all'] : on.length > 0 ? on : [String(1 + Math.floor(random() * bits.length))];
}

function randomConfiguration({ dimensions: d, random }: Space): Configuration {
  return {
    serial: pick(sizesUpTo(branchWidth(d)), random),
    parallel: pick(sizesUpTo(branchWidth(d)), random),
    prefix: pick(sizesUpTo(longestPrefix), random),
    layers: layersFrom(
      Array.from({ length: Math.min(d.layers, mostLayers) }, () => random() < 0.5),
      random,
    ),
  };
}

/** One size a step up or down, or one layer switched. */
function mutated(from: Configuration, { dimensions: d, random }: Space): Configuration {
  const change = pick(['serial', 'parallel', 'prefix', 'layers'] as const, random);
  if (change === 'layers') {
    const layers = Math.min(d.layers, mostLayers);
    const flipped = Math.floor(random() * layers);
    const active = activeLayers(d, asHyperparameters(from));
    return {
      ...from,
      layers: layersFrom(
        Array.from({ length: layers }, (_, i) => active.includes(i) !== (i === flipped)),
        random,
      ),
    };
  }
  const sizes = sizesUpTo(change === 'prefix' ? longestPrefix : branchWidth(d));
  const nearest = sizes.filter((size) => size <= from[change]).length - 1;
  const step = random() < 0.5 ? -1 : 1;
  return { ...from, [change]: sizes[Math.max(0, Math.min(sizes.length - 1, nearest + step))]! };
}

/** The configuration to try next: the given one, then random ones, then mutations of the front. */
function nextConfiguration(
  trials: readonly Trial[],
  planned: number,
  given: Configuration,
  space: Space,
): Configuration {
  const fits = (c: Configuration) => {
    const scalars = count(space.dimensions, asHyperparameters(c));
    return (
      scalars > 0 &&
      scalars <= space.budget &&
      !trials.some((trial) => JSON.stringify(trial.configuration) === JSON.stringify(c))
    );
  };
  if (trials.length === 0 && fits(given)) return given;
  const front = paretoFront(trials);
  const evolving = trials.length >= planned / 2 && front.length > 0;
  for (let attempt = 0; attempt < 200; attempt++) {
    const candidate = evolving
      ? mutated(trials[pick(front, space.random)]!.configuration, space)
      : randomConfiguration(space);
    if (fits(candidate)) return candidate;
  }
  // So tight a budget has few members; the smallest prefix in one layer is always one.
  return { serial: 0, parallel: 0, prefix: 1, layers: ['1'] };
}

/** The best that was found; of equals the smallest. */
const chosenOf = (trials: readonly Trial[]): number =>
  paretoFront(trials).reduce((best, i) => (trials[i]!.score > trials[best]!.score ? i : best), paretoFront(trials)[0]!);

const told = ({ serial, parallel, prefix, layers }: Configuration): Message =>
  says.sizes({
    serial,
    parallel,
    prefix,
    layers: { list: layers.map((layer) => (layer === 'all' ? says.all : layer)), join: ' ' },
  });

function record(
  { validation, ...outcome }: PhaseOutcome,
  configuration: Configuration,
): ReturnType<NonNullable<Phase['conclude']>> {
  const result = measured({ ...(validation && { validation }) });
  const parameters = count(outcome.anatomy.dimensions, asHyperparameters(configuration));
  const trials = [
    ...trialsOf(outcome.carried.facts),
    { configuration, parameters, score: validation ? (validation.accuracy ?? -validation.loss) : 0, result },
  ];
  return {
    carried: { facts: { trials, front: paretoFront(trials), chosen: chosenOf(trials) } },
    summary: says.tried({ sizes: told(configuration), count: { count: parameters }, result }),
  };
}

function phases({
  hyperparameters: hp,
  steps,
  index,
  carried,
  anatomy: { dimensions },
  seed,
}: PhaseRequest): Phase | undefined {
  if (!flagOf(hp, 'search'))
    return index > 0 ? undefined : { id: 'train', title: says.trainGiven, work: { kind: 'train', steps } };
  const planned = Math.min(numberOf(hp, 'trials'), steps);
  const each = stepsEach(steps, numberOf(hp, 'search_share'), planned);
  const trials = trialsOf(carried.facts);
  if (index < planned) {
    const generator = xoroshiro128plus(seed * 1009 + index);
    const configuration = nextConfiguration(trials, planned, configurationOf(hp), {
      dimensions,
      budget: (numberOf(hp, 'budget') / 100) * dimensions.parameters,
      random: () => uniformFloat64(generator),
    });
    return {
      id: `trial-${index}`,
      title: says.try({ sizes: told(configuration) }),
      work: { kind: 'train', steps: each },
      measure: true,
      hyperparameters: asHyperparameters(configuration),
      conclude: (outcome) => record(outcome, configuration),
    };
  }
  if (index > planned) return undefined;
  const best = trials[chosenOf(trials)]!;
  return {
    id: 'chosen',
    title: says.train({ sizes: told(best.configuration) }),
    work: { kind: 'train', steps: Math.max(0, steps - each * planned) },
    measure: true,
    hyperparameters: asHyperparameters(best.configuration),
    conclude: (outcome) => ({
      carried: {},
      summary: says.chosen({
        before: best.result,
        result: measured(outcome),
        front: paretoFront(trials).length,
        tries: trials.length,
      }),
    }),
  };
}

export const autopeft = defineMethod({
  id: 'autopeft',
  texts,
  category: 'hybrid',
  paper: {
    title: 'AutoPEFT: Automatic Configuration Search for Parameter-Efficient Fine-Tuning',
    authors: 'Zhou, Wan, Vulić, Korhonen',
    year: 2024,
    venue: 'TACL',
    url: 'https://arxiv.org/abs/2301.12132',
  },
  hyperparameters: [
    { kind: 'flag', name: 'search', default: true },
    { kind: 'integer', name: 'trials', default: 8, min: 2, max: 200, scale: 'log' },
    { kind: 'real', name: 'search_share', default: 0.5, min: 0.05, max: 0.95 },
    { kind: 'real', name: 'budget', default: 5, min: 0.01, max: 100, scale: 'log' },
    { kind: 'integer', name: 'serial', default: 16, min: 0, max: 1024 },
    { kind: 'integer', name: 'parallel', default: 16, min: 0, max: 1024 },
    { kind: 'integer', name: 'prefix', default: 4, min: 0, max: 200 },
    {
      kind: 'choices',
      name: 'layers',
      default: ['all'],
      options: ['all', ...Array.from({ length: mostLayers }, (_, i) => String(i + 1))],
    },
  ],
  defaults: { learningRate: 6e-3, weightDecay: 0.01, warmup: 0.06, schedule: 'linear', optimizer: 'adamw' },
  kinds: ['encoder', 'decoder'],
  tasks: everyTask,

  check(d, hp) {
    const shared = sharedLayersRefusal('AutoPEFT', d);
    if (shared) return shared;
    for (const name of ['serial', 'parallel']) {
      if (numberOf(hp, name) > branchWidth(d))
        return says.tooWide({ knob: name, width: numberOf(hp, name), hidden: branchWidth(d) });
    }
    const beyond = choicesOf(hp, 'layers').find((layer) => layer !== 'all' && Number(layer) > d.layers);
    if (beyond) return says.noSuchLayer({ layer: beyond, layers: d.layers });
    return count(d, hp) === 0 ? says.nothing : undefined;
  },
  phases,
  chooses: (hp) => flagOf(hp, 'search'),
  declare,

  apply(context, hp) {
    const { builder: g, anatomy } = context;
    const active = new Set(activeLayers(anatomy.dimensions, hp));
    const layers = anatomy.layers.filter((layer) => active.has(layer.index));
    const module = (layer: Layer, place: 'serial' | 'parallel', x: string) =>
      bottleneck(context, x, moduleName(layer.index, place), 'relu');
    if (numberOf(hp, 'prefix') > 0) applyPrefix(context, prefixPart(hp), undefined, layers);
    for (const layer of layers) {
      g.scope(`autopeft.layer.${layer.index}`, () => {
        if (numberOf(hp, 'parallel') > 0)
          g.wrap(layer.feedForward.down.output, (w) => g.add(w, module(layer, 'parallel', layer.feedForward.up.input)));
        if (numberOf(hp, 'serial') > 0)
          atPfeifferSite(context, layer, (sum, z) => g.add(sum, module(layer, 'serial', z)));
      });
    }
  },

  identityAtInit: false,

  formula:
    String.raw`\max_{c}\; \big(\text{validation}(c),\, -|\phi_c|\big), \qquad c = (m_{\text{serial}},\, ` +
    String.raw`m_{\text{parallel}},\, l_{\text{prefix}},\, b_1 \dots b_L)`,
});
