/** Left column: which model, which data, which method, and how it trains. */
import { depthOf } from '../../anatomy/shared';
import { Suspense, useState } from 'react';
import { lazy } from '../lazy';
import { datasets, models } from '../contents';
import { tasksOf } from '../../methods/applicability';
import { isHeaded, taskIds } from '../../methods/taskId';
import { isAddress, nameOfAddress } from '../../interchange/hub/address';
import { OWN, type TablePreview } from '../../worker/protocol';
import type { Way } from '../hub/model-dialog';
import { Pen } from '../controls/icons';
import { Select, type OptionGroup } from '../controls/select';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { bytes, compact, whole } from '../format';
import { useControls } from '../share/lock';
import { LockLine } from '../share/notes';
import { inLanguage } from '../inLanguage';
import { opening } from '../opening';
import { strings } from '../strings';
import { TrainableCount } from '../where/trainable-count';
import { Backdoor } from './backdoor';
import { Hyperparameters } from './hyperparameters';
import { MethodChoice } from './method-choice';
import { OwnData } from './own-data';
import { Training } from './training';
import { Transfer } from './transfer';

/** Fetched when they are needed. */
const ModelDialog = lazy(() => import('../hub/model-dialog'));
const DataDialog = lazy(() => import('../hub/data-dialog'));
const Teach = lazy(() => import('../teach/teach'));
const ChosenModel = lazy(() => import('../hub/chosen-model'));
const MethodWords = lazy(() => import('./method-words'));

/** Of the options that open a dialog; no model or data set is called so. */
const FROM_HUB = 'from-hub';

const words = strings.what;

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
        {/* A select tells nothing of what is chosen already. */}
        {settings.model === OWN && control.locked === undefined && (
          <>
            {' '}
            <button type="button" className="link" onClick={() => setWay('files')}>
              {words.change}
            </button>
          </>
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
  const [teach, setTeach] = useState(false);
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
      <DataFacts
        locked={control.locked !== undefined}
        // Lines that travel in the link were typed here, or are shown as if they had been.
        onChange={() => (own?.packed === undefined ? setOpen(true) : setTeach(true))}
      />
      {control.locked === undefined && (
        <button type="button" className="button teach-open" onClick={() => setTeach(true)}>
          <Pen /> {words.teach}
        </button>
      )}
      {taskConflict && (
        <p className="note note-warn" role="alert">
          {inLanguage(taskConflict)}
        </p>
      )}
      <Backdoor />
      <Transfer />
      <OwnData open={open} onOpenChange={setOpen} />
      {teach && (
        <Suspense>
          <Teach onClose={() => setTeach(false)} />
        </Suspense>
      )}
      {hub && (
        <Suspense>
          <DataDialog onClose={() => setHub(false)} />
        </Suspense>
      )}
    </div>
  );
}

function MethodGroup() {
  const { method, conflict, taskConflict } = useConfiguration();
  const authors = method.paper.authors.split(/,\s*/);
  return (
    <div className="group">
      <MethodChoice
        hint={
          <Suspense>
            <MethodWords method={method} />
          </Suspense>
        }
      />
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
      <MethodGroup />
      <Training />
    </section>
  );
}
