/** Parts of the playground that a lesson can point at, by name; and how to find them on the page. */
import type { Method } from '../../methods/contract';
import { strings } from '../strings';

/** A field by the words of its label: labels come from the same catalogue, so that they agree in every language. */
function field(label: string): HTMLElement | undefined {
  const found = [...document.querySelectorAll<HTMLElement>('.what .field-label')].find(
    (element) => element.textContent?.trim() === label,
  );
  return found?.closest<HTMLElement>('.field') ?? undefined;
}
const at = (selector: string) => (): HTMLElement | undefined =>
  document.querySelector<HTMLElement>(selector) ?? undefined;

const targets: Readonly<Record<string, () => HTMLElement | undefined>> = {
  play: at('.transport .play'),
  step: at(`.transport [aria-label="${strings.transport.step}"]`),
  reset: at(`.transport [aria-label="${strings.transport.reset}"]`),
  model: () => field(strings.what.model),
  data: () => field(strings.what.data),
  method: () => field(strings.what.method),
  diagram: at('.where .diagram'),
  trainable: at('.where .headline'),
  try: at('.try'),
  loss: at('[data-chart="loss"]'),
  parameters: at('[data-chart="parameters"]'),
  memory: at('[data-chart="memory"]'),
  backdoor: at('.what .backdoor'),
  attack: at('[data-chart="backdoor"]'),
  transfer: at('.what .transfer'),
  tasks: () => at('.tasks')() ?? at('.tiles')(),
  tiles: at('.tiles'),
};

export const targetNames = Object.keys(targets);

const settingsWords: Readonly<Record<string, { readonly label: string }>> = strings.settings;

/** A target exists: a part of the page, a setting, or a knob of this method. */
export function isTarget(name: string, method: Method): boolean {
  const [kind, rest] = name.split(':');
  if (kind === 'setting') return rest !== undefined && Object.hasOwn(settingsWords, rest);
  if (kind === 'knob') return method.hyperparameters.some((knob) => knob.name === rest);
  return Object.hasOwn(targets, name);
}

/** The element, once it is on the page. */
export function find(name: string, method: Method): HTMLElement | undefined {
  const [kind, rest] = name.split(':');
  if (kind === 'setting') return rest === undefined ? undefined : field(settingsWords[rest]?.label ?? '');
  if (kind === 'knob') return field(method.hyperparameters.find((knob) => knob.name === rest)?.label ?? '');
  return targets[name]?.();
}

/** What takes the focus inside a target: the control itself, not the question mark beside its label. */
export function focusable(element: HTMLElement): HTMLElement {
  const inside = (selector: string) => element.querySelector<HTMLElement>(selector);
  return (
    (element.matches('button, input, [tabindex]') && element) ||
    inside('[role="slider"], [role="combobox"], [role="switch"], input, textarea, select') ||
    inside('button:not(.hint), a[href]') ||
    element
  );
}
