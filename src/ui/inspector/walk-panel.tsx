/** One iteration in slow motion: forward, loss, gradient, update, with the numbers of the step that was really done. */
import { useEffect, useState } from 'react';
import type { Message } from '../../messages/message';
import { busy } from '../../state/run';
import type { Iteration } from '../../worker/protocol';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { Close } from '../controls/icons';
import { loss, real, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { strings as common } from '../strings';
import type { IterationPhase } from '../where/iteration-phase';
import './inspector.css';
import { small } from './numbers';
import { strings } from './strings';

const words = strings.walk;
const phases: readonly IterationPhase[] = ['forward', 'loss', 'gradient', 'update'];
/** Tokens of the example that are shown. */
const TOKENS = 40;

export interface WalkPanelProps {
  /** Tells the diagram what to show; undefined: nothing. */
  readonly onShow: (shown: { readonly iteration: Iteration; readonly phase: IterationPhase } | undefined) => void;
  readonly onClose: () => void;
}

function Forward({ iteration: { rows, tokens, example, skipped } }: { readonly iteration: Iteration }) {
  const shown = example.tokens.slice(0, TOKENS);
  return (
    <>
      {skipped > 0 && <p className="note">{words.skipped(whole(skipped))}</p>}
      <p>{words.forward(whole(rows), whole(tokens))}</p>
      <p className="walk-label">{words.example}</p>
      <blockquote className="walk-text">{example.text}</blockquote>
      <p className="walk-label">{words.tokens(example.tokens.length)}</p>
      <p className="walk-tokens">
        {shown.map((token, i) => (
          <code key={i}>{token}</code>
        ))}
        {shown.length < example.tokens.length && '…'}
      </p>
    </>
  );
}

function Loss({ iteration: { record, before, example } }: { readonly iteration: Iteration }) {
  return (
    <>
      {example.label !== undefined && (
        <p>
          {words.label}: <strong>{example.label}</strong>
        </p>
      )}
      <p>{words.loss(loss(record.loss))}</p>
      {loss(before) !== loss(record.loss) && <p>{words.noDropout(loss(before))}</p>}
    </>
  );
}

/** Norms of all parts as a table: what the bars in the diagram show. */
function Norms({
  iteration: { norms },
  kind,
}: {
  readonly iteration: Iteration;
  readonly kind: 'gradient' | 'update';
}) {
  if (!norms) return null;
  const rows = [
    ...norms.layers.map((part, layer) => [common.where.layer(layer + 1), part] as const),
    ...(norms.shared ? [[words.shared, norms.shared] as const] : []),
    ...(norms.head ? [[words.head, norms.head] as const] : []),
  ];
  return (
    <table className="walk-table">
      <thead>
        <tr>
          <th scope="col">{words.part}</th>
          <th scope="col">{words.norm}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, part]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{part ? small(part[kind]) : words.frozen}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Gradient({ iteration }: { readonly iteration: Iteration }) {
  const clip = usePlay((state) => state.settings.clipNorm);
  const { gradientNorm } = iteration.record;
  return (
    <>
      <p>
        {words.gradient(small(gradientNorm))}
        {clip > 0 && gradientNorm > clip && ` ${words.clipped(small(clip))}`}
      </p>
      <Norms iteration={iteration} kind="gradient" />
    </>
  );
}

function Update({ iteration }: { readonly iteration: Iteration }) {
  const { record, before, after, norms } = iteration;
  const all = norms && Math.hypot(...[...norms.layers, norms.shared, norms.head].map((part) => part?.update ?? 0));
  return (
    <>
      {all !== undefined && (
        <p>
          {words.update(small(all), real(record.learningRate))}
          {all === 0 && ` ${words.still}`}
        </p>
      )}
      <p>
        <strong>{words.after(loss(before), loss(after))}</strong>
        {after > before && ` ${words.worse}`}
      </p>
      <Norms iteration={iteration} kind="update" />
    </>
  );
}

const contents = { forward: Forward, loss: Loss, gradient: Gradient, update: Update } as const;

/** The step that was walked through last, and a way to the next one. */
function useWalk() {
  const { controller } = usePlayground();
  const running = usePlay((state) => state.intent === 'run' || busy(state.run.status));
  const settings = usePlay((state) => state.settings);
  const hyperparameters = usePlay((state) => state.hyperparameters);
  const [walked, setWalked] = useState<{
    readonly iteration: Iteration;
    readonly settings: unknown;
    readonly hyperparameters: unknown;
  }>();
  const [working, setWorking] = useState(false);
  const [refusal, setRefusal] = useState<Message>();
  // A step of other settings is not this run's any more.
  const iteration =
    walked?.settings === settings && walked.hyperparameters === hyperparameters && !running
      ? walked.iteration
      : undefined;

  /** @returns whether there is one more to be shown */
  async function walk(): Promise<boolean> {
    setWorking(true);
    setRefusal(undefined);
    const asked = await controller.ask('walk', null);
    setWorking(false);
    if (asked && 'answer' in asked) setWalked({ iteration: asked.answer, settings, hyperparameters });
    else if (asked) setRefusal(asked.refusal);
    return asked !== undefined && 'answer' in asked;
  }

  return { iteration, running, working, refusal, walk };
}

interface PhasesProps {
  readonly iteration: Iteration;
  /** Index of the phase that is shown. */
  readonly at: number;
  readonly working: boolean;
  readonly onAt: (at: number) => void;
  readonly onWalk: () => void;
}

/** A step's phases, one at a time. */
function Phases({ iteration, at, working, onAt, onWalk }: PhasesProps) {
  const phase = phases[at]!;
  const Content = contents[phase];
  return (
    <>
      <ol className="walk-phases">
        {phases.map((name, i) => (
          <li key={name}>
            <button
              type="button"
              className={`walk-phase walk-${name}`}
              aria-current={i === at ? 'step' : undefined}
              onClick={() => onAt(i)}
            >
              {i + 1} {words.phases[name]}
            </button>
          </li>
        ))}
      </ol>
      <div className="walk-body" aria-live="polite" data-phase={phase}>
        <Content iteration={iteration} />
        <p className="note">{words.touches[phase]}</p>
      </div>
      <div className="actions">
        <button type="button" className="button" disabled={at === 0} onClick={() => onAt(at - 1)}>
          {words.back}
        </button>
        {at < phases.length - 1 ? (
          <button type="button" className="button button-primary" onClick={() => onAt(at + 1)}>
            {words.next}
          </button>
        ) : (
          <button type="button" className="button button-primary" disabled={working} onClick={onWalk}>
            {working ? words.working : words.another}
          </button>
        )}
      </div>
    </>
  );
}

export default function WalkPanel({ onShow, onClose }: WalkPanelProps) {
  const { conflict } = useConfiguration();
  const { iteration, running, working, refusal, walk } = useWalk();
  const [at, setAt] = useState(0);
  const phase = phases[at]!;

  useEffect(() => onShow(iteration && { iteration, phase }), [iteration, phase, onShow]);

  const walkOn = async () => {
    if (await walk()) setAt(0);
  };

  return (
    <section className="walk" aria-labelledby="walk-title">
      <div className="walk-head">
        <h3 id="walk-title" className="group-title">
          {words.title}
          {iteration && <span className="walk-step">{words.step(whole(iteration.record.step))}</span>}
        </h3>
        <button type="button" className="icon-button" aria-label={words.close} onClick={onClose}>
          <Close />
        </button>
      </div>
      {iteration ? (
        <Phases iteration={iteration} at={at} working={working} onAt={setAt} onWalk={() => void walkOn()} />
      ) : (
        <>
          <p className="note">{running && !working ? words.running : words.intro}</p>
          <div className="actions">
            <button
              type="button"
              className="button button-primary"
              disabled={working || running || conflict !== undefined}
              onClick={() => void walkOn()}
            >
              {working ? words.working : words.start}
            </button>
          </div>
        </>
      )}
      {refusal && (
        <p className="note note-warn" role="status">
          {inLanguage(refusal)}
        </p>
      )}
    </section>
  );
}
