/** The knobs of the chosen method, drawn from its own schema. */
import type { Hyperparameter } from '../../methods/contract';
import { knobKey } from '../../state/hash';
import { allSites, sitesOf } from '../../methods/parts/sites';
import { Choices, Flag } from '../controls/choices';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { useConfiguration, usePlayground } from '../context';
import { real } from '../format';
import { useControls } from '../share/lock';
import { optionName } from './option-name';

const words: readonly string[] = ['auto', 'all'];

/** "auto" and "all" stand for themselves alone: choosing one clears the rest, choosing another clears it. */
function withAuto(before: readonly string[], next: readonly string[]): readonly string[] {
  const word = next.find((option) => words.includes(option) && !before.includes(option));
  return word ? [word] : next.length === 1 ? next : next.filter((option) => !words.includes(option));
}

/** Letters are what papers write; words are what the diagram says. */
const siteName = (option: string): string => (['up', 'down', 'gate'].includes(option) ? optionName(option) : option);

export function Hyperparameters() {
  const { method, hyperparameters, dimensions } = useConfiguration();
  /** Of places and layers, those that the model has. What is chosen stays to be seen, so that it can be dropped. */
  const present = (option: string): boolean =>
    /^\d+$/.test(option)
      ? Number(option) <= dimensions.layers
      : !(allSites as readonly string[]).includes(option) ||
        (sitesOf(dimensions) as readonly string[]).includes(option);
  const { controller } = usePlayground();
  const controls = useControls();
  const shown = method.hyperparameters.filter((knob) => !controls(knobKey(knob.name)).hidden);
  if (shown.length === 0) return null;
  const control = (knob: Hyperparameter) => {
    const value = hyperparameters[knob.name] ?? knob.default;
    const { locked } = controls(knobKey(knob.name));
    const common = {
      locked,
      label: knob.label,
      hint: knob.description,
      onChange: (next: number | boolean | string | readonly string[]) => controller.setHyperparameter(knob.name, next),
    };
    switch (knob.kind) {
      case 'integer':
      case 'real':
        return (
          <Slider
            key={knob.name}
            {...common}
            value={value as number}
            min={knob.min}
            max={knob.max}
            integer={knob.kind === 'integer'}
            scale={knob.scale}
            format={knob.kind === 'integer' ? String : real}
          />
        );
      case 'flag':
        return <Flag key={knob.name} {...common} value={value as boolean} />;
      case 'choice':
        return (
          <Select
            key={knob.name}
            {...common}
            inline
            value={value as string}
            groups={[{ options: knob.options.map((option) => ({ value: option, label: optionName(option) })) }]}
          />
        );
      case 'choices':
        return (
          <Choices
            key={knob.name}
            {...common}
            value={value as readonly string[]}
            name={siteName}
            options={knob.options.filter((option) => (value as readonly string[]).includes(option) || present(option))}
            onChange={(next) => common.onChange(withAuto(value as readonly string[], next))}
          />
        );
    }
  };
  return <div className="knobs">{shown.map(control)}</div>;
}
