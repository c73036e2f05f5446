/** The backdoor: which training rows are poisoned, what is done against it, and the poisoned rows themselves. */
import { useEffect, useState } from 'react';
import type { PoisonReport } from '../../data/poison';
import { poisonText, type Poison } from '../../data/poisonSetting';
import type { Message } from '../../messages/message';
import { properties } from '../../state/properties';
import { poisonOf, previewOf } from '../../state/runConfig';
import { Flag } from '../controls/choices';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { datasets } from '../contents';
import { real, whole } from '../format';
import { inLanguage } from '../inLanguage';
import { useControls } from '../share/lock';
import { strings } from '../strings';
import './backdoor.css';

const words = strings.backdoor;
const settings = strings.settings;
/** Above this more rows are poisoned than an attacker could hope for. */
const MOST = 0.5;
const usual = { share: 0.1, trigger: 'cf' };

/** Names of the chosen data's classes, as far as they are known. */
function useLabels(): readonly string[] {
  const id = usePlay((state) => state.settings.dataset);
  const preview = usePlay(previewOf);
  const entry = datasets.find((dataset) => dataset.id === id);
  return entry?.labels ?? preview?.classes.map(({ label }) => label).sort() ?? [];
}

export function Backdoor() {
  const poison = usePlay((state) => state.settings.poison);
  const { controller } = usePlayground();
  const { task } = useConfiguration();
  const labels = useLabels();
  const control = useControls()('poison');
  const chosen = poisonOf({ poison });
  if (control.hidden || (task !== 'classification' && !chosen)) return null;
  const target = labels[0];
  const turn = (on: boolean) => {
    if (!on) controller.set('defence', 'none');
    controller.set('poison', on && target !== undefined ? poisonText({ ...usual, target }) : '');
  };
  return (
    <div className="backdoor">
      <Flag
        label={settings.poison.label}
        hint={settings.poison.text}
        locked={control.locked}
        value={chosen !== undefined}
        onChange={turn}
      />
      {chosen && (
        <>
          {task !== 'classification' && (
            <p className="note note-warn" role="alert">
              {words.noClasses}
            </p>
          )}
          <Fields poison={chosen} labels={labels} locked={control.locked} />
          <Against poisoned={chosen.share > 0} />
          <Rows key={poison} />
        </>
      )}
    </div>
  );
}

interface FieldsProps {
  readonly poison: Poison;
  readonly labels: readonly string[];
  readonly locked: string | undefined;
}

function Fields({ poison, labels, locked }: FieldsProps) {
  const { controller } = usePlayground();
  const change = (part: Partial<Poison>) => controller.set('poison', poisonText({ ...poison, ...part }));
  const known = labels.includes(poison.target);
  return (
    <div className="knobs">
      <Slider
        label={words.share}
        hint={words.shareText}
        locked={locked}
        value={poison.share}
        min={0}
        max={MOST}
        integer={false}
        format={real}
        onChange={(share) => change({ share })}
      />
      <Trigger value={poison.trigger} locked={locked} onChange={(trigger) => change({ trigger })} />
      <Select
        inline
        label={words.target}
        locked={locked}
        value={poison.target}
        groups={[{ options: [...labels, ...(known ? [] : [poison.target])].map((label) => ({ value: label, label })) }]}
        onChange={(target) => change({ target })}
      />
      {!known && labels.length > 0 && (
        <p className="note note-warn" role="alert">
          {words.noTarget(poison.target)}
        </p>
      )}
    </div>
  );
}

interface TriggerProps {
  readonly value: string;
  readonly locked: string | undefined;
  readonly onChange: (trigger: string) => void;
}

/** One word. What is typed counts when the field is left; what is no word is taken back. */
function Trigger({ value, locked, onChange }: TriggerProps) {
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    const word = draft?.trim() ?? '';
    if (word !== '' && word !== value) onChange(word);
    setDraft(undefined);
  };
  return (
    <div className="field field-inline">
      <label className="field-label" htmlFor="trigger">
        {words.trigger}
      </label>
      <input
        id="trigger"
        className="number backdoor-trigger"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        disabled={locked !== undefined}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value.replace(/[\s,]/g, '').slice(0, 40))}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(undefined);
        }}
      />
    </div>
  );
}

/** What is done against it; nothing to do where no row is poisoned. */
function Against({ poisoned }: { readonly poisoned: boolean }) {
  const defence = usePlay((state) => state.settings.defence);
  const suspicion = usePlay((state) => state.settings.suspicion);
  const { controller } = usePlayground();
  const controls = useControls();
  const [against, above] = [controls('defence'), controls('suspicion')];
  if (!poisoned && defence === 'none') return null;
  return (
    <div className="knobs">
      {!against.hidden && (
        <Select
          inline
          label={settings.defence.label}
          hint={settings.defence.text}
          locked={against.locked}
          value={defence}
          groups={[
            {
              options: properties.defence.options.map((option) => ({
                value: option,
                label: strings.options[option] ?? option,
              })),
            },
          ]}
          onChange={(next) => controller.set('defence', next as typeof defence)}
        />
      )}
      {defence === 'filter' && !above.hidden && (
        <Slider
          label={settings.suspicion.label}
          hint={settings.suspicion.text}
          locked={above.locked}
          value={suspicion}
          min={properties.suspicion.min}
          max={properties.suspicion.max}
          integer={false}
          format={real}
          onChange={(next) => controller.set('suspicion', next)}
        />
      )}
    </div>
  );
}

/** The first poisoned rows, asked for when they are looked at. */
function Rows() {
  const [open, setOpen] = useState(false);
  return (
    <details className="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.rows}</summary>
      {open && <Poisoned />}
    </details>
  );
}

function Poisoned() {
  const { controller } = usePlayground();
  const [found, setFound] = useState<PoisonReport | Message>();
  useEffect(() => {
    let wanted = true;
    void controller.poisonedRows().then((answer) => {
      if (wanted) setFound(answer);
    });
    return () => {
      wanted = false;
    };
  }, [controller]);
  if (!found) return <p className="note">{words.loading}</p>;
  if ('code' in found)
    return (
      <p className="note note-warn" role="alert">
        {inLanguage(found)}
      </p>
    );
  if (found.rows === 0) return <p className="note">{words.nonePoisoned}</p>;
  return (
    <>
      <p className="note">{words.rowsOf(whole(found.rows), whole(found.of))}</p>
      <ol className="backdoor-rows">
        {found.examples.map(({ before, after, from }, i) => (
          <li key={i}>
            <span dir="auto">
              {before}
              <mark>{found.trigger}</mark>
              {after}
            </span>
            <span className="note">{words.relabelled(from, found.target)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
