/** The race: tick methods, start, watch, stop, go on. */
import { ToggleGroup } from 'radix-ui';
import { useEffect, useId, useRef, useState } from 'react';
import { datasets, models } from '../contents';
import type { Category, Method } from '../../methods/contract';
import { entryKey, obstacleOf, usualMethods, type Race, type RaceEntry } from '../../state/racePlan';
import { boardSeeds } from '../../state/boards';
import { nameOfAddress } from '../../interchange/hub/address';
import { OWN } from '../../worker/protocol';
import { useMethods, usePlay, usePlayground, useRace } from '../context';
import { whole } from '../format';
import { RaceActions, RaceBar } from '../controls/race-progress';
import { inLanguage } from '../inLanguage';
import { strings } from '../strings';
import { Flag } from '../controls/choices';
import { Select } from '../controls/select';
import { InlineMark } from './mark';
import { MatrixForm, turnToFamily } from './matrix-plan';
import { words } from './strings';

const text = words.race;
/** How often a method is trained: error bars begin with the second. */
const seedCounts = [1, 2, 3, 5] as const;
const order: readonly Category[] = ['baseline', 'additive', 'partial', 'reparameterised', 'hybrid', 'unified'];
/** What all methods share: the model's name, and all of it as a line. */
function useConditions(base?: Race['base']): { readonly modelName: string; readonly line: string } {
  const settings = usePlay((state) => state.settings);
  const ownData = usePlay((state) => state.ownData);
  const raced = useRace((state) => state.race);
  const { model, dataset, steps, seed } = base ?? settings;
  const own = [...new Set(raced?.entries.flatMap((entry) => entry.seed ?? []))];
  const seeds = base && raced?.board ? boardSeeds.join(', ') : base && own.length > 0 ? own.join(', ') : String(seed);
  const modelName =
    model === OWN ? strings.model.own : (models.find((entry) => entry.id === model)?.name ?? nameOfAddress(model));
  const dataName =
    dataset === OWN
      ? (ownData?.name ?? strings.data.title)
      : (datasets.find((entry) => entry.id === dataset)?.name ?? nameOfAddress(dataset));
  return { modelName, line: text.conditions(modelName, dataName, whole(steps), seeds) };
}

interface MethodsProps {
  /** Why a method can't take part, by its id. */
  readonly obstacles: ReadonlyMap<string, ReturnType<typeof obstacleOf>>;
  readonly ticked: readonly string[];
  readonly onTicked: (ids: readonly string[]) => void;
}

/** All methods by category, to be ticked; one that can't take part says why. */
function Methods({ obstacles, ticked, onTicked }: MethodsProps) {
  const methods = useMethods();
  const toggle = ({ id }: Method) =>
    onTicked(ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id]);
  return (
    <div className="race-methods">
      {order.map((category) => {
        const members = methods.filter((method) => method.category === category);
        if (members.length === 0) return null;
        return (
          <fieldset key={category} className="race-group">
            <legend>
              <InlineMark category={category} />
              {strings.categories[category]}
            </legend>
            {members.map((method) => {
              const obstacle = obstacles.get(method.id);
              const reason = obstacle && inLanguage(obstacle);
              return (
                <label key={method.id} className={obstacle ? 'tick tick-off' : 'tick'} title={reason}>
                  <input
                    type="checkbox"
                    disabled={obstacle !== undefined}
                    checked={!obstacle && ticked.includes(method.id)}
                    onChange={() => toggle(method)}
                  />
                  <span>
                    {method.name}
                    {reason && <small className="menu-text">{reason}</small>}
                  </span>
                </label>
              );
            })}
          </fieldset>
        );
      })}
    </div>
  );
}

function Plan() {
  const methods = useMethods();
  const settings = usePlay((state) => state.settings);
  const hyperparameters = usePlay((state) => state.hyperparameters);
  const report = usePlay((state) => state.report);
  const ownModel = usePlay((state) => state.ownModel);
  const ownData = usePlay((state) => state.ownData);
  const remoteModel = usePlay((state) => state.remoteModel);
  const remoteData = usePlay((state) => state.remoteData);
  const { controller, race } = usePlayground();
  const [ticked, setTicked] = useState<readonly string[]>(usualMethods);
  const [test, setTest] = useState(false);
  const [seeds, setSeeds] = useState(1);
  const { modelName, line } = useConditions();
  const chosenNow = { settings, hyperparameters, report, ownModel, ownData, remoteModel, remoteData };
  const obstacles = new Map(methods.map((method) => [method.id, obstacleOf(chosenNow, method)]));
  const able = methods.filter((method) => !obstacles.get(method.id));
  const entered = able.filter((method) => ticked.includes(method.id));
  const start = (entrants: readonly Method[]) =>
    void race.start(
      entrants.map((method) => method.id),
      { test, seeds },
    );
  return (
    <>
      <p className="note">{text.text}</p>
      <p className="race-conditions">
        {line}{' '}
        <button type="button" className="link" onClick={() => controller.set('view', 'play')}>
          {text.change}
        </button>
      </p>
      <div className="race-seeds">
        <Select
          inline
          label={text.seeds}
          hint={text.seedsHint}
          value={String(seeds)}
          groups={[{ options: seedCounts.map((count) => ({ value: String(count), label: whole(count) })) }]}
          onChange={(value) => setSeeds(Number(value))}
        />
      </div>
      <Flag label={text.test} hint={text.testHint} value={test} onChange={setTest} />
      <button
        type="button"
        className="button button-primary race-start"
        disabled={entered.length === 0}
        onClick={() => start(entered)}
      >
        {text.start(entered.length)}
      </button>
      <div className="race-survey">
        <button type="button" className="button" disabled={able.length === 0} onClick={() => start(able)}>
          {text.survey(able.length)}
        </button>
        <p className="note">{text.surveyText(modelName)}</p>
      </div>
      <div className="race-tools">
        <button type="button" className="export" onClick={() => setTicked(able.map((method) => method.id))}>
          {text.all}
        </button>
        <button type="button" className="export" onClick={() => setTicked([])}>
          {text.none}
        </button>
      </div>
      <Methods obstacles={obstacles} ticked={ticked} onTicked={setTicked} />
    </>
  );
}

