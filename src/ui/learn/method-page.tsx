/** The page of one method: everything that a learner asks, derived from the registry. */
import { applicability, tasksOf } from '../../methods/applicability';
import { useMemo, useSyncExternalStore } from 'react';
import type { Hyperparameter, Method } from '../../methods/contract';
import { headScalars } from '../../state/counts';
import { hyperparametersOf } from '../../state/runConfig';
import { models } from '../contents';
import { useConfiguration, usePlay } from '../context';
import { bytes, compact, marked, percent, real, whole } from '../format';
import { LessonLinks } from '../lesson/lesson-links';
import { targets } from '../scale/targets';
import { readsOnly } from '../scale/estimates';
import { strings as common } from '../strings';
import { optionName } from '../what/option-name';
import { Diagram } from '../where/diagram';
import { placementOf, type Mark, type Place } from '../where/placement';
import { categoryOf } from './categories';
import { Formula } from './formula';
import { PageLink } from './page-link';
import { strings } from './strings';
import { Text } from './term';
import { suitable, variantsOf } from './variants';

const words = strings.method;
const once: readonly string[] = ['tokens', 'embeddings', 'fusion', 'finalNorm', 'head'];
const partName = (place: string): string =>
  (common.where.parts as Record<string, string>)[place === 'middle' ? 'activation' : place] ?? place;

const narrowQuery = '(max-width: 56.25em)';
const watch = (redraw: () => void) => {
  const query = matchMedia(narrowQuery);
  query.addEventListener('change', redraw);
  return () => query.removeEventListener('change', redraw);
};

/** The method's settings as they stand, or its defaults; sizes of a model that it works with. */
function useShown(method: Method) {
  const settings = usePlay((state) => state.settings);
  const table = usePlay((state) => state.hyperparameters);
  const { dimensions: chosen, task } = useConfiguration();
  return useMemo(() => {
    const hyperparameters = hyperparametersOf(
      { settings: { ...settings, method: method.id }, hyperparameters: table },
      [method],
    );
    const fit = suitable(method, settings, chosen);
    const usable = !applicability(method, chosen, hyperparameters);
    const dimensions = usable ? chosen : fit.dimensions;
    const id = usable ? settings.model : fit.model;
    return {
      hyperparameters,
      dimensions,
      name: models.find((entry) => entry.id === id)?.name ?? common.model.own,
      usable,
      task,
      settings,
    };
  }, [method, settings, table, chosen, task]);
}

