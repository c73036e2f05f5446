/** The page of one method: everything that a learner asks, derived from the registry. */
import { isWritten } from '../../methods/taskId';
import { tasksOf } from '../../methods/applicability';
import { useMemo, useSyncExternalStore } from 'react';
import type { Hyperparameters, Method } from '../../methods/contract';
import { factsOf } from '../../methods/facts';
import { headScalars } from '../../state/counts';
import { usePlay } from '../context';
import { compact } from '../format';
import { LessonLinks } from '../lesson/lesson-links';
import { readsOnly } from '../scale/estimates';
import { toldOnRequest } from './onRequest';
import { strings as common } from '../strings';
import { factWords } from '../menu/fact-words';
import { optionName } from '../what/option-name';
import { Diagram } from '../where/diagram';
import { placementOf } from '../where/placement';
import { categoryOf } from './categories';
import { Formula } from './formula';
import { useShown, type Shown } from './method-shown';
import { Counts, Memory, Settings, Trained } from './method-tables';
import { PageLink } from './page-link';
import { strings } from './strings';
import { Text } from './term';
import { variantsOf } from './variants';

const words = strings.method;
const narrowQuery = '(max-width: 56.25em)';
const watch = (redraw: () => void) => {
  const query = matchMedia(narrowQuery);
  query.addEventListener('change', redraw);
  return () => query.removeEventListener('change', redraw);
};

function TryIt({ method, shown }: { readonly method: Method; readonly shown: Shown }) {
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

/** What it is called, what it does in a sentence, and whose idea it was. */
function Title({ method, shown }: { readonly method: Method; readonly shown: Shown }) {
  const { learn, paper } = method;
  const facts = factsOf(method, shown.dimensions, shown.hyperparameters);
  const category = categoryOf(method.category);
  return (
    <header className="page-head">
      <p className="crumbs">
        <PageLink page={method.category} className={`chip chip-${method.category}`}>
          {category?.name ?? common.categories[method.category]}
        </PageLink>{' '}
        <span>
          {method.subcategory}
          {method.since === 'after-survey' && ` · ${common.what.afterSurvey}`}
        </span>
      </p>
      <h2 tabIndex={-1} data-page-title>
        {method.name}
      </h2>
      <p className="lead">
        <Text text={learn.idea} />
      </p>
      <ul className="page-facts" aria-label={words.facts}>
        {factWords(facts).map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
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
  );
}

interface PropertiesProps {
  readonly method: Method;
  readonly hyperparameters: Hyperparameters;
  readonly trainable: number;
}

/** How it starts, whether it can be merged, what it costs when used, and what to mind. */
function Properties({ method, hyperparameters, trainable }: PropertiesProps) {
  const learn = toldOnRequest(method);
  const sources = method.sources?.(hyperparameters) ?? 0;
  const merging =
    trainable === 0
      ? words.nothingToMerge
      : typeof method.merge === 'string'
        ? words.mergeNo(method.merge)
        : words.mergeYes;
  return (
    <div className="cards">
      <section>
        <h3>{words.start}</h3>
        <p>
          <Text text={method.learn.start ?? (method.identityAtInit ? words.identity : words.noIdentity)} />{' '}
          {sources > 0 && words.sources(sources)}
        </p>
      </section>
      <section>
        <h3>{words.merge}</h3>
        <p>
          <Text text={merging} />
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
  const languageModel = isWritten(task) && tasksOf(dimensions).includes(task);
  const head = languageModel ? 0 : headScalars(dimensions.hidden, 'classification', settings.dataset, ownData?.preview);
  const trainable = method.count(dimensions, hyperparameters);
  return (
    <>
      <Title method={method} shown={shown} />
      <section className="page-formula">
        <h3 className="visually-hidden">{words.formula}</h3>
        <Formula tex={method.learn.formula} display />
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
              moments={method.moments(dimensions, hyperparameters)}
              stored={method.storedBytes(dimensions, hyperparameters)}
              frozen={dimensions.parameters - method.unfrozen(dimensions, hyperparameters)}
              reads={readsOnly(method, hyperparameters, dimensions)}
              phases={method.phases !== undefined}
            />
          </section>
        </div>
        <div>
          <section className="page-diagram">
            <h3>{words.where}</h3>
            <p>
              <Text text={method.learn.where} />
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
      <Properties method={method} hyperparameters={hyperparameters} trainable={trainable} />
      <Settings method={method} />
      <LessonLinks about={method.id} title={words.lessons} />
    </>
  );
}
