/**
 * Three steps for who is here for the first time: train, watch, compare. Each leads to its control, and is ticked when
 * it was done; closed once, they stay away in this browser.
 */
import { useEffect, useState } from 'react';
import type { Method } from '../../methods/contract';
import type { State } from '../../state/state';
import { useMethod, usePlay } from '../context';
import { Close } from '../controls/icons';
import { find, focusable } from '../lesson/targets';
import './start.css';
import { strings as words } from './strings';

const KEY = 'start';
/** As the script in the page's head (index.html) does before the first paint. */
const hide = (): void => {
  document.documentElement.dataset.newcomer = 'no';
};

function remember(): void {
  try {
    localStorage.setItem(KEY, 'done');
  } catch {
    // Storage may be denied: the steps are then closed as long as the page lasts.
  }
}

/** Steps after which the answers have moved. */
const WATCHED = 20;

/** Methods that were trained here: a recording is nobody's doing. */
const trainedOf = ({ run, settings }: State): string | undefined =>
  run.records.length > 0 && !run.recorded ? settings.method : undefined;

const watched = ({ run }: State): boolean => run.records.length >= WATCHED || run.status === 'finished';

type Step = keyof typeof words.steps;
const steps = Object.keys(words.steps) as Step[];

const titleOfAnswers = (): HTMLElement | undefined => {
  const title = document.getElementById('live-title') ?? undefined;
  if (title) title.tabIndex = -1;
  return title;
};

/** What takes the focus for each of them. */
const places: Readonly<Record<Step, (method: Method) => HTMLElement | undefined>> = {
  train: (method) => find('play', method),
  watch: titleOfAnswers,
  compare: (method) => {
    const field = find('method', method);
    return field && focusable(field);
  },
};

function lead(target: HTMLElement | undefined): void {
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}

export default function Start() {
  const present = useMethod();
  const method = usePlay(trainedOf);
  const seen = usePlay(watched);
  const [trained, setTrained] = useState<readonly string[]>([]);
  const [looked, setLooked] = useState(false);
  const [open, setOpen] = useState(true);
  if (method !== undefined && !trained.includes(method)) setTrained([...trained, method]);
  if (method !== undefined && seen && !looked) setLooked(true);
  const done = [trained.length > 0, looked, trained.length > 1];
  const all = done.every(Boolean);
  const now = done.indexOf(false);
  useEffect(() => {
    if (all) remember();
  }, [all]);
  if (!open) return null;
  return (
    <section className="start" aria-labelledby="start-title">
      <h2 id="start-title" className="panel-title">
        {words.title}
      </h2>
      <ol className="start-steps">
        {steps.map((name, step) => (
          <li key={name} data-done={done[step]} data-now={step === (all ? done.length - 1 : now)}>
            <button type="button" className="start-step" onClick={() => lead(places[name](present))}>
              <span className="start-number" aria-hidden="true">
                {done[step] ? '✓' : step + 1}
              </span>
              {words.steps[name]}
              {done[step] && <span className="visually-hidden"> ({words.done})</span>}
            </button>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="icon-button start-close"
        aria-label={words.close}
        title={words.close}
        onClick={() => {
          remember();
          setOpen(false);
          hide();
          document.querySelector<HTMLElement>('.transport .play')?.focus();
        }}
      >
        <Close />
      </button>
    </section>
  );
}
