/** Left column: which model, which data, which method, and how it trains. */
import { depthOf } from '../../anatomy/shared';
import { lazy, Suspense, useState } from 'react';
import { datasets, models } from '../contents';
import { applicability, tasksOf } from '../../methods/applicability';
import type { Category, Method } from '../../methods/contract';
import { isHeaded, taskIds } from '../../methods/taskId';
import { isAddress, nameOfAddress } from '../../interchange/hub/address';
import { OWN, type TablePreview } from '../../worker/protocol';
import type { Way } from '../hub/model-dialog';
import { Select, type OptionGroup } from '../controls/select';
import { useConfiguration, useMethods, usePlay, usePlayground } from '../context';
import { bytes, compact, whole } from '../format';
import { useControls } from '../share/lock';
import { LockLine } from '../share/notes';
import { inLanguage } from '../inLanguage';
import { strings } from '../strings';
import { TrainableCount } from '../where/trainable-count';
import { Backdoor } from './backdoor';
import { Hyperparameters } from './hyperparameters';
import { OwnData } from './own-data';
import { Training } from './training';
import { Transfer } from './transfer';

/** Fetched when they are needed. */
const ModelDialog = lazy(() => import('../hub/model-dialog'));
const DataDialog = lazy(() => import('../hub/data-dialog'));
const ChosenModel = lazy(() => import('../hub/chosen-model'));

/** Of the options that open a dialog; no model or data set is called so. */
const FROM_HUB = 'from-hub';

const words = strings.what;
const order: readonly Category[] = ['reparameterised', 'additive', 'partial', 'hybrid', 'unified', 'baseline'];

