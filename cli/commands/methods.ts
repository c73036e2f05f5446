/** `methods`: what can be trained, what can be said of each method, and its hyper-parameters. */
import { Option, type Command } from 'commander';
import type { Category, Hyperparameter } from '../../src/methods/contract';
import { factsOf, hasTraits, touches, traits, type Touch, type Trait } from '../../src/methods/facts';
import { methods } from '../../src/methods/registry';
import { found } from '../../src/methods/search';
import { modelFor } from '../../src/state/catalogue';
import { report, table, type Io } from '../io';
import { jsonOption } from '../settings';

const categories: readonly Category[] = ['baseline', 'additive', 'partial', 'reparameterised', 'hybrid', 'unified'];

interface Asked {
  readonly search?: string;
  readonly category?: Category;
  readonly touches?: Touch;
  readonly mergeable?: boolean;
  /** False where it is asked for: that is how commander takes `--no-…`. */
  readonly extraCost: boolean;
  readonly peft?: boolean;
  readonly onePhase?: boolean;
}

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

function methodList(asked: Asked) {
  const wanted = traits.filter(
    (trait) => ({ ...asked, noExtraCost: !asked.extraCost })[trait satisfies Trait] === true,
  );
  return found(methods, asked.search ?? '')
    .map((method) => ({ method, facts: factsOf(method, modelFor(method).dimensions) }))
    .filter(
      ({ method, facts }) =>
        (!asked.category || method.category === asked.category) &&
        (!asked.touches || facts.touches.includes(asked.touches)) &&
        hasTraits(facts, wanted),
    )
    .map(({ method: m, facts }) => ({
      id: m.id,
      name: m.name,
      category: m.category,
      subcategory: m.subcategory,
      touches: facts.touches,
      since: facts.afterSurvey ? 'after-survey' : 'survey',
      afterSurvey: facts.afterSurvey,
      reference: `${m.paper.authors} (${m.paper.year}). ${m.paper.title}. ${m.paper.url}`,
      paper: m.paper,
      mergeable: facts.mergeable,
      merge: typeof m.merge === 'string' ? m.merge : null,
      inference: facts.inference,
      inferenceCost: m.learn.inferenceCost,
      phases: facts.phases,
      peftType: facts.peftType ?? null,
      hyperparameters: m.hyperparameters.map(hyperparameter),
      families: m.families ?? ['bert', 'roberta', 'distilbert', 'electra', 'gpt2', 'llama'],
      kinds: m.kinds,
      tasks: m.tasks,
      training: m.defaults,
    }));
}

type Listed = ReturnType<typeof methodList>[number];

const inferenceWords = {
  none: 'no extra cost at inference',
  'none after merging': 'no extra cost at inference once merged',
  extra: 'costs extra at inference',
} as const;

function readable(m: Listed): string {
  const range = (h: Listed['hyperparameters'][number]) =>
    'options' in h ? (h.options as readonly string[]).join(', ') : `${h.min} to ${h.max}`;
  const rows = m.hyperparameters.map((h) => [`  ${h.name}`, String(h.default), range(h), h.description]);
  const place = `${m.category} › ${m.subcategory}${m.afterSurvey ? ', after the survey' : ''}`;
  const head = [
    `${m.id}: ${m.name} (${place}), ${m.paper.authors.split(',')[0]} et al. ${m.paper.year}`,
    `learning rate ${m.training.learningRate}, ${m.mergeable ? 'can be merged' : 'stays in the model'}`,
    [
      `touches ${m.touches.length > 0 ? m.touches.join(', ') : 'nothing inside the model'}`,
      inferenceWords[m.inference],
      `${m.phases} phase${m.phases === 'one' ? '' : 's'}`,
      m.peftType === null ? 'not loaded by HF PEFT' : `HF PEFT loads it as ${m.peftType}`,
    ].join(', '),
  ].join('\n  ');
  return rows.length > 0 ? `${head}\n${table(['  hyper-parameter', 'default', 'allowed', 'meaning'], rows)}` : head;
}

export function addMethods(program: Command, io: Io): void {
  program
    .command('methods')
    .description('list the fine-tuning methods, what can be said of them, and their hyper-parameters')
    .option('--search <words>', 'in names, abbreviations, authors, kinds and what is said of them; best first')
    .addOption(new Option('--category <category>', "one of the survey's categories").choices(categories))
    .addOption(new Option('--touches <what>', 'what it touches').choices(touches))
    .option('--mergeable', 'what can be folded into the weights')
    .option('--no-extra-cost', 'what costs nothing more than the model at inference, once it is merged')
    .option('--peft', 'what HF PEFT can load')
    .option('--one-phase', 'what is trained in one go')
    .addOption(jsonOption())
    .action((options: Asked & { json?: boolean }) => {
      report(io, options.json === true, methodList(options), (list) =>
        list.length > 0 ? list.map(readable).join('\n\n') : 'No method fits; leave out a word or an option.',
      );
    });
}
