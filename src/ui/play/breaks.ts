/** Ways to break a run: one change each to the settings that it was trained with. */
import { applicability } from '../../methods/applicability';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Method } from '../../methods/contract';
import { properties, type Settings } from '../../state/properties';
import { whole } from '../format';
import { small } from '../inspector/numbers';
import { strings } from './strings';

const words = strings.broken;

export type Way = 'rate' | 'rank' | 'layer' | 'data';

/** A setting or a knob of the method, from one value to another. */
export interface Change {
  readonly of: 'setting' | 'knob';
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** In words, to be put into a sentence. */
  readonly told: string;
}

export interface Break {
  readonly way: Way;
  readonly change?: Change;
  /** Why it can't be done here. */
  readonly refusal?: string;
}

export interface Breakable {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly dimensions: Dimensions;
  readonly settings: Pick<Settings, 'learningRate'>;
  /** Rows that the run learnt from, where that is known. */
  readonly trainRows: number | undefined;
}

/** Fewer rows make no run. */
const LEAST_ROWS = 16;
const FASTER = 100;

function faster({ settings }: Breakable): Break {
  const from = settings.learningRate;
  const to = Math.min(properties.learningRate.max, Number((FASTER * from).toPrecision(6)));
  if (to <= from) return { way: 'rate', refusal: words.fastest };
  return {
    way: 'rate',
    change: { of: 'setting', name: 'learningRate', from, to, told: words.changes.rate(small(from), small(to)) },
  };
}

/** Whether the method takes a value of a knob on this model. */
const takes = ({ method, hyperparameters, dimensions }: Breakable, name: string, value: number): boolean =>
  applicability(method, dimensions, { ...hyperparameters, [name]: value }) === undefined;

function lowestRank(run: Breakable): Break {
  const from = Number(run.hyperparameters.r);
  if (!(from > 1) || !takes(run, 'r', 1)) return { way: 'rank', refusal: words.noRank };
  return { way: 'rank', change: { of: 'knob', name: 'r', from, to: 1, told: words.changes.rank(whole(from)) } };
}

/** Knobs that leave the first layers out: of AdapterDrop and Threshold-Mask how many, of LLaMA-Adapter how many not. */
function fewerLayers(run: Breakable): Break {
  const { method, hyperparameters, dimensions } = run;
  const refused: Break = { way: 'layer', refusal: words.noLayer };
  const knobs: Readonly<Record<string, readonly [string, number]>> = {
    adapterdrop: ['n', 2],
    'threshold-mask': ['skip', 2],
    'llama-adapter': ['layers', dimensions.layers - 2],
  };
  const [name, to] = knobs[method.id] ?? [];
  if (name === undefined || to === undefined || to < 1 || !takes(run, name, to)) return refused;
  const from = Number(hyperparameters[name]);
  const less = method.id === 'llama-adapter' ? from === 0 || from > to : from < to;
  if (!less) return refused;
  return { way: 'layer', change: { of: 'knob', name, from, to, told: words.changes.layer } };
}

function lessData({ trainRows }: Breakable): Break {
  const to = Math.floor((trainRows ?? 0) / 2);
  if (to < LEAST_ROWS) return { way: 'data', refusal: words.noData };
  return {
    way: 'data',
    change: {
      of: 'setting',
      name: 'trainRows',
      from: trainRows!,
      to,
      told: words.changes.data(whole(trainRows!), whole(to)),
    },
  };
}

/** All of them, those that can't be done with the reason. */
export const breaksOf = (run: Breakable): readonly Break[] => [
  faster(run),
  lowestRank(run),
  fewerLayers(run),
  lessData(run),
];

/** Factor from which on a loss is worse, and below whose inverse it is better. */
const DIFFERENCE = 1.05;

/** How a run ended beside the one before. */
export const verdictOf = (before: number, after: number): 'worse' | 'alike' | 'better' =>
  after > DIFFERENCE * before ? 'worse' : after < before / DIFFERENCE ? 'better' : 'alike';
