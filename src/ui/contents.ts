/**
 * Methods, models and data as the page shows them: what they say about themselves is looked up by their ids in the
 * page's language. Worker and command line read them in English.
 */
import type { Method } from '../methods/contract';
import { methods as registry } from '../methods/registry';
import { datasets as offeredData, models as offeredModels } from '../state/catalogue';
import type { KeptRun } from '../state/runs';
import { translation } from './language';
import type { Catalogues } from './languages/catalogues';

/** A method with the texts of a language in the place of its English ones; ids, ranges, formulas and functions stay. */
export function methodIn(language: Pick<Catalogues, 'methods'>, method: Method): Method {
  const texts = language.methods[method.id];
  if (!texts) return method;
  return {
    ...method,
    name: texts.name ?? method.name,
    subcategory: texts.subcategory,
    merge: texts.merge ?? method.merge,
    noScript: texts.noScript ?? method.noScript,
    learn: { ...method.learn, ...texts.learn },
    hyperparameters: method.hyperparameters.map((knob) => ({ ...knob, ...texts.hyperparameters[knob.name] })),
  };
}

const told = translation;
export const methods: readonly Method[] = told ? registry.map((method) => methodIn(told, method)) : registry;
export const models = offeredModels.map((model) => ({ ...model, ...told?.models[model.id] }));
export const datasets = offeredData.map((dataset) => ({ ...dataset, ...told?.datasets[dataset.id] }));

/** A kept run's data: bundled ones are kept under their English name, or under that of the page which kept them. */
export const dataOf = ({ settings, dataset }: Pick<KeptRun, 'settings' | 'dataset'>): string =>
  datasets.find(({ id }) => id === settings.dataset)?.name ?? dataset;