function Model() {
  const settings = usePlay((state) => state.settings);
  const own = usePlay((state) => state.ownModel);
  const { controller } = usePlayground();
  const { dimensions } = useConfiguration();
  const [way, setWay] = useState<Way>();
  const control = useControls()('model');
  const address = isAddress(settings.model);
  if (control.hidden) return null;
  const entry = models.find((model) => model.id === settings.model);
  const groups: readonly OptionGroup[] = [
    {
      options: [
        ...models.map((model) => ({ value: model.id, label: model.name, text: model.summary })),
        ...(address ? [{ value: settings.model, label: nameOfAddress(settings.model) }] : []),
        { value: FROM_HUB, label: words.hubModel },
        { value: OWN, label: own ? `${strings.model.own}: ${own.report.name}` : words.ownModel },
      ],
    },
  ];
  return (
    <div className="group">
      <Select
        label={words.model}
        locked={control.locked}
        value={settings.model}
        groups={groups}
        onChange={(id) => {
          if (id === FROM_HUB) setWay('hub');
          else if (id === OWN) setWay('files');
          else controller.set('model', id);
        }}
      />
      <p className="note">
        {words.modelFacts(
          depthOf(dimensions),
          dimensions.hidden,
          compact(dimensions.parameters),
          entry && bytes(entry.bytes),
        )}
      </p>
      {address && (
        <Suspense>
          <ChosenModel />
        </Suspense>
      )}
      {way && (
        <Suspense>
          <ModelDialog way={way} onClose={() => setWay(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

const rowsOf = ({ rowCount, classes, task }: TablePreview): string =>
  words.rows(whole(rowCount), classes.length, isHeaded(task) || task === 'seq2seq');

/** What the chosen data hold, whose they are, and what is wrong with them. */
function DataFacts({ locked, onChange }: { readonly locked: boolean; readonly onChange: () => void }) {
  const settings = usePlay((state) => state.settings);
  const own = usePlay((state) => state.ownData);
  const remote = usePlay((state) =>
    state.remoteData?.address === state.settings.dataset ? state.remoteData : undefined,
  );
  const entry = datasets.find((dataset) => dataset.id === settings.dataset);
  return (
    <>
      {entry && (
        <p className="note">
          {words.rows(whole(entry.rows), entry.labels.length, isHeaded(entry.task) || entry.task === 'seq2seq')}.{' '}
          {words.licence(entry.license)}.
        </p>
      )}
      {remote && (
        <p className="note">
          {rowsOf(remote.preview)}. {remote.license && `${words.licence(remote.license)}.`}
        </p>
      )}
      {remote?.preview.problem && (
        <p className="note note-warn" role="alert">
          {inLanguage(remote.preview.problem)}
        </p>
      )}
      {settings.dataset === OWN && own?.preview && (
        <p className="note">
          {rowsOf(own.preview)}.{' '}
          {!locked && (
            <button type="button" className="link" onClick={onChange}>
              {words.change}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Data() {
  const settings = usePlay((state) => state.settings);
  const own = usePlay((state) => state.ownData);
  const { controller } = usePlayground();
  const { dimensions, taskConflict } = useConfiguration();
  const [open, setOpen] = useState(false);
  const [hub, setHub] = useState(false);
  const address = isAddress(settings.dataset);
  const control = useControls()('dataset');
  const tasks = tasksOf(dimensions);
  if (control.hidden) return null;
  const groups: readonly OptionGroup[] = [
    ...taskIds
      .filter((kind) => datasets.some((dataset) => dataset.task === kind))
      .map((kind) => ({
        label: strings.data.tasks[kind],
        options: datasets
          .filter((dataset) => dataset.task === kind)
          .map((dataset) => ({
            value: dataset.id,
            label: dataset.name,
            text: dataset.summary,
            disabled: !tasks.includes(kind),
          })),
      })),
    {
      options: [
        ...(address ? [{ value: settings.dataset, label: nameOfAddress(settings.dataset) }] : []),
        { value: FROM_HUB, label: words.hubData },
        { value: OWN, label: own ? `${strings.data.title}: ${own.name}` : words.ownData },
      ],
    },
  ];
  return (
    <div className="group">
      <Select
        label={words.data}
        locked={control.locked}
        value={settings.dataset}
        groups={groups}
        onChange={(id) => {
          if (id === FROM_HUB) setHub(true);
          else if (id === OWN) setOpen(true);
          else controller.set('dataset', id);
        }}
      />
      <DataFacts locked={control.locked !== undefined} onChange={() => setOpen(true)} />
      {taskConflict && (
        <p className="note note-warn" role="alert">
          {inLanguage(taskConflict)}
        </p>
      )}
      <Backdoor />
      <Transfer />
      <OwnData open={open} onOpenChange={setOpen} />
      {hub && (
        <Suspense>
          <DataDialog onClose={() => setHub(false)} />
        </Suspense>
      )}
    </div>
  );
}

const sentencesOf = (text: string): readonly string[] => text.match(/.*?[.!?](?=\s|$)/g) ?? [text];

/** Sentences from the beginning, until they say something: some begin with what everybody knows. */
function opening(text: string): string {
  const sentences = sentencesOf(text);
  const enough = sentences.findIndex((_, i) => sentences.slice(0, i + 1).join('').length >= 60);
  return enough < 0 ? text : sentences.slice(0, enough + 1).join('');
}

function Learn({ method }: { readonly method: Method }) {
  const { idea, where, inferenceCost, pitfalls } = method.learn;
  return (
    <>
      <p>{idea}</p>
      {(
        [
          [words.learn.where, where],
          [words.learn.cost, inferenceCost],
          [words.learn.pitfalls, pitfalls],
        ] as const
      ).map(([name, text]) => (
        <p key={name}>
          <b>{name}:</b> {text}
        </p>
      ))}
    </>
  );
}

/** Its kind in the survey's words, and whether it came after the survey. */
const shelfOf = ({ subcategory, since }: Method): string =>
  since === 'after-survey' ? `${subcategory} · ${words.afterSurvey}` : subcategory;

function MethodChoice() {
  const methods = useMethods();
  const { controller } = usePlayground();
  const { method, dimensions, conflict, task, taskConflict } = useConfiguration();
  const groups: readonly OptionGroup[] = order
    .map((category) => ({
      label: strings.categories[category],
      tone: `tone-${category}`,
      options: methods
        .filter((candidate) => candidate.category === category)
        .map((candidate) => {
          // What its knobs can mend is no reason to hide a method, and what the data must mend is said there.
          const refusal = applicability(candidate, dimensions, undefined, taskConflict ? undefined : task);
          return {
            value: candidate.id,
            label: candidate.name,
            text: refusal ? sentencesOf(inLanguage(refusal))[0] : shelfOf(candidate),
            disabled: refusal !== undefined && candidate !== method,
          };
        }),
    }))
    .filter((group) => group.options.length > 0);
  const authors = method.paper.authors.split(/,\s*/);
  const control = useControls()('method');
  return (
    <div className="group">
      {!control.hidden && (
        <Select
          label={words.method}
          locked={control.locked}
          hint={<Learn method={method} />}
          value={method.id}
          groups={groups}
          onChange={(id) => controller.set('method', id)}
        />
      )}
      {/* On a phone the drawing with its count is a screen further down. */}
      <p className="method-count">
        <TrainableCount />
      </p>
      <p className="note">
        {opening(method.learn.idea)}{' '}
        <a href={method.paper.url} target="_blank" rel="noreferrer" title={method.paper.title}>
          {words.paper(authors[0] ?? '', authors.length > 1, method.paper.year)}
        </a>
      </p>
      {conflict && inLanguage(conflict) !== (taskConflict && inLanguage(taskConflict)) && (
        <p className="note note-warn" role="alert">
          {inLanguage(conflict)}
        </p>
      )}
      <Hyperparameters />
    </div>
  );
}

export function What() {
  return (
    <section className="panel what" aria-labelledby="what-title">
      <h2 id="what-title" className="panel-title">
        {words.title}
      </h2>
      <LockLine />
      <Model />
      <Data />
      <MethodChoice />
      <Training />
    </section>
  );
}