function Entry({ race, entry, now }: { readonly race: Race; readonly entry: RaceEntry; readonly now: boolean }) {
  const methods = useMethods();
  const step = usePlay((state) => (now ? state.run.step : 0));
  const status = usePlay((state) => state.run.status);
  const method = methods.find((candidate) => candidate.id === entry.method);
  const name = method?.name ?? entry.method;
  const result = race.done[entryKey(entry)];
  const state = result === undefined ? (now ? 'now' : 'waiting') : typeof result === 'string' ? 'done' : 'failed';
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // A long list scrolls by itself: what is trained stays in sight, and the page does not move.
    const list = row.current?.parentElement;
    if (now && list) list.scrollTop = row.current!.offsetTop - list.clientHeight / 2;
  }, [now]);
  const line =
    state !== 'now'
      ? text.state[state]
      : status === 'training'
        ? text.step(whole(step), whole(race.base.steps))
        : strings.statuses[status];
  return (
    <li ref={row} className="race-entry" data-method={entry.method} data-state={state}>
      {method && <InlineMark category={method.category} />}
      <span className="race-name">{entry.seed === undefined ? name : text.seeded(name, String(entry.seed))}</span>
      <span className="race-state">{line}</span>
      {state === 'now' && (
        <span className="race-bar">
          <span style={{ inlineSize: `${Math.min(100, (100 * step) / race.base.steps)}%` }} />
        </span>
      )}
      {typeof result === 'object' && result.message && (
        <span className="race-message">{inLanguage(result.message)}</span>
      )}
    </li>
  );
}

function Progress({ race }: { readonly race: Race }) {
  const status = useRace((state) => state.status);
  const now = useRace((state) => state.now);
  const missing = useRace((state) => state.missing);
  const methods = useMethods();
  const { modelName, line } = useConditions(race.base);
  const { method, transferSteps, steps, trainRows } = race.base;
  const conditions = words.matrix.conditions(
    methods.find(({ id }) => id === method)?.name ?? method,
    modelName,
    whole(transferSteps),
    whole(steps),
    trainRows > 0 ? words.matrix.fewRows(whole(trainRows)) : words.matrix.allRows,
  );
  const sentence = missing
    ? text.missing[missing]
    : status === 'elsewhere'
      ? text.elsewhere
      : status === 'over'
        ? (race.matrix ? words.matrix : text).over
        : status === 'stopped'
          ? (race.matrix ? words.matrix : text).stopped
          : undefined;
  return (
    <>
      <p className="race-conditions">{race.matrix ? conditions : line}</p>
      <RaceBar race={race} label={text.title} progress={text.progress} />
      {sentence && (
        <p className={missing ? 'note note-warn' : 'note'} role={missing ? 'alert' : undefined}>
          {sentence}
        </p>
      )}
      <RaceActions race={race} text={race.matrix ? { ...text, discard: words.matrix.discard } : text} />
      {!race.matrix && (
        <ol className="race-list" tabIndex={0} aria-label={text.methods}>
          {race.entries.map((entry) => (
            <Entry key={entryKey(entry)} race={race} entry={entry} now={entryKey(entry) === now} />
          ))}
        </ol>
      )}
    </>
  );
}

/** One data set and many methods, or one method and many data sets. */
function Kinds({ matrix }: { readonly matrix: boolean }) {
  const { controller } = usePlayground();
  const dataset = usePlay((state) => state.settings.dataset);
  const family = datasets.find(({ id }) => id === dataset)?.family ?? 'numbers';
  const kinds = words.matrix.tabs;
  return (
    <ToggleGroup.Root
      type="single"
      className="toggles race-kinds"
      aria-label={kinds.label}
      value={matrix ? 'transfer' : 'methods'}
      onValueChange={(next) => {
        if (next === 'transfer') turnToFamily(controller, family);
        else if (next === 'methods') controller.set('matrix', '');
      }}
    >
      <ToggleGroup.Item value="methods" className="toggle">
        {kinds.methods}
      </ToggleGroup.Item>
      <ToggleGroup.Item value="transfer" className="toggle">
        {kinds.transfer}
      </ToggleGroup.Item>
    </ToggleGroup.Root>
  );
}

export interface RacePanelProps {
  /** Whether the survey's own counts are shown. */
  readonly counts: boolean;
  readonly onCounts: (shown: boolean) => void;
}

export function RacePanel({ counts, onCounts }: RacePanelProps) {
  const race = useRace((state) => state.race);
  const matrix = usePlay((state) => state.settings.matrix !== '');
  const id = useId();
  return (
    <section className="panel compare-race" aria-labelledby={id}>
      <h2 className="panel-title" id={id}>
        {text.title}
      </h2>
      {race ? (
        <Progress race={race} />
      ) : (
        <>
          <Kinds matrix={matrix} />
          {matrix ? <MatrixForm /> : <Plan />}
        </>
      )}
      <button type="button" className="link race-counts" aria-expanded={counts} onClick={() => onCounts(!counts)}>
        {text.surveyCounts}
      </button>
    </section>
  );
}
