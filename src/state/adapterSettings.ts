/** The page's settings for an adapter: its method, knobs, model, and data that its head fits. */
import { isWritten } from '../methods/taskId';
import type { Message } from '../messages/message';
import type { Method } from '../methods/contract';
import { isAddress } from '../interchange/hub/address';
import { OWN, type AdapterReport, type Problem } from '../worker/protocol';
import { datasets, models } from './catalogue';
import { EngineError } from './engine';
import { defaultsOf, recommended } from './hash';
import { validateHyperparameter, type Settings } from './properties';
import { hyperparametersOf, isBrought, previewOf, suited, taskOf } from './runConfig';
import { withLocked } from './share';
import type { State } from './state';
import { says } from './messages';

const refused = (message: Message): EngineError =>
  new EngineError({ code: 'bad-adapter', message, advice: [], recoverable: false, suggestions: [] } satisfies Problem);
const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n');

/** A data set that an adapter's head fits: the present one where it does. */
function dataFor({ task, labels, classes }: AdapterReport, state: State): string | undefined {
  if (task === undefined) return state.settings.dataset;
  const fits = (id: string) => {
    if (taskOf({ ...state, settings: { ...state.settings, dataset: id } }) !== task) return false;
    const own = isBrought(id)
      ? (previewOf({ ...state, settings: { ...state.settings, dataset: id } })?.classes.map(({ label }) => label) ?? [])
      : (datasets.find((entry) => entry.id === id)?.labels ?? []);
    return (
      isWritten(task) || (labels === undefined ? classes === undefined || own.length === classes : same(own, labels))
    );
  };
  return [state.settings.dataset, ...(state.ownData ? [OWN] : []), ...datasets.map((entry) => entry.id)].find(fits);
}

/** The page's settings for an adapter. @throws EngineError when it needs what is not here */
export function settingsFor(
  report: AdapterReport,
  state: State,
  methods: readonly Method[],
): Pick<State, 'settings' | 'hyperparameters'> {
  const { settings } = state;
  const { model = settings.model, pooling } = report;
  if (model === OWN ? !state.ownModel : !isAddress(model) && !models.some((entry) => entry.id === model)) {
    throw refused(model === OWN ? says.trainedOnOwnModel : says.trainedOnOtherModel({ model }));
  }
  const dataset = dataFor(report, { ...state, settings: { ...settings, model } });
  if (dataset === undefined && report.labels === undefined && report.classes !== undefined)
    throw refused(says.noDataWithClasses({ classes: report.classes }));
  if (dataset === undefined)
    throw refused(
      says.noDataWithLabels({ labels: report.labels ? { list: report.labels.slice(0, 6) } : says.otherClasses }),
    );
  const method = methods.find((candidate) => candidate.id === (report.method?.id ?? settings.method));
  if (!method) throw refused(says.noSuchMethod({ kind: report.kind }));
  const wanted: Settings = suited(
    {
      ...settings,
      ...(method.id === settings.method ? {} : recommended(method, { model, dataset: dataset ?? settings.dataset })),
      model,
      dataset,
      method: method.id,
      pooling: pooling ?? (report.task ? 'auto' : settings.pooling),
    },
    state,
  );
  if (
    ['model', 'dataset', 'method', 'pooling'].some(
      (name) => withLocked(wanted, settings)[name as keyof Settings] !== wanted[name as keyof Settings],
    )
  ) {
    throw refused(says.linkLocks);
  }
  const knobs = Object.fromEntries(
    method.hyperparameters.map((knob) => {
      const given = report.method?.hyperparameters[knob.name];
      return [
        knob.name,
        (given === undefined ? undefined : validateHyperparameter(knob, given)) ?? defaultsOf(method)[knob.name]!,
      ];
    }),
  );
  const hyperparameters = report.method
    ? knobs
    : hyperparametersOf({ settings: wanted, hyperparameters: state.hyperparameters }, methods);
  return {
    settings: withLocked(wanted, settings),
    hyperparameters: { ...state.hyperparameters, [method.id]: hyperparameters },
  };
}
