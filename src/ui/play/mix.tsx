/** Two kept adapters as one, their shares on a slider. */
import { useId, useState } from 'react';
import { Select } from '../controls/select';
import { percent } from '../format';
import type { Joining } from '../../session/played';
import { useKept } from './kept';
import { strings } from './strings';
import { trained, type PlayerState } from './use-player';

interface Mixture {
  readonly pair: readonly [string, string];
  /** Of the second. */
  readonly share: number;
  readonly joining: Joining;
}

/** Which two, how much of each, and how they become one. */
function Controls({ mixture, onMix }: { readonly mixture: Mixture; readonly onMix: (mixture: Mixture) => void }) {
  const kept = useKept();
  const id = useId();
  const { pair, share, joining } = mixture;
  const [first, second] = pair;
  const options = [{ label: strings.kept, options: kept.map((one) => ({ value: one.id, label: one.name })) }];
  return (
    <>
      <div className="play-pair">
        <Select
          label={strings.first}
          value={first}
          groups={options}
          onChange={(one) => onMix({ ...mixture, pair: [one, second] })}
        />
        <Select
          label={strings.second}
          value={second}
          groups={options}
          onChange={(other) => onMix({ ...mixture, pair: [first, other] })}
        />
      </div>
      <label className="play-head" htmlFor={id}>
        {strings.weightLabel}
      </label>
      <input
        id={id}
        type="range"
        className="play-range"
        min={0}
        max={1}
        step={0.05}
        value={share}
        aria-valuetext={strings.weight(percent(1 - share), percent(share))}
        onChange={(event) => onMix({ ...mixture, share: Number(event.target.value) })}
      />
      <p className="note">{strings.weight(percent(1 - share), percent(share))}</p>
      <div className="play-joining" role="radiogroup" aria-label={strings.joining}>
        {(['updates', 'factors'] as const).map((how) => (
          <label key={how}>
            <input
              type="radio"
              name={`${id}-joining`}
              checked={joining === how}
              onChange={() => onMix({ ...mixture, joining: how })}
            />{' '}
            {strings[how]}
          </label>
        ))}
      </div>
    </>
  );
}

export function Mix({ player: { settings, set } }: { readonly player: PlayerState }) {
  const kept = useKept();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState<Mixture>();
  const there = wanted?.pair.every((id) => kept.some((one) => one.id === id));
  const mixture: Mixture = {
    share: 0.5,
    joining: 'updates',
    ...wanted,
    pair: there ? wanted!.pair : [kept[0]?.id ?? '', kept[1]?.id ?? ''],
  };
  const mix = (next: Mixture) => {
    const { pair, share, joining } = next;
    setWanted(next);
    const shares = [
      { id: pair[0], share: 1 - share },
      { id: pair[1], share },
    ];
    set({ strength: settings.strength, kept: shares, joining });
  };
  return (
    <section className="play-mix">
      <button
        type="button"
        className="link"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
          if (kept.length < 2) return;
          if (open) set(trained);
          else mix(mixture);
        }}
      >
        {strings.mix}
      </button>
      {open && kept.length < 2 && <p className="note">{strings.needTwo}</p>}
      {open && kept.length >= 2 && <Controls mixture={mixture} onMix={mix} />}
    </section>
  );
}
