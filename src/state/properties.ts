/**
 * The whole configuration of a run as one declarative table of typed properties. Validation, defaults, the link codec
 * and the controls follow from it; hyper-parameters of a method follow from its own schema.
 */
import { checkedAddress } from '../interchange/hub/address';
import { parsePoison, poisonText } from '../data/poisonSetting';
import { soundPins } from './pins';
import { matrixText, parseMatrix } from '../session/matrix';
import type { Hyperparameter, HyperparameterValue } from '../methods/contract';

interface Numeric {
  readonly kind: 'integer' | 'real';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly scale?: 'linear' | 'log';
}
interface Choice<T extends string> {
  readonly kind: 'choice';
  readonly default: T;
  readonly options: readonly T[];
}
/**
 * An id of something listed elsewhere (a model, a data set, a method): lower-case letters, digits, dots and hyphens.
 */
interface Identifier {
  readonly kind: 'identifier';
  readonly default: string;
}
/** A model or data set: the id of a bundled one, `own`, or an address (`hf:owner/name`, `https://…/folder/`). */
interface Source {
  readonly kind: 'source';
  readonly of: 'model' | 'data';
  readonly default: string;
}
/** Names of controls, in alphabetical order, separated by commas. */
interface Names {
  readonly kind: 'names';
  readonly default: string;
}
/** Some words in one line. */
interface Words {
  readonly kind: 'words';
  readonly default: string;
}
/** A backdoor as links have it: share of the training rows, trigger, target; '': none. */
interface Backdoor {
  readonly kind: 'poison';
  readonly default: string;
}
/** Pinned texts, each in a line of its own (`pins.ts`); '': none. */
interface Pins {
  readonly kind: 'pins';
  readonly default: string;
}
/** A matrix of transfer as links have it (`session/matrix.ts`); '': none. */
interface Matrix {
  readonly kind: 'matrix';
  readonly default: string;
}
export type Property = Numeric | Choice<string> | Identifier | Source | Names | Words | Backdoor | Matrix | Pins;

const integer = (value: number, min: number, max: number, scale?: 'log'): Numeric => ({
  kind: 'integer',
  default: value,
  min,
  max,
  scale,
});
const real = (value: number, min: number, max: number, scale?: 'log'): Numeric => ({
  kind: 'real',
  default: value,
  min,
  max,
  scale,
});
const choice = <T extends string>(value: NoInfer<T>, ...options: readonly T[]): Choice<T> => ({
  kind: 'choice',
  default: value,
  options,
});
const identifier = (value: string): Identifier => ({ kind: 'identifier', default: value });
const source = (of: Source['of'], value: string): Source => ({ kind: 'source', of, default: value });
const words = (): Words => ({ kind: 'words', default: '' });
const backdoor = (): Backdoor => ({ kind: 'poison', default: '' });
const names = (): Names => ({ kind: 'names', default: '' });
const pins = (): Pins => ({ kind: 'pins', default: '' });
const matrix = (): Matrix => ({ kind: 'matrix', default: '' });

