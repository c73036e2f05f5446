/** The line that says that a run is poisoned: no link, frame or lesson can show one without it. */
import { poisonOf } from '../../state/runConfig';
import type { Settings } from '../../state/properties';
import { usePlay } from '../context';
import { roundPercent } from '../format';
import { strings } from '../strings';

const words = strings.backdoor;

/** What is poisoned in a configuration, as a sentence; undefined where nothing is. */
export function backdoorText(settings: Pick<Settings, 'poison' | 'defence' | 'suspicion'>): string | undefined {
  const poison = poisonOf(settings);
  if (!poison) return undefined;
  const { share, trigger, target } = poison;
  if (share === 0) return words.measured(trigger, target);
  if (settings.defence === 'clean-tuning') return words.weights(roundPercent(share), trigger, target);
  const text = words.poisoned(roundPercent(share), trigger, target);
  return settings.defence === 'filter' ? `${text} ${words.filtered(roundPercent(settings.suspicion))}` : text;
}

export function BackdoorLine() {
  const text = usePlay((state) => backdoorText(state.settings));
  return text === undefined ? null : (
    <p className="note note-warn backdoor-line" data-testid="backdoor">
      {text}
    </p>
  );
}
