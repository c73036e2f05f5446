/** How the run trains: learning rate, batch, length, steps, and behind a fold the rest. */
import { isPooled } from '../../methods/taskId';
import { useMemo } from 'react';
import { fixedSettings, type FixedSettings } from '../../state/fixedSize';
import { properties, type PlaceName, type PropertyName } from '../../state/properties';
import { headFormOf, chosenBackend } from '../../state/runConfig';
import { Dice } from '../controls/icons';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { useConfiguration, useMethods, usePlay, usePlayground } from '../context';
import { real } from '../format';
import { LockMark, useControls } from '../share/lock';
import { strings } from '../strings';
import { Backend } from './backend';
import { SourceTemplate } from './source-template';

type NumericName = Exclude<
  { [K in PropertyName]: (typeof properties)[K]['kind'] extends 'integer' | 'real' ? K : never }[PropertyName],
  PlaceName
>;
type ChoiceName = 'optimizer' | 'schedule' | 'pooling';

function Knob({
  name,
  min,
  max,
  automatic,
  fixed,
}: {
  readonly name: NumericName;
  readonly min?: number;
  readonly max?: number;
  /** What a value of 0 stands for. */
  readonly automatic?: number;
  readonly fixed?: number | undefined;
}) {
  const value = usePlay((state) => state.settings[name]);
  const { controller } = usePlayground();
  const property = properties[name];
  const control = useControls()(name);
  if (control.hidden) return null;
  const { label, text } = strings.settings[name];
  return (
    <Slider
      locked={control.locked ?? (fixed === undefined ? undefined : strings.what.oneSize)}
      label={label}
      hint={text}
      value={automatic !== undefined && value === 0 ? automatic : value}
      min={min ?? property.min}
      max={Math.min(property.max, max ?? Infinity)}
      integer={property.kind === 'integer'}
      scale={property.scale}
      format={property.kind === 'integer' ? String : real}
      onChange={(next) => controller.set(name, next)}
    />
  );
}

function Option({ name }: { readonly name: ChoiceName }) {
  const value = usePlay((state) => state.settings[name]);
  const { controller } = usePlayground();
  const { label, text } = strings.settings[name];
  const control = useControls()(name);
  const noLibraryHead = usePlay((state) => headFormOf(state).library === undefined);
  if (control.hidden) return null;
  const offered = (option: string) => option !== 'library' || !noLibraryHead || value === option;
  return (
    <Select
      inline
      locked={control.locked}
      label={label}
      hint={text}
      value={value}
      groups={[
        {
          options: properties[name].options.filter(offered).map((option) => ({
            value: option,
            label: strings.options[option] ?? option,
          })),
        },
      ]}
      onChange={(next) => controller.set(name, next as never)}
    />
  );
}

/** Sizes that the model leaves no choice in. */
function useFixedSettings(): FixedSettings {
  const methods = useMethods();
  const settings = usePlay((state) => state.settings);
  const hyperparameters = usePlay((state) => state.hyperparameters);
  const ownModel = usePlay((state) => state.ownModel);
  return useMemo(
    () => fixedSettings({ settings, hyperparameters, ownModel }, methods),
    [settings, hyperparameters, ownModel, methods],
  );
}

function Seed() {
  const seed = usePlay((state) => state.settings.seed);
  const { controller } = usePlayground();
  const { hidden, locked } = useControls()('seed');
  if (hidden) return null;
  const described = locked === undefined ? undefined : 'seed-locked';
  return (
    <div className="field field-inline">
      <div className="field-head">
        <label className="field-label" htmlFor="seed">
          {strings.settings.seed.label}
        </label>
        {locked && <LockMark id="seed-locked" reason={locked} />}
      </div>
      <div className="seed">
        <input
          id="seed"
          disabled={locked !== undefined}
          aria-describedby={described}
          className="number"
          inputMode="numeric"
          value={seed}
          onChange={(event) => {
            if (/^\d{1,10}$/.test(event.target.value)) controller.set('seed', Number(event.target.value));
          }}
        />
        <button
          type="button"
          className="icon-button"
          disabled={locked !== undefined}
          aria-label={strings.newSeed}
          title={strings.newSeed}
          onClick={() => controller.set('seed', Math.floor(Math.random() * 100_000))}
        >
          <Dice />
        </button>
      </div>
    </div>
  );
}

export function Training() {
  const { controller } = usePlayground();
  const probe = usePlay((state) => state.probe);
  const settings = usePlay((state) => state.settings);
  const { dimensions, task } = useConfiguration();
  const { batchSize, sequenceLength } = useFixedSettings();
  return (
    <div className="group">
      <div className="group-head">
        <h3 className="group-title">{strings.what.training}</h3>
        <button type="button" className="link" onClick={() => controller.restoreDefaults()}>
          {strings.what.defaults}
        </button>
      </div>
      <div className="knobs">
        <Knob name="learningRate" />
        <Knob name="batchSize" fixed={batchSize} />
        <Knob name="sequenceLength" max={Math.min(512, dimensions.maxPositions)} fixed={sequenceLength} />
        {task === 'seq2seq' && (
          <Knob
            name="targetLength"
            min={properties.sequenceLength.min}
            max={Math.min(512, dimensions.maxPositions)}
            automatic={settings.sequenceLength}
          />
        )}
        <Knob name="steps" />
        {task === 'seq2seq' && <SourceTemplate key={settings.sourceTemplate} />}
      </div>
      <Backend chosen={chosenBackend(settings, probe)} />
      <details className="fold">
        <summary>{strings.what.more}</summary>
        <div className="knobs">
          <Seed />
          <Option name="optimizer" />
          <Option name="schedule" />
          {isPooled(task) && <Option name="pooling" />}
          <Knob name="warmup" />
          <Knob name="weightDecay" />
          <Knob name="clipNorm" />
          <Knob name="accumulation" />
          <Knob name="backboneDropout" />
          <Knob name="evaluateEvery" />
        </div>
      </details>
    </div>
  );
}
