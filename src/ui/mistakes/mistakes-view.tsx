/** What the model gets wrong on the validation split, what changed sides, and which tokens answers hang on. */
import { useEffect, useState } from 'react';
import type { Message } from '../../messages/message';
import type { PinnedText } from '../../session/pinned';
import { hasBegun } from '../../state/reduceRun';
import type { Examination } from '../../training/examiner';
import type { MistakesReport } from '../../training/mistakes';
import type { PinnedPlace, PinnedStates, StateName } from '../../worker/protocol';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { ChangesView } from './changes-view';
import { Examples } from './example';
import { ExplainView } from './explain-view';
import { Labels, Matrix } from './matrix';
import './mistakes.css';
import { strings as words } from './strings';

const places = ['a', 'b'] as const satisfies readonly PinnedPlace[];

const nameOf = (state: StateName, pinned: PinnedStates): string =>
  state === 'base' || state === 'now' ? words.states[state] : words.states[state](whole(pinned[state] ?? 0));

interface StateSelectProps {
  readonly label: string;
  readonly value: StateName;
  readonly states: readonly StateName[];
  readonly pinned: PinnedStates;
  readonly onChange: (state: StateName) => void;
}

const StateSelect = ({ label, value, states, pinned, onChange }: StateSelectProps) => (
  <label className="mistakes-state">
    {label}{' '}
    <select value={value} onChange={(event) => onChange(event.target.value as StateName)}>
      {states.map((state) => (
        <option key={state} value={state}>
          {nameOf(state, pinned)}
        </option>
      ))}
    </select>
  </label>
);

function Report({
  report,
  onWhy,
}: {
  readonly report: MistakesReport;
  readonly onWhy: ((text: PinnedText) => void) | undefined;
}) {
  const { step, rows, wrong, task, order, confusion, byLabel, mistakes } = report;
  const graded = task === 'regression' || task === 'causal-lm' || task === 'seq2seq' || order === 'chrf';
  return (
    <>
      <p className="note">
        {words.at(whole(step))}{' '}
        {graded ? words.worst(whole(rows)) : wrong === 0 ? words.none : words.wrong(whole(wrong), whole(rows))}
      </p>
      <div className="mistakes-halves">
        {(confusion || byLabel) && (
          <div>
            {confusion && <Matrix report={report} onWhy={onWhy} />}
            {byLabel && <Labels labels={byLabel} />}
          </div>
        )}
        {mistakes.length > 0 && (
          <div>
            <h3 className="group-title">{words.examples}</h3>
            <Examples mistakes={mistakes} order={order} onWhy={onWhy} />
          </div>
        )}
      </div>
    </>
  );
}

/** What was found of two states of the run here, and how it is asked for. */
function useExamination() {
  const { controller } = usePlayground();
  const epoch = usePlay((state) => state.epoch);
  const [seen, setSeen] = useState<{ readonly epoch: number; readonly examination: Examination }>();
  const [refusal, setRefusal] = useState<Message>();
  const [asking, setAsking] = useState(false);
  const [pinned, setPinned] = useState<PinnedStates>({});
  const [from, setFrom] = useState<StateName>('base');
  const [to, setTo] = useState<StateName>('now');
  useEffect(() => {
    setPinned({});
    setFrom('base');
    setTo('now');
    setRefusal(undefined);
    if (!controller.isBuilt) return;
    void controller.call('pinnedStates', null).then(setPinned, () => undefined);
  }, [epoch, controller]);
  const look = async (before: StateName, now: StateName) => {
    setFrom(before);
    setTo(now);
    setAsking(true);
    const { epoch: asked } = controller.state;
    const told = await controller.ask('examine', { split: 'validation', from: before, to: now });
    setAsking(false);
    if (!told || controller.state.epoch !== asked) return;
    setRefusal('refusal' in told ? told.refusal : undefined);
    if ('answer' in told) setSeen({ epoch: asked, examination: told.answer });
  };
  const keep = async (place: PinnedPlace) => {
    const told = await controller.ask('pinState', { place });
    if (told && 'answer' in told) setPinned(told.answer);
  };
  const present = seen?.epoch === epoch ? seen.examination : undefined;
  return { present, refusal, asking, pinned, from, to, look, keep };
}

function Tools({ present, asking, pinned, from, to, look, keep }: ReturnType<typeof useExamination>) {
  const began = usePlay((state) => hasBegun(state.run) || state.run.counts !== undefined);
  const kept = places.filter((place) => pinned[place] !== undefined);
  return (
    <div className="mistakes-tools">
      <button
        type="button"
        className={present ? 'button' : 'button button-primary'}
        disabled={asking}
        onClick={() => void look(from, to)}
      >
        {asking ? words.looking : present ? words.again : words.look}
      </button>
      <StateSelect
        label={words.from}
        value={from}
        states={['base', ...kept]}
        pinned={pinned}
        onChange={(state) => void look(state, to)}
      />
      {kept.length > 0 && (
        <StateSelect
          label={words.to}
          value={to}
          states={['now', ...kept]}
          pinned={pinned}
          onChange={(state) => void look(from, state)}
        />
      )}
      {began &&
        places.map((place) => (
          <button key={place} type="button" className="link" title={words.keepHint} onClick={() => void keep(place)}>
            {words.keep(place.toUpperCase())}
          </button>
        ))}
    </div>
  );
}

export default function MistakesView() {
  const examination = useExamination();
  const { present, refusal } = examination;
  const began = usePlay((state) => hasBegun(state.run) || state.run.counts !== undefined);
  const data = usePlay(({ settings: { model, dataset } }) => `${model} ${dataset}`);
  const [why, setWhy] = useState<PinnedText>();
  // Windows of a longer text are no texts to be asked about.
  const onWhy = present?.report.task === 'causal-lm' ? undefined : (text: PinnedText) => setWhy({ ...text });
  return (
    <div className="mistakes">
      <Tools {...examination} />
      {refusal && <p className="note note-warn">{inLanguage(refusal)}</p>}
      {!present && !refusal && !began && <p className="note">{words.waiting}</p>}
      <div aria-live="polite">
        {present && (
          <>
            <Report report={present.report} onWhy={onWhy} />
            <ChangesView examination={present} onWhy={onWhy} />
          </>
        )}
      </div>
      <ExplainView key={data} given={why} />
    </div>
  );
}
