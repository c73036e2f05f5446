/**
 * The page's centre: what the model says to a few texts, moving while it trains, with its answer before training faint
 * beside it. Afterwards one goes back through what was seen.
 */
import { memo, Suspense, useState, type CSSProperties } from 'react';
import { lazy } from '../lazy';
import { USUAL_PINNED, type Answer, type Pinned, type PinnedText } from '../../session/pinned';
import { boards } from '../../state/boards';
import { datasets } from '../../state/catalogue';
import { readPins, same, writePins } from '../../state/pins';
import { busy } from '../../state/run';
import { previewOf } from '../../state/runConfig';
import { isWritten } from '../../methods/taskId';
import { useConfiguration, usePlay, usePlayground, useTakingOver } from '../context';
import { Close } from '../controls/icons';
import { whole } from '../format';
import { inLanguage } from '../inLanguage';
import { strings } from '../strings';
import { AnswerView, BARS, type Form } from './answers';
import { Scrubber } from './scrubber';
import { saidOf, rowsOf, useShown, type ShownRow, type Shown } from './shown';

const words = strings.live;

const Rivals = lazy(() => import('./rivals'));
const PinForm = lazy(() => import('./pin-form'));
const Summary = lazy(() => import('./summary'));

/** Where there is a board of the chosen task. */
function Beside() {
  const takingOver = useTakingOver();
  const model = usePlay((state) => state.settings.model);
  const dataset = usePlay((state) => state.settings.dataset);
  const board = boards.some((candidate) => candidate.model === model && candidate.data === dataset);
  if (!board) return null;
  return (
    <div className="rivals-place">
      {!takingOver && (
        <Suspense>
          <Rivals />
        </Suspense>
      )}
    </div>
  );
}

interface RowProps {
  readonly shown: ShownRow;
  readonly form: Form;
  readonly before: Answer | undefined;
  readonly now: Answer | undefined;
  readonly onRemove?: (() => void) | undefined;
}

function Row({ shown: { row, at }, form, before, now, onRemove }: RowProps) {
  const { text, second, cut, refusal } = row;
  const tagged = form.task === 'token-classification' && at !== undefined;
  return (
    <li className="live-row" data-own={row.own} data-task={form.task}>
      {/* Words with tags are the text. What is written on begins with it. */}
      {!tagged && (
        <p className="live-text" dir="auto" title={second === undefined ? text : `${text}\n${second}`}>
          {text}
          {second !== undefined && <span className="live-second">{second}</span>}
        </p>
      )}
      {onRemove && (
        <button
          type="button"
          className="icon-button live-remove"
          aria-label={words.unpin(text)}
          title={words.unpin(text)}
          onClick={onRemove}
        >
          <Close />
        </button>
      )}
      {refusal ? (
        <p className="note">{inLanguage(refusal)}</p>
      ) : (
        <AnswerView form={form} row={row} {...(before && { before })} {...(now && { now })} />
      )}
      {cut !== undefined && <p className="live-cut">{words.cut(whole(cut))}</p>}
    </li>
  );
}

/** Drawn anew where its own answer has changed. */
const MemoRow = memo(
  Row,
  (a, b) =>
    a.shown.row === b.shown.row &&
    a.shown.at === b.shown.at &&
    a.before === b.before &&
    a.now === b.now &&
    a.form === b.form,
);

/** The form of the answers before anything is known of the run: as the data say. */
function useForm(pinned: Pinned | undefined): Form {
  const { task } = useConfiguration();
  const dataset = usePlay((state) => state.settings.dataset);
  const preview = usePlay(previewOf);
  const [kept, setKept] = useState<Form>();
  if (pinned && pinned.task === task) return pinned;
  const labels = preview
    ? preview.classes.map(({ label }) => label)
    : (datasets.find(({ id }) => id === dataset)?.labels ?? []);
  const same = kept?.task === task && kept.labels.join() === labels.join();
  if (same) return kept;
  const form = { task, labels };
  setKept(form);
  return form;
}

