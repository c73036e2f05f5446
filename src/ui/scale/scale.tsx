/** "Scale it up": the chosen method on models that are too large for a tab, from closed formulas. */
import { useMemo, useState } from 'react';
import { headScalars } from '../../state/counts';
import { properties } from '../../state/properties';
import { categoryOrder } from '../category-order';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { useConfiguration, useMethod, useMethods, usePlay, usePlayground } from '../context';
import { strings as common } from '../strings';
import { Hyperparameters } from '../what/hyperparameters';
import { Comparison } from './comparison';
import type { EstimateOptions, Precision } from './estimates';
import { MemoryBars } from './memory-bars';
import './scale.css';
import { ScriptPanel } from './script-panel';
import { strings } from './strings';
import SurveyTable from './survey-table';
import { isError, startTyped, targets, typedDimensions, type Target, type Typed } from './targets';
import { TypedForm } from './typed-form';

const precisions: readonly Precision[] = ['fp32', 'bf16', 'nf4'];

function MethodChoice() {
  const methods = useMethods();
  const { controller } = usePlayground();
  const method = useMethod();
  const groups = categoryOrder
    .map((category) => ({
      label: common.categories[category],
      options: methods
        .filter((candidate) => candidate.category === category)
        .map((candidate) => ({ value: candidate.id, label: candidate.name })),
    }))
    .filter((group) => group.options.length > 0);

  return (
    <Select label={strings.method} value={method.id} groups={groups} onChange={(id) => controller.set('method', id)} />
  );
}

interface AssumptionsProps {
  readonly precision: Precision;
  readonly onPrecision: (precision: Precision) => void;
}

/** What the estimates assume of a step. */
function Assumptions({ precision, onPrecision }: AssumptionsProps) {
  const { controller } = usePlayground();
  const settings = usePlay((state) => state.settings);
  return (
    <div className="knobs">
      <Slider
        label={strings.batch}
        value={settings.batchSize}
        min={properties.batchSize.min}
        max={properties.batchSize.max}
        integer
        scale="log"
        onChange={(value) => controller.set('batchSize', value)}
      />
      <Slider
        label={strings.sequence}
        value={settings.sequenceLength}
        min={properties.sequenceLength.min}
        max={properties.sequenceLength.max}
        integer
        scale="log"
        onChange={(value) => controller.set('sequenceLength', value)}
      />
      <Select
        inline
        label={strings.precision}
        value={precision}
        groups={[{ options: precisions.map((value) => ({ value, label: strings.precisions[value] })) }]}
        onChange={(value) => onPrecision(value as Precision)}
      />
    </div>
  );
}

export default function Scale() {
  const settings = usePlay((state) => state.settings);
  const ownData = usePlay((state) => state.ownData);
  const { method, hyperparameters, task } = useConfiguration();
  const [typed, setTyped] = useState<Typed>(startTyped);
  const [precision, setPrecision] = useState<Precision>('fp32');
  const [shown, setShown] = useState('llama-7b');

  const own = useMemo(() => typedDimensions(typed), [typed]);
  const all = useMemo(
    (): readonly Target[] =>
      isError(own) ? targets : [...targets, { id: 'typed', name: strings.ownName, hub: '', dimensions: own }],
    [own],
  );
  const target = all.find((entry) => entry.id === shown) ?? all[0]!;
  const optionsFor = (entry: Target): EstimateOptions => ({
    precision,
    optimizer: settings.optimizer,
    batch: settings.batchSize,
    sequence: settings.sequenceLength,
    head: headScalars(entry.dimensions.hidden, task, settings.dataset, ownData?.preview),
  });
  return (
    <div className="scale">
      <section className="panel scale-what" aria-labelledby="scale-title">
        <h2 id="scale-title" className="panel-title">
          {strings.title}
        </h2>
        <p className="note">{strings.text(method.name)}</p>
        <div className="group">
          <MethodChoice />
          <Hyperparameters />
        </div>
        <div className="group">
          <Assumptions precision={precision} onPrecision={setPrecision} />
        </div>
        <TypedForm typed={typed} problem={isError(own) ? own : undefined} onChange={setTyped} />
      </section>
      <div className="scale-results">
        <Comparison
          method={method}
          hyperparameters={hyperparameters}
          targets={all}
          optionsFor={optionsFor}
          shown={target.id}
          onShow={setShown}
        />
        <MemoryBars method={method} hyperparameters={hyperparameters} target={target} options={optionsFor(target)} />
        <SurveyTable />
        <ScriptPanel />
      </div>
    </div>
  );
}