export const properties = {
  model: source('model', 'tiny-encoder'),
  dataset: source('data', 'fine_foods'),
  method: identifier('lora'),
  learningRate: real(1e-3, 1e-6, 1, 'log'),
  steps: integer(300, 1, 20_000, 'log'),
  batchSize: integer(8, 1, 64, 'log'),
  sequenceLength: integer(32, 8, 512, 'log'),
  /** Sequence to sequence: tokens of a target, 0 for as many as of a source; and what stands around a source. */
  targetLength: integer(0, 0, 512),
  sourceTemplate: words(),
  optimizer: choice('adamw', 'adamw', 'sgd', 'adafactor'),
  schedule: choice('linear', 'linear', 'cosine', 'constant'),
  warmup: real(0.06, 0, 0.5),
  weightDecay: real(0.01, 0, 0.3),
  clipNorm: real(1, 0, 10),
  accumulation: integer(1, 1, 16),
  /** Dropout inside the frozen model while it trains; a method's own dropout is its knob. */
  backboneDropout: real(0, 0, 0.5),
  pooling: choice('auto', 'auto', 'library', 'mean', 'cls', 'last'),
  evaluateEvery: integer(50, 0, 1000),
  seed: integer(42, 0, 4_294_967_295),
  backend: choice('auto', 'auto', 'webgpu', 'wasm'),
  /** A backdoor in the training rows, what is done against it, and from which confidence on a row is suspicious. */
  poison: backdoor(),
  defence: choice('none', 'none', 'clean-tuning', 'filter'),
  suspicion: real(0.9, 0.5, 0.999),
  /** Data of the same task that are learnt first (`none`), for how many steps; and how many rows then (0: all). */
  transfer: identifier('none'),
  transferSteps: integer(200, 1, 20_000, 'log'),
  trainRows: integer(0, 0, 20_000),
  /** Part of the page that is open: says nothing about the run. */
  view: choice('play', 'play', 'compare', 'boards', 'learn', 'scale', 'graph'),
  /** Compare: sources and targets of a matrix of transfer that is planned. */
  matrix: matrix(),
  /** Page of the Learn view (a method, a category, the lessons, the glossary), or a board. */
  page: identifier('overview'),
  /** Lesson that is played beside the playground, and its step, counted from 1. */
  lesson: identifier('none'),
  step: integer(1, 1, 200),
  /** Recorded runs play until the visitor does. */
  replay: choice('on', 'on', 'off'),
  /** Large type, for a projector. */
  large: choice('false', 'false', 'true'),
  /** Language of the page; left out, what was chosen here or what the browser prefers. */
  lang: choice('auto', 'auto', 'en', 'de'),
  /** A teacher's link: controls that are not shown, and controls that are shown but can't be changed. */
  hide: names(),
  lock: names(),
  /** Only diagram, loss and play, for an iframe. */
  lite: choice('off', 'off', 'on'),
  /** For a projector: only diagram, what the model says, loss and play, in type that is read from the last row. */
  present: choice('off', 'off', 'on'),
  /** Texts that are asked again and again while it trains: they change nothing of the run. */
  pins: pins(),
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof properties;
type ValueOf<P> = P extends Numeric ? number : P extends Choice<infer T> ? T : string;
/** Values of all properties. */
export type Settings = { readonly [K in PropertyName]: ValueOf<(typeof properties)[K]> };

/** Properties that say where on the page one is, and nothing about a run. */
export const placeNames = [
  'view',
  'matrix',
  'page',
  'lesson',
  'step',
  'replay',
  'large',
  'lang',
  'hide',
  'lock',
  'lite',
  'present',
  'pins',
] as const satisfies readonly PropertyName[];
export type PlaceName = (typeof placeNames)[number];

/**
 * Properties with a control on the page, which a link can hide or lock; a method's knobs can be too, under their names
 * in links.
 */
export const controlNames = [
  'model',
  'dataset',
  'method',
  'learningRate',
  'batchSize',
  'sequenceLength',
  'targetLength',
  'sourceTemplate',
  'steps',
  'backend',
  'seed',
  'optimizer',
  'schedule',
  'pooling',
  'warmup',
  'weightDecay',
  'clipNorm',
  'accumulation',
  'backboneDropout',
  'evaluateEvery',
  'poison',
  'defence',
  'suspicion',
  'transfer',
  'transferSteps',
  'trainRows',
] as const satisfies readonly PropertyName[];

/** Most characters of some words. */
const MOST_CHARACTERS = 200;

/** Most names in one list: more controls than any method has. */
const MOST_NAMES = 64;

export const listOf = (text: string): readonly string[] => (text === '' ? [] : text.split(','));

export const propertyNames = Object.keys(properties) as PropertyName[];

export const defaultSettings = Object.fromEntries(
  propertyNames.map((name) => [name, properties[name].default]),
) as unknown as Settings;

const identified = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(value) ? value : undefined;

/**
 * What the page opens with where its address says nothing. Links are read against the defaults above, so that what
 * they leave out means what it always has.
 */
export const opening: Partial<Settings> = {
  model: 'tiny-encoder-decoder',
  dataset: 'numbers_de',
};

/** The nearest value that the table allows; undefined when there is none (a word where a number belongs). */
export function validate(property: Property, value: unknown): number | string | undefined {
  switch (property.kind) {
    case 'integer':
    case 'real': {
      if (value === '' || (typeof value !== 'number' && typeof value !== 'string')) return undefined;
      const number = Number(value);
      if (!Number.isFinite(number)) return undefined;
      const inside = Math.min(property.max, Math.max(property.min, number));
      return property.kind === 'integer' ? Math.round(inside) : inside;
    }
    case 'choice':
      return typeof value === 'string' && property.options.includes(value) ? value : undefined;
    case 'names':
      return typeof value === 'string'
        ? [...new Set(value.split(',').filter((name) => /^[a-zA-Z][a-zA-Z0-9_.-]{0,39}$/.test(name)))]
            .sort()
            .slice(0, MOST_NAMES)
            .join(',')
        : undefined;
    case 'words':
      // oxlint-disable-next-line no-control-regex -- a link's control characters are no words
      return typeof value === 'string' ? value.replace(/[\u0000-\u001f]/g, ' ').slice(0, MOST_CHARACTERS) : undefined;
    case 'poison': {
      if (typeof value !== 'string' || value === '') return value === '' ? '' : undefined;
      const read = parsePoison(value);
      return 'poison' in read ? poisonText(read.poison) : undefined;
    }
    case 'pins':
      return typeof value === 'string' ? soundPins(value) : undefined;
    case 'matrix': {
      const read = typeof value === 'string' && value !== '' ? parseMatrix(value) : undefined;
      return value === '' ? '' : read && matrixText(read);
    }
    case 'source':
      return identified(value) ?? checkedAddress(property.of, value);
    case 'identifier':
      return identified(value);
  }
}

/** The same for a knob of a method. */
export function validateHyperparameter(knob: Hyperparameter, value: unknown): HyperparameterValue | undefined {
  switch (knob.kind) {
    case 'integer':
    case 'real':
      return validate({ kind: knob.kind, default: knob.default, min: knob.min, max: knob.max }, value);
    case 'flag':
      return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;
    case 'choice':
      return typeof value === 'string' && knob.options.includes(value) ? value : undefined;
    case 'choices': {
      const list = typeof value === 'string' ? value.split(',') : value;
      if (!Array.isArray(list)) return undefined;
      // Kept in the order of the schema, so that the same choice has one spelling.
      const chosen = knob.options.filter((option) => list.includes(option));
      return chosen.length > 0 ? chosen : undefined;
    }
  }
}