/** Places of texts that are not known yet. */
const PLACES = Array.from({ length: USUAL_PINNED }, (_, place) => place);

/** What the panel is, or that nothing was asked yet, with a way to ask: in the same place, so that nothing jumps. */
function Hint({ shown, pins }: { readonly shown: Shown; readonly pins: number }) {
  const { controller } = usePlayground();
  const status = usePlay((state) => state.run.status);
  const intent = usePlay((state) => state.intent);
  const refusal = usePlay((state) => state.run.notPinned);
  const conflict = useConfiguration().conflict !== undefined;
  if (refusal) return <p className="note live-hint">{inLanguage(refusal)}</p>;
  if (shown.pinned) return <p className="note live-hint">{words.hint}</p>;
  if (busy(status) || intent === 'run') return <p className="note live-hint">{words.loading}</p>;
  return (
    <p className="note live-hint">
      {pins > 0 ? words.waiting : words.examples}{' '}
      {!conflict && (
        <button type="button" className="link" onClick={() => void controller.build()}>
          {words.ask}
        </button>
      )}
    </p>
  );
}

export function Live() {
  const shown = useShown();
  const { pinned, looks, isRecorded } = shown;
  const takingOver = useTakingOver();
  const { controller } = usePlayground();
  const line = usePlay((state) => state.settings.pins);
  const pins = readPins(line);
  const rows = rowsOf(pins, pinned);
  const form = useForm(pinned);
  // What is pinned by then: a row is not drawn anew for every change of the others.
  const remove = (pin: PinnedText) => {
    const present = readPins(controller.state.settings.pins);
    controller.set('pins', writePins(present.filter((other) => !same(other, pin))));
  };
  /** Step that one has gone back to. */
  const [back, setBack] = useState<{ readonly of: Pinned | undefined; readonly step: number }>();
  const chosen = back && back.of === pinned ? looks.findLast(({ step }) => step <= back.step) : undefined;
  const played = usePlay((state) => state.played);
  const last = chosen ?? looks.at(-1);
  const look = chosen ?? played?.look ?? last;
  const fits = pinned === undefined || pinned.task === form.task;
  return (
    <section className="panel live" aria-labelledby="live-title">
      <div className="panel-head live-top">
        <h2 id="live-title" className="panel-title">
          {isWritten(form.task) ? words.writes : words.says}
        </h2>
        <Hint shown={shown} pins={pins.length} />
      </div>
      <ul
        className="live-rows"
        data-step={look?.step}
        data-strength={played?.settings.strength}
        data-form={isWritten(form.task) ? 'text' : form.task}
        style={{ '--bars': Math.min(BARS, form.labels.length) } as CSSProperties}
      >
        {(fits ? rows : []).map((row) => {
          const { before, now } = saidOf(row, pinned, look);
          return (
            <MemoRow
              key={`${row.row.own} ${row.row.text} ${row.row.second ?? ''} ${row.row.own ? '' : row.at}`}
              shown={row}
              form={form}
              before={before}
              now={now}
              onRemove={row.row.own ? () => remove(row.row) : undefined}
            />
          );
        })}
        {/* Until the examples of the data are there, their places are kept. */}
        {PLACES.slice(fits && pinned ? USUAL_PINNED : fits ? rows.length : 0).map((place) => (
          <li key={place} className="live-row live-empty" aria-hidden="true" />
        ))}
      </ul>
      <div className="live-foot">
        <Scrubber
          looks={looks}
          at={last}
          isBack={chosen !== undefined}
          isRecorded={isRecorded}
          onStep={(step) => setBack(step === undefined ? undefined : { of: pinned, step })}
        />
        <div className="live-pin-place">
          {!takingOver && (
            <Suspense>
              <PinForm />
            </Suspense>
          )}
        </div>
      </div>
      {!takingOver && (
        <Suspense>
          <Summary {...shown} />
        </Suspense>
      )}
      <Beside />
    </section>
  );
}