function Trained({ marks, head }: { readonly marks: Readonly<Partial<Record<Place, Mark>>>; readonly head: number }) {
  const entries = Object.entries(marks) as [Place, Mark][];
  if (entries.length === 0) return <p>{words.nothingInside}</p>;
  return (
    <>
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{words.part}</th>
              <th scope="col">{words.how}</th>
              <th scope="col" className="figure">
                {words.numbers}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map(([place, mark]) => (
              <tr key={place}>
                <th scope="row">{partName(place)}</th>
                <td>{words.treatments[mark.treatment] ?? mark.treatment}</td>
                <td className="figure">
                  {whole(Math.round(mark.count))} <small>{once.includes(place) ? words.once : words.perLayer}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {head > 0 && <p className="note">{words.headToo(whole(head))}</p>}
    </>
  );
}

function Counts({ method, shown }: { readonly method: Method; readonly shown: ReturnType<typeof useShown> }) {
  const { hyperparameters, dimensions, name } = shown;
  const count = method.count(dimensions, hyperparameters);
  const rows = [...models.map((entry) => ({ name: entry.name, dimensions: entry.dimensions })), ...targets];
  return (
    <>
      <p>{words.countNow(whole(count), percent(count / dimensions.parameters), name)}</p>
      {method.countFormula !== undefined && (
        <>
          <Formula tex={method.countFormula} display />
          <p className="note">
            {words.closedForm}. {words.symbols}
          </p>
        </>
      )}
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{words.model}</th>
              <th scope="col" className="figure">
                {words.count_}
              </th>
              <th scope="col" className="figure">
                {words.share}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const suits = !applicability(method, row.dimensions, hyperparameters);
              const n = suits ? method.count(row.dimensions, hyperparameters) : 0;
              return suits ? (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td className="figure">{n < 1e6 ? whole(n) : compact(n)}</td>
                  <td className="figure">{percent(n / row.dimensions.parameters)}</td>
                </tr>
              ) : (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td colSpan={2} className="figure muted">
                    {words.unsuited}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="note">{words.withDefaults}</p>
    </>
  );
}

function Memory({
  trainable,
  stored,
  frozen,
  reads,
  phases,
}: {
  readonly trainable: number;
  readonly stored: number;
  readonly frozen: number;
  readonly reads: boolean;
  readonly phases: boolean;
}) {
  const rows = [
    [words.memoryRows.stored, stored],
    [words.memoryRows.gradients, 4 * trainable],
    [words.memoryRows.moments, 8 * trainable],
    [words.memoryRows.frozen, 4 * frozen],
  ] as const;
  return (
    <>
      <dl className="pairs">
        {rows.map(([name, size]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{bytes(size)}</dd>
          </div>
        ))}
      </dl>
      <p>{reads ? words.activations.none : words.activations.all}</p>
      {phases && <p className="note">{words.phases}</p>}
    </>
  );
}

/** What the schema allows, in the words that the playground has for it. */
function allowed(knob: Hyperparameter): string {
  switch (knob.kind) {
    case 'integer':
    case 'real':
      return words.allowed[knob.kind](marked(String(knob.min)), marked(String(knob.max)));
    case 'flag':
      return words.flags;
    case 'choice':
      return words.allowed.choice(knob.options.map(optionName).join(', '));
    case 'choices':
      return words.allowed.choices(knob.options.join(', '));
  }
}

function standard(knob: Hyperparameter): string {
  switch (knob.kind) {
    case 'integer':
      return String(knob.default);
    case 'real':
      return real(knob.default);
    case 'flag':
      return words.flag[`${knob.default}`];
    case 'choice':
      return optionName(knob.default);
    case 'choices':
      return knob.default.join(', ');
  }
}

function Settings({ method }: { readonly method: Method }) {
  if (method.hyperparameters.length === 0) return null;
  return (
    <section>
      <h3>{words.settings}</h3>
      <div className="table-scroll">
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{words.setting}</th>
              <th scope="col">{words.default}</th>
              <th scope="col">{words.range}</th>
            </tr>
          </thead>
          <tbody>
            {method.hyperparameters.map((knob) => (
              <tr key={knob.name}>
                <th scope="row">
                  {knob.label}
                  <small className="knob-text">{knob.description}</small>
                </th>
                <td>{standard(knob)}</td>
                <td>{allowed(knob)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        {words.rate(
          real(method.defaults.learningRate),
          common.options[method.defaults.optimizer] ?? method.defaults.optimizer,
        )}
      </p>
    </section>
  );
}

function TryIt({ method, shown }: { readonly method: Method; readonly shown: ReturnType<typeof useShown> }) {
  const variants = variantsOf(method, shown.settings, shown.dimensions);
  const large = shown.settings.large === 'true' ? '&large=true' : '';
  return (
    <ul className="try-links">
      {variants.map((variant) => (
        <li key={variant.hash}>
          <a className="button" href={`#${variant.hash}${large}`}>
            {variant.kind === 'default'
              ? words.tryDefault
              : variant.kind === 'flag'
                ? words.tryFlag(variant.label)
                : words.trySetting(variant.label, optionName(variant.value))}
            <small>{words.numbersOf(compact(variant.count))}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}

export function MethodPage({ method }: { readonly method: Method }) {
  const narrow = useSyncExternalStore(watch, () => matchMedia(narrowQuery).matches);
  const shown = useShown(method);
  const { hyperparameters, dimensions, name, usable, task, settings } = shown;
  const ownData = usePlay((state) => state.ownData);
  const placement = useMemo(
    () => placementOf(method.id, hyperparameters, dimensions),
    [method, hyperparameters, dimensions],
  );
  const languageModel = task === 'causal-lm' && tasksOf(dimensions).includes(task);
  const head = languageModel ? 0 : headScalars(dimensions.hidden, 'classification', settings.dataset, ownData?.preview);
  const trainable = method.count(dimensions, hyperparameters);
  const sources = method.sources?.(hyperparameters) ?? 0;
  const { learn, paper } = method;
  const category = categoryOf(method.category);
  const identical =
    trainable === 0
      ? words.nothingToMerge
      : typeof method.merge === 'string'
        ? words.mergeNo(method.merge)
        : words.mergeYes;
  return (
    <>
      <header className="page-head">
        <p className="crumbs">
          <PageLink page={method.category} className={`chip chip-${method.category}`}>
            {category?.name ?? common.categories[method.category]}
          </PageLink>{' '}
          <span>{method.subcategory}</span>
        </p>
        <h2 tabIndex={-1} data-page-title>
          {method.name}
        </h2>
        <p className="lead">
          <Text text={learn.idea} />
        </p>
        <p className="paper">
          <a href={paper.url} target="_blank" rel="noreferrer">
            {paper.title}
          </a>{' '}
          <span>
            {paper.authors}. {paper.venue ? `${paper.venue} ` : ''}
            {paper.year}.
          </span>
        </p>
      </header>
      <section className="page-formula">
        <h3 className="visually-hidden">{words.formula}</h3>
        <Formula tex={learn.formula} display />
      </section>
      <div className="page-columns">
        <div>
          <section>
            <h3>{words.trained}</h3>
            <Trained marks={placement.marks} head={head} />
          </section>
          <section>
            <h3>{words.count}</h3>
            <Counts method={method} shown={shown} />
          </section>
          <section>
            <h3>{words.memory}</h3>
            <Memory
              trainable={trainable}
              stored={method.storedBytes(dimensions, hyperparameters)}
              frozen={method.id === 'full' ? 0 : dimensions.parameters}
              reads={readsOnly(method, hyperparameters, dimensions)}
              phases={method.phases !== undefined}
            />
          </section>
        </div>
        <div>
          <section className="page-diagram">
            <h3>{words.where}</h3>
            <p>
              <Text text={learn.where} />
            </p>
            <Diagram
              dimensions={dimensions}
              placement={placement}
              method={method.name}
              head={head}
              languageModel={languageModel}
              moving={false}
              compact={narrow}
            />
            <p className="note">{usable ? words.diagramOf(name) : words.otherModel(method.name, name)}</p>
          </section>
          <section>
            <h3>{words.try}</h3>
            <TryIt method={method} shown={shown} />
          </section>
        </div>
      </div>
      <div className="cards">
        <section>
          <h3>{words.start}</h3>
          <p>
            <Text text={method.identityAtInit ? words.identity : words.noIdentity} />{' '}
            {sources > 0 && words.sources(sources)}
          </p>
        </section>
        <section>
          <h3>{words.merge}</h3>
          <p>
            <Text text={identical} />
          </p>
        </section>
        <section>
          <h3>{words.inference}</h3>
          <p>
            <Text text={learn.inferenceCost} />
          </p>
        </section>
        <section>
          <h3>{words.pitfalls}</h3>
          <p>
            <Text text={learn.pitfalls} />
          </p>
        </section>
      </div>
      <Settings method={method} />
      <LessonLinks about={method.id} title={words.lessons} />
    </>
  );
}
