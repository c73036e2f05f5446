/** Top bar: name, transport, what is going on, theme. */
import { Suspense, useEffect, useRef } from 'react';
import { lazy } from '../lazy';
import { shownRun } from '../../state/state';
import { busy, moving, stepsOf, type Run } from '../../state/run';
import { Pause, Play, Reset, Step } from '../controls/icons';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { bytes, roughly, whole } from '../format';
import { strings } from '../strings';
import { ShareButton } from '../share/button';
import { LargeType } from './large-type';
import { Nav } from './nav';
import { Spark } from './spark';
import { ThemeButton } from './theme';
import { SettingsButton } from '../settings/settings-button';

const words = strings.transport;

function Transport() {
  const running = usePlay((state) => state.intent === 'run' || state.run.status === 'training');
  const waiting = usePlay((state) => busy(state.run.status) && state.run.status !== 'training');
  const { controller } = usePlayground();
  const over = usePlay((state) => state.run.status === 'finished');
  const impossible = useConfiguration().conflict !== undefined;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      // A space in a field is a space, on a button it presses that button.
      if (
        event.key !== ' ' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest('input, textarea, button, select, summary, a, [role]:not([role=img])')
      )
        return;
      event.preventDefault();
      if (!impossible) void (running ? controller.pause() : controller.play());
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [running, impossible, controller]);
  return (
    <div className="transport" role="group" aria-label={words.label}>
      <button
        type="button"
        className="icon-button"
        onClick={() => void controller.reset()}
        aria-label={words.reset}
        title={words.resetHint}
      >
        <Reset />
      </button>
      <button
        type="button"
        className={running ? 'play play-on' : 'play'}
        disabled={impossible}
        onClick={() => void (running ? controller.pause() : controller.play())}
        aria-label={running ? words.pause : words.play}
        title={running ? words.pauseHint : words.playHint}
      >
        {running ? <Pause /> : <Play />}
      </button>
      <button
        type="button"
        className="icon-button"
        disabled={running || waiting || impossible || over}
        onClick={() => void controller.step()}
        aria-label={words.step}
        title={over ? words.stepOver : words.stepHint}
      >
        <Step />
      </button>
      <Spark />
    </div>
  );
}

/** Pixels between the bar and what sticks below it. */
const GAP = 12;

/** Seconds to go that are not worth telling. */
const SHORT = 10;

/** A pause after the first step alone, which changed nothing: a learner who pressed "Step" looks for what it did. */
const still = ({ status, records }: Run): boolean =>
  status === 'paused' && records.length === 1 && records.at(0)!.learningRate === 0;

function Status() {
  const run = usePlay((state) => (busy(state.run.status) ? state.run : shownRun(state)));
  const steps = usePlay((state) => stepsOf(run, state.settings));
  const intent = usePlay((state) => state.intent);
  const { status, progress, stepsPerSecond } = run;
  const starting = status === 'idle' && intent === 'run';
  const download =
    progress && status !== 'training'
      ? `${progress.label}: ${bytes(progress.loaded)}${progress.total ? ` / ${bytes(progress.total)}` : ''}`
      : undefined;
  // Only of a run under way: a recorded one is not training now, and says nothing about this machine.
  const left = status === 'training' && stepsPerSecond ? (steps - run.step) / stepsPerSecond : 0;
  const line = run.recorded
    ? (run.recorded.other ? words.otherRecording : words.recording)(whole(run.step), whole(steps))
    : status === 'idle' && run.step === 0 && !starting
      ? strings.pressPlay
      : status === 'compiling-shaders'
        ? strings.firstRunHint
        : (download ??
          [words.stepOf(whole(run.step), whole(steps)), ...(left > SHORT ? [words.left(roughly(left))] : [])].join(
            ' · ',
          ));
  const share = progress?.total && status !== 'training' ? progress.loaded / progress.total : run.step / steps;
  const unknown = busy(status) && status !== 'training' && status !== 'evaluating' && !progress?.total;
  return (
    <div className="status">
      <p className="status-line">
        <span className="run-status" data-status={status} role="status">
          {starting ? strings.starting : strings.statuses[status]}
        </span>
        <span className="status-text">
          {line}
          <span role="status">{still(run) && ` · ${words.still}`}</span>
        </span>
      </p>
      <div
        className={unknown ? 'progress progress-unknown' : 'progress'}
        role="progressbar"
        aria-label={words.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={unknown ? undefined : Math.round(100 * Math.min(1, share))}
      >
        <span style={{ inlineSize: `${100 * Math.min(1, share)}%` }} />
      </div>
    </div>
  );
}

/**
 * Frozen parts and a trained one, which beats while a run goes on: the first thing that is painted, so the first that
 * moves.
 */
function Logo() {
  const beats = usePlay((state) => moving(shownRun(state)));
  return (
    <svg className="logo" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
      <rect x="3" y="4" width="22" height="5.5" rx="2.75" className="logo-frozen" />
      <rect x="3" y="11.25" width="13" height="5.5" rx="2.75" className="logo-frozen" />
      <rect x="18" y="11.25" width="7" height="5.5" rx="2.75" className={beats ? 'logo-lit logo-moving' : 'logo-lit'} />
      <rect x="3" y="18.5" width="22" height="5.5" rx="2.75" className="logo-frozen" />
    </svg>
  );
}

const FullPage = lazy(async () => ({ default: (await import('../share/lite')).FullPage }));
const Leave = lazy(async () => ({ default: (await import('../present/present')).Leave }));

/** Tells the style sheet where what sticks begins, as the bar may have one line or more. */
function watchHeight(bar: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    document.documentElement.style.setProperty('--below-top', `${bar.offsetHeight + GAP}px`);
  });
  observer.observe(bar);
  return () => observer.disconnect();
}

export function Header() {
  const lite = usePlay((state) => state.settings.lite === 'on');
  const present = usePlay((state) => state.settings.present === 'on');
  const bar = useRef<HTMLElement>(null);
  useEffect(() => watchHeight(bar.current!), []);
  return (
    <header ref={bar} className={lite ? 'top top-lite' : 'top'}>
      <div className="brand">
        <Logo />
        <div>
          <h1 className="brand-name">{strings.title}</h1>
          <p className="brand-text">{strings.tagline}</p>
        </div>
      </div>
      <Transport />
      <Status />
      {lite || present ? (
        <Suspense fallback={<span />}>{lite ? <FullPage /> : <Leave />}</Suspense>
      ) : (
        <div className="ends">
          <Nav />
          <div className="looks">
            <ShareButton />
            <LargeType />
            <ThemeButton />
            <SettingsButton />
          </div>
        </div>
      )}
    </header>
  );
}
