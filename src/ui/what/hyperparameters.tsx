/** The knobs of the chosen method, drawn from its own schema. */
import type { Hyperparameter } from '../../methods/contract';
import { Choices, Flag } from '../controls/choices';
import { Select } from '../controls/select';
import { Slider } from '../controls/slider';
import { useChosen, usePlay } from '../context';
import { real } from '../format';
import { strings } from '../strings';

const named = (option: string) => strings.options[option] ?? (strings.where.parts as Record<string, string>)[option] ?? option;

export function Hyperparameters() {
  const { method, hyperparameters } = useChosen();
  const setHyperparameter = usePlay((state) => state.setHyperparameter);
  if (method.hyperparameters.length === 0) return null;
  const control = (knob: Hyperparameter) => {
    const value = hyperparameters[knob.name] ?? knob.default;
    const common = { label: knob.label, hint: knob.description, onChange: (next: number | boolean | string | readonly string[]) => setHyperparameter(knob.name, next) };
    switch (knob.kind) {
      case 'integer':
      case 'real':
        return <Slider key={knob.name} {...common} value={value as number} min={knob.min} max={knob.max} integer={knob.kind === 'integer'} scale={knob.scale} format={knob.kind === 'integer' ? String : real} />;
      case 'flag':
        return <Flag key={knob.name} {...common} value={value as boolean} />;
      case 'choice':
        return <Select key={knob.name} {...common} inline value={value as string} groups={[{ options: knob.options.map((option) => ({ value: option, label: named(option) })) }]} />;
      case 'choices':
        return <Choices key={knob.name} {...common} value={value as readonly string[]} options={knob.options} />;
    }
  };
  return <div className="knobs">{method.hyperparameters.map(control)}</div>;
}
