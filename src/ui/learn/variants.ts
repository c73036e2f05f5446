/** "Try it" links of a method, derived from its own schema: its defaults, and what a turn of its main knobs does. */
import { applicability, tasksFor } from '../../methods/applicability';
import type { Dimensions } from '../../anatomy/anatomy';
import type { Hyperparameters, Method } from '../../methods/contract';
import { datasets, models } from '../contents';
import { modelFor, suggested } from '../../state/catalogue';
import { defaultsOf, encode, recommended } from '../../state/hash';
import { defaultSettings, type Settings } from '../../state/properties';

export interface Variant {
  readonly kind: 'default' | 'value' | 'flag';
  readonly label: string;
  readonly value: string;
  /** The part of the address after `#`. */
  readonly hash: string;
  readonly count: number;
}

/** A bundled model and data set that the method works with: those that are chosen, where they suit. */
export function suitable(
  method: Method,
  settings: Settings,
  dimensions: Dimensions,
): { readonly model: string; readonly dataset: string; readonly dimensions: Dimensions } {
  const current = models.find((entry) => entry.id === settings.model);
  const task = datasets.find((entry) => entry.id === settings.dataset)?.task;
  const fits = (d: Dimensions) => !applicability(method, d, defaultsOf(method));
  const model = current && fits(dimensions) ? current : modelFor(method);
  const tasks = tasksFor(method, model.dimensions);
  const usual = tasks.includes('causal-lm') ? 'causal-lm' : 'classification';
  const data = datasets.find((entry) => entry.task === usual);
  const keeps = task !== undefined && tasks.includes(task);
  return {
    model: model.id,
    dataset: keeps ? settings.dataset : data!.id,
    dimensions: model === current ? dimensions : model.dimensions,
  };
}

export function variantsOf(method: Method, settings: Settings, chosenDimensions: Dimensions): Variant[] {
  const { model, dataset, dimensions } = suitable(method, settings, chosenDimensions);
  const defaults = defaultsOf(method);
  const variant = (kind: Variant['kind'], label: string, value: string, changed: Hyperparameters): Variant[] => {
    const hyperparameters = { ...defaults, ...changed };
    if (applicability(method, dimensions, hyperparameters)) return [];
    const hash = encode(
      {
        settings: {
          ...defaultSettings,
          ...suggested(dataset),
          ...recommended(method, { model, dataset }),
          method: method.id,
          model,
          dataset,
        },
        hyperparameters,
      },
      method,
    );
    return [
      { kind, label, value, hash: hash || `method=${method.id}`, count: method.count(dimensions, hyperparameters) },
    ];
  };
  const main = method.hyperparameters.find((knob) => knob.kind === 'integer');
  const turned =
    main?.kind === 'integer'
      ? [main.default / 4, main.default * 4]
          .map(Math.round)
          .filter((value) => value >= main.min && value <= main.max)
          .flatMap((value) => variant('value', main.label, String(value), { [main.name]: value }))
      : [];
  const flags = method.hyperparameters
    .filter((knob) => knob.kind === 'flag' && !knob.default)
    .slice(0, 1)
    .flatMap((knob) => variant('flag', knob.label, '', { [knob.name]: true }));
  const choices = method.hyperparameters
    .filter((knob) => knob.kind === 'choice')
    .slice(0, 1)
    .flatMap((knob) =>
      knob.kind === 'choice'
        ? knob.options
            .filter((option) => option !== knob.default)
            .slice(0, 1)
            .flatMap((option) => variant('value', knob.label, option, { [knob.name]: option }))
        : [],
    );
  return [...variant('default', '', '', {}), ...turned, ...flags, ...choices];
}
