/** `methods`: what can be trained, and with which hyper-parameters. */
import type { Command } from 'commander';
import type { Hyperparameter } from '../../src/methods/contract';
import { methods } from '../../src/methods/registry';
import { report, table, type Io } from '../io';
import { jsonOption } from '../settings';

/** One hyper-parameter as JSON: `min` and `max` are null where the schema has options instead of a range. */
function hyperparameter(h: Hyperparameter) {
  const range = h.kind === 'integer' || h.kind === 'real' ? { min: h.min, max: h.max } : { min: null, max: null };
  const options =
    h.kind === 'choice' || h.kind === 'choices'
      ? { options: h.options }
      : h.kind === 'flag'
        ? { options: ['true', 'false'] }
        : {};
  return { name: h.name, kind: h.kind, default: h.default, ...range, ...options, description: h.description };
}

export const methodList = () =>
  methods.map((m) => ({
    id: m.id,
    name: m.name,
    category: m.category,
    subcategory: m.subcategory,
    afterSurvey: m.since === 'after-survey',
    paper: m.paper,
    mergeable: typeof m.merge === 'function',
    hyperparameters: m.hyperparameters.map(hyperparameter),
    families: m.families ?? ['bert', 'roberta', 'distilbert', 'electra', 'gpt2', 'llama'],
    kinds: m.kinds,
    tasks: m.tasks,
    training: m.defaults,
  }));

export function addMethods(program: Command, io: Io): void {
  program
    .command('methods')
    .description('list the fine-tuning methods and their hyper-parameters')
    .addOption(jsonOption())
    .action((options: { json?: boolean }) => {
      report(io, options.json === true, methodList(), (list) =>
        list
          .map((m) => {
            const range = (h: (typeof m.hyperparameters)[number]) =>
              'options' in h ? (h.options as readonly string[]).join(', ') : `${h.min} to ${h.max}`;
            const rows = m.hyperparameters.map((h) => [`  ${h.name}`, String(h.default), range(h), h.description]);
            const place = `${m.category} › ${m.subcategory}${m.afterSurvey ? ', after the survey' : ''}`;
            const head =
              `${m.id}: ${m.name} (${place}), ${m.paper.authors.split(',')[0]} et al. ` +
              `${m.paper.year}\n  learning rate ${m.training.learningRate}, ` +
              `${m.mergeable ? 'can be merged' : 'stays in the model'}`;
            return rows.length > 0
              ? `${head}\n${table(['  hyper-parameter', 'default', 'allowed', 'meaning'], rows)}`
              : head;
          })
          .join('\n\n'),
      );
    });
}
