/** Plays with the result: the update weaker or stronger, kept adapters in its place, two of them as one. */
import { useId } from 'react';
import type { Metrics } from '../../training/types';
import { useMethod, usePlay } from '../context';
import { fixed, loss, percent, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { KeptAdapters } from './kept-adapters';
import { Mix } from './mix';
import { useKept } from './kept';
import './play.css';
import { useStanding } from './standing';
import { strings } from './strings';
import { trained, usePlayer, type PlayerState } from './use-player';

/** Steps of the slider. */
const STEP = 0.05;

const metricText = ({ loss: value, accuracy, exactMatch }: Metrics): string =>
  [
    ...(accuracy !== undefined ? [strings.metrics.accuracy(percent(accuracy))] : []),
    ...(exactMatch !== undefined ? [strings.metrics.exact(percent(exactMatch))] : []),
    strings.metrics.loss(loss(value)),
  ].join(', ');

/** What the strength moves, in a sentence. */
function Moves({ settings }: PlayerState) {
  const method = useMethod();
  const played = usePlay((state) => state.played);
  const kept = useKept();
  const { moves } = strings;
  const [first, second] = settings.kept ?? [];
  const name = kept.find(({ id }) => id === first?.id)?.name ?? '';
  const told = !played
    ? moves.nothing
    : second
      ? moves.two
      : first && settings.strength === 1
        ? moves.kept(name)
        : played.moves.kind === 'weights'
          ? moves.weights(whole(played.moves.count))
          : played.moves.kind === 'tensors'
            ? moves.tensors(method.name, whole(played.moves.count))
            : moves.nothing;
  return <p className="note play-moves">{told}</p>;
}

function Strength({ player }: { readonly player: PlayerState }) {
  const { settings, set } = player;
  const { strength } = settings;
  const id = useId();
  return (
    <div className="play-strength">
      <div className="play-head">
        <label htmlFor={id}>{strings.strength}</label>
        <output htmlFor={id} className="play-value">
          {fixed(strength, 2)}
        </output>
        <button type="button" className="link" disabled={settings === trained} onClick={() => set(trained)}>
          {strings.reset}
        </button>
      </div>
      <input
        id={id}
        type="range"
        className="play-range"
        min={0}
        max={2}
        step={STEP}
        value={strength}
        aria-valuetext={fixed(strength, 2)}
        onChange={(event) => {
          const next = Number(event.target.value);
          set(next === 1 && settings.kept === undefined ? trained : { ...settings, strength: next });
        }}
      />
      <p className="play-ticks" aria-hidden="true">
        <span>0 · {strings.ticks.none}</span>
        <span>1 · {strings.ticks.trained}</span>
        <span>2 · {strings.ticks.twice}</span>
      </p>
    </div>
  );
}

function Scored({ player: { score } }: { readonly player: PlayerState }) {
  const last = usePlay((state) => state.run.validation.at(-1));
  if (!score) return null;
  const [what, at] = [metricText(score.metrics), fixed(score.of.strength, 2)];
  return (
    <p className="note" role="status" data-testid="play-score" data-loss={score.metrics.loss}>
      {last ? strings.scored(what, metricText(last), at) : strings.scoredAlone(what, at)}
    </p>
  );
}

export default function PlayPanel() {
  const standing = useStanding();
  const player = usePlayer();
  const { working, refusal, measure } = player;
  if (standing !== 'ready')
    return (
      <div className="play-panel">
        <p className="note">{strings[standing]}</p>
        <KeptAdapters player={player} />
      </div>
    );
  return (
    <div className="play-panel" data-strength={player.settings.strength} data-working={working}>
      <Strength player={player} />
      <p className="note">{strings.strengthText}</p>
      <Moves {...player} />
      {refusal && (
        <p className="note note-warn" role="alert">
          {inLanguage(refusal)}
        </p>
      )}
      <div className="actions play-actions">
        <button type="button" className="button" disabled={working} onClick={() => void measure()}>
          {strings.score}
        </button>
        <span className="note" role="status">
          {working ? strings.working : ''}
        </span>
      </div>
      <Scored player={player} />
      <KeptAdapters player={player} />
      <Mix player={player} />
      <p className="note">{strings.safe}</p>
    </div>
  );
}
