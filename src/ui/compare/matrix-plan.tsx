/** What a matrix of transfer is made of: the method, a family's sources and targets, steps and rows. */
import { matrixText, parseMatrix, runsOf, type MatrixPlan } from '../../session/matrix';
import { tasksOf } from '../../methods/applicability';
import { obstacleOf } from '../../state/racePlan';
import type { Playground } from '../../state/playground';
import type { Settings } from '../../state/properties';
import { datasets, models } from '../contents';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { useConfiguration, useMethods, usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { Amount } from '../what/transfer';
import { shortName } from './setNames';
import { words } from './strings';

const text = words.matrix;
const MOST_SEEDS = 5;

type Chosen = NonNullable<ReturnType<typeof parseMatrix>>;

const familyOf = (id: string | undefined): string | undefined => datasets.find((entry) => entry.id === id)?.family;
const membersOf = (family: string): readonly string[] =>
  datasets.filter((entry) => entry.family === family).map(({ id }) => id);
const families = [...new Set(datasets.flatMap(({ family }) => family ?? []))];

/** The runs that the settings plan; undefined where they plan no matrix. */
export function plannedMatrix({ matrix, seed }: Pick<Settings, 'matrix' | 'seed'>): MatrixPlan | undefined {
  const chosen = parseMatrix(matrix);
  return chosen && { ...chosen, seeds: Array.from({ length: chosen.seeds }, (_, n) => seed + n) };
}

/**
 * Turns to a family: from all others to its first member. The model is one that can learn it, and the numbers are such
 * that a source shows: many steps on it, then few steps on few rows.
 */
export function turnToFamily(controller: Playground['controller'], family: string): void {
  const [target, ...others] = membersOf(family);
  const entry = datasets.find(({ id }) => id === target)!;
  const { state } = controller;
  const present = models.find(({ id }) => id === state.settings.model);
  if (present && !tasksOf(present.dimensions).includes(entry.task))
    controller.set('model', models.find(({ dimensions }) => tasksOf(dimensions).includes(entry.task))!.id);
  controller.set('dataset', target!);
  controller.set('steps', 50);
  controller.set('trainRows', 64);
  controller.set('matrix', matrixText({ sources: others, targets: [target!], seeds: 1 }));
}

interface TicksProps {
  readonly label: string;
  readonly members: readonly string[];
  readonly ticked: readonly string[];
  readonly onTicked: (ids: readonly string[]) => void;
}

function Ticks({ label, members, ticked, onTicked }: TicksProps) {
  return (
    <fieldset className="race-group matrix-ticks">
      <legend>{label}</legend>
      {members.map((id) => (
        <label key={id} className="tick">
          <input
            type="checkbox"
            checked={ticked.includes(id)}
            // The last one stays: a matrix without is none.
            disabled={ticked.length === 1 && ticked[0] === id}
            onChange={() =>
              onTicked(members.filter((other) => (other === id ? !ticked.includes(id) : ticked.includes(other))))
            }
          />
          <span>{shortName(id)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Method() {
  const methods = useMethods();
  const { controller } = usePlayground();
  const { method, conflict } = useConfiguration();
  const ownModel = usePlay((state) => state.ownModel);
  const settings = usePlay((state) => state.settings);
  const present = { settings, ownModel, hyperparameters: {}, report: undefined };
  // Those that learn from other data by themselves have no place here.
  const able = methods.filter((one) => !one.sources && !obstacleOf({ ...controller.state, ...present }, one));
  const offered = able.includes(method) ? able : [method, ...able];
  return (
    <>
      <Select
        inline
        label={words.matrix.method}
        value={method.id}
        groups={[{ options: offered.map(({ id, name }) => ({ value: id, label: name })) }]}
        onChange={(id) => controller.set('method', id)}
      />
      {conflict && (
        <p className="note note-warn" role="alert">
          {text.unable} {inLanguage(conflict)}
        </p>
      )}
    </>
  );
}

export function MatrixForm() {
  const settings = usePlay((state) => state.settings);
  const { controller, race } = usePlayground();
  const { method, conflict } = useConfiguration();
  const chosen = parseMatrix(settings.matrix);
  const plan = plannedMatrix(settings);
  const family = familyOf(chosen?.targets[0]);
  if (!chosen || !plan || !family) return null;
  const change = (part: Partial<Chosen>) => controller.set('matrix', matrixText({ ...chosen, ...part }));
  const runs = runsOf(plan);
  const pairs = runs.filter(({ source }) => source !== 'none').length;
  const learnt = new Set(runs.map(({ source, seed }) => `${source}#${seed}`)).size - plan.seeds.length;
  const steps = learnt * settings.transferSteps + runs.length * settings.steps;
  return (
    <>
      <p className="note">{text.text}</p>
      <div className="knobs matrix-form">
        <Select
          inline
          label={text.family}
          value={family}
          groups={[{ options: families.map((id) => ({ value: id, label: text.families[id] ?? id })) }]}
          onChange={(next) => turnToFamily(controller, next)}
        />
        <Method />
        <Amount name="transferSteps" most={2000} />
        <Amount name="steps" most={2000} />
        <Amount name="trainRows" most={2048} />
        <Slider
          label={text.seeds}
          hint={text.seedsText}
          value={chosen.seeds}
          min={1}
          max={MOST_SEEDS}
          integer
          onChange={(seeds) => change({ seeds })}
        />
      </div>
      <div className="matrix-sets">
        <Ticks
          label={text.sources}
          members={membersOf(family)}
          ticked={chosen.sources}
          onTicked={(sources) => change({ sources })}
        />
        <Ticks
          label={text.targets}
          members={membersOf(family)}
          ticked={chosen.targets}
          onTicked={(targets) => change({ targets })}
        />
      </div>
      {pairs === 0 && <p className="note note-warn">{text.nothing}</p>}
      <button
        type="button"
        className="button button-primary race-start"
        disabled={pairs === 0 || conflict !== undefined || method.sources !== undefined}
        onClick={() => void race.startMatrix(plan)}
      >
        {text.start(runs.length)}
      </button>
      <p className="note">{text.amount(whole(steps))}</p>
    </>
  );
}
