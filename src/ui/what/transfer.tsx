/** What is learnt before the chosen data, and on how few rows of these is trained then. */
import { properties, type Settings } from '../../state/properties';
import { sourcesFor } from '../../state/catalogue';
import { Flag } from '../controls/choices';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { usePlay, usePlayground } from '../context';
import { datasets } from '../contents';
import { useControls } from '../share/lock';
import { strings } from '../strings';
import './backdoor.css';

const words = strings.transfer;
const settings = strings.settings;
const NONE = properties.transfer.default;
/** With as few, what was learnt first shows. */
const FEW_ROWS = 64;
/** More rows than any bundled data have count as all. */
const MOST_ROWS = 2048;

const nameOf = (id: string): string => datasets.find((entry) => entry.id === id)?.name ?? id;

/** What is learnt first and on how few rows, as a sentence; undefined where nothing is and all rows are trained on. */
export function transferText({
  transfer = NONE,
  transferSteps,
  trainRows = 0,
}: Pick<Settings, 'transfer' | 'transferSteps' | 'trainRows'>): string | undefined {
  const parts = [
    ...(transfer === NONE ? [] : [words.line(nameOf(transfer), String(transferSteps))]),
    ...(trainRows > 0 ? [words.rows(String(trainRows))] : []),
  ];
  return parts.length > 0 ? parts.join(' ') : undefined;
}

export function TransferLine() {
  const text = usePlay((state) => transferText(state.settings));
  return text === undefined ? null : (
    <p className="note transfer-line" data-testid="transfer">
      {text}
    </p>
  );
}

export function Transfer() {
  const dataset = usePlay((state) => state.settings.dataset);
  const transfer = usePlay((state) => state.settings.transfer);
  const rows = usePlay((state) => state.settings.trainRows);
  const { controller } = usePlayground();
  const control = useControls()('transfer');
  const sources = sourcesFor(dataset);
  const on = transfer !== NONE || rows > 0;
  if (control.hidden || (sources.length === 0 && !on)) return null;
  const turn = (next: boolean) => {
    controller.set('transfer', next ? (sources[0]?.id ?? NONE) : NONE);
    controller.set('trainRows', next ? FEW_ROWS : 0);
  };
  return (
    <div className="backdoor transfer">
      <Flag
        label={settings.transfer.label}
        hint={settings.transfer.text}
        locked={control.locked}
        value={on}
        onChange={turn}
      />
      {on && <Fields transfer={transfer} sources={sources.map(({ id }) => id)} locked={control.locked} />}
    </div>
  );
}

interface FieldsProps {
  readonly transfer: string;
  readonly sources: readonly string[];
  readonly locked: string | undefined;
}

function Fields({ transfer, sources, locked }: FieldsProps) {
  const { controller } = usePlayground();
  const offered = [NONE, ...sources, ...(transfer === NONE || sources.includes(transfer) ? [] : [transfer])];
  return (
    <div className="knobs">
      <Select
        inline
        label={words.first}
        locked={locked}
        value={transfer}
        groups={[{ options: offered.map((id) => ({ value: id, label: id === NONE ? words.nothing : nameOf(id) })) }]}
        onChange={(id) => controller.set('transfer', id)}
      />
      {transfer !== NONE && <Amount name="transferSteps" most={2000} />}
      <Amount name="trainRows" most={MOST_ROWS} />
      {offered.length > sources.length + 1 && (
        <p className="note note-warn" role="alert">
          {words.otherTask(nameOf(transfer))}
        </p>
      )}
    </div>
  );
}

/** A count that is one of the settings, with its lock. */
export function Amount({
  name,
  most,
}: {
  readonly name: 'transferSteps' | 'trainRows' | 'steps';
  readonly most: number;
}) {
  const value = usePlay((state) => state.settings[name]);
  const { controller } = usePlayground();
  const control = useControls()(name);
  if (control.hidden) return null;
  return (
    <Slider
      label={settings[name].label}
      hint={settings[name].text}
      locked={control.locked}
      value={value}
      min={properties[name].min}
      max={most}
      integer
      scale="log"
      format={String}
      onChange={(next) => controller.set(name, next)}
    />
  );
}
