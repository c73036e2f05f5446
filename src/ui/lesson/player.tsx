/** The lesson player, docked beside the playground: sets the controls, points at one of them, explains, asks. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { hyperparametersOf } from '../../state/runConfig';
import { encode } from '../../state/hash';
import { placeNames } from '../../state/properties';
import { Close } from '../controls/icons';
import { useMethod, useMethods, usePlay, usePlayground } from '../context';
import { Text } from '../learn/term';
import { lessonById } from './catalogue';
import './player.css';
import { Quiz } from './quiz';
import { configurationOf, linkOf, settingsUpTo, type Lesson } from './schema';
import { strings } from './strings';
import { find, focusable } from './targets';

/** **bold** in a paragraph of a lesson. */
function Paragraph({ text }: { readonly text: string }) {
  return (
    <p>
      {text
        .split('**')
        .map((part, index) =>
          index % 2 === 1 ? <strong key={index}>{part}</strong> : <Text key={index} text={part} />,
        )}
    </p>
  );
}

/** Outlines what the step points at and brings it into view; waits for parts that load later, such as charts. */
function useHighlight(name: string | undefined): void {
  const method = useMethod();
  useEffect(() => {
    if (name === undefined) return;
    let element: HTMLElement | undefined;
    const mark = () => {
      const found = find(name, method);
      if (!found || found === element) return;
      element?.classList.remove('lesson-target');
      const fold = found.closest('details');
      if (fold) fold.open = true;
      found.classList.add('lesson-target');
      if (!element)
        found.scrollIntoView({
          block: 'center',
          behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
        });
      element = found;
    };
    mark();
    const timer = setInterval(mark, 300);
    return () => {
      clearInterval(timer);
      element?.classList.remove('lesson-target');
    };
  }, [name, method]);
}

/** The link of what the step sets, where the controls say something else now. */
function useRestoring(lesson: Lesson, index: number): string | undefined {
  const methods = useMethods();
  const method = useMethod();
  const settings = usePlay((state) => state.settings);
  const table = usePlay((state) => state.hyperparameters);
  const wanted = configurationOf(lesson, index, methods);
  const place = Object.fromEntries(placeNames.map((name) => [name, settings[name]]));
  const now = encode(
    { settings, hyperparameters: hyperparametersOf({ settings, hyperparameters: table }, methods) },
    method,
  );
  const then = encode(
    { settings: { ...wanted.settings, ...place }, hyperparameters: wanted.hyperparameters },
    methods.find((candidate) => candidate.id === wanted.settings.method),
  );
  return now === then ? undefined : `#${then}`;
}

function Progress({ at, of }: { readonly at: number; readonly of: number }) {
  return (
    <div
      className="lesson-progress"
      role="progressbar"
      aria-label={strings.progress}
      aria-valuemin={1}
      aria-valuemax={of}
      aria-valuenow={at}
      aria-valuetext={strings.stepOf(at, of)}
    >
      {Array.from({ length: of }, (_, i) => (
        <span key={i} className={i < at ? 'done' : undefined} />
      ))}
    </div>
  );
}

interface StepProps {
  readonly lesson: Lesson;
  readonly index: number;
}

/** To what the step points at, and back to what it has set. */
function Actions({ lesson, index }: StepProps) {
  const method = useMethod();
  const { controller } = usePlayground();
  const { look } = lesson.steps[index]!;
  const restoring = useRestoring(lesson, index);
  const show = () => {
    const target = look && find(look, method);
    if (!target) return;
    target.scrollIntoView({ block: 'center' });
    focusable(target).focus();
  };
  if (!look && !restoring) return null;
  return (
    <p className="lesson-actions">
      {look && (
        <button type="button" className="link" onClick={show}>
          {strings.show}
        </button>
      )}
      {restoring && (
        <button type="button" className="link" onClick={() => controller.openLink(restoring)}>
          {strings.restore}
        </button>
      )}
    </p>
  );
}

interface FootProps extends StepProps {
  readonly onGo: (index: number) => void;
  readonly onLeave: () => void;
}

function Foot({ lesson, index, onGo, onLeave }: FootProps) {
  const { controller } = usePlayground();
  return (
    <footer className="lesson-foot">
      <button type="button" className="button" disabled={index === 0} onClick={() => onGo(index - 1)}>
        {strings.back}
      </button>
      <span className="lesson-count">{strings.stepOf(index + 1, lesson.steps.length)}</span>
      {index + 1 < lesson.steps.length ? (
        <button type="button" className="button button-primary" onClick={() => onGo(index + 1)}>
          {strings.next}
        </button>
      ) : (
        <button
          type="button"
          className="button button-primary"
          onClick={() => {
            onLeave();
            controller.set('page', 'lessons');
            controller.set('view', 'learn');
          }}
        >
          {strings.done}
        </button>
      )}
    </footer>
  );
}

function Steps({ lesson }: { readonly lesson: Lesson }) {
  const methods = useMethods();
  const settings = usePlay((state) => state.settings);
  const { controller } = usePlayground();
  const index = Math.min(settings.step, lesson.steps.length) - 1;
  const step = lesson.steps[index]!;
  const title = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  useHighlight(step.look);
  useEffect(() => {
    if (moved.current) title.current?.focus({ preventScroll: true });
  }, [index]);

  const go = (next: number) => {
    moved.current = true;
    const changes = JSON.stringify(settingsUpTo(lesson, index)) !== JSON.stringify(settingsUpTo(lesson, next));
    // A step that sets nothing leaves the controls, and a run, as the learner has them.
    if (changes) controller.openLink(`#${linkOf(lesson, next, methods, settings.large)}`);
    else controller.set('step', next + 1);
  };
  const leave = () => {
    controller.set('step', 1);
    controller.set('lesson', 'none');
  };
  return (
    <aside className="lesson" aria-label={`${strings.lesson}: ${lesson.title}`}>
      <header className="lesson-head">
        <p className="lesson-name">{lesson.title}</p>
        <button type="button" className="icon-button" aria-label={strings.leave} title={strings.leave} onClick={leave}>
          <Close />
        </button>
      </header>
      <Progress at={index + 1} of={lesson.steps.length} />
      <div className="lesson-body" key={index}>
        <h2 ref={title} tabIndex={-1} className="lesson-title">
          {step.title}
        </h2>
        {step.text.map((text, i) => (
          <Paragraph key={i} text={text} />
        ))}
        <Actions lesson={lesson} index={index} />
        {step.quiz && <Quiz quiz={step.quiz} />}
      </div>
      <Foot lesson={lesson} index={index} onGo={go} onLeave={leave} />
    </aside>
  );
}

export default function Player() {
  const id = usePlay((state) => state.settings.lesson);
  const { controller } = usePlayground();
  const lesson = lessonById(id);
  const [root] = useState(() => document.documentElement);
  useLayoutEffect(() => {
    // The page makes room for the panel.
    root.dataset.lesson = 'open';
    return () => {
      delete root.dataset.lesson;
    };
  }, [root]);
  if (lesson) return <Steps key={lesson.id} lesson={lesson} />;
  return (
    <aside className="lesson" aria-label={strings.lesson}>
      <div className="lesson-body">
        <p role="alert">{strings.missing(id)}</p>
      </div>
      <footer className="lesson-foot">
        <button type="button" className="button" onClick={() => controller.set('lesson', 'none')}>
          {strings.leave}
        </button>
      </footer>
    </aside>
  );
}
