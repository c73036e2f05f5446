/** The visitor's pinned texts, and what becomes of one that is to be pinned. */
import type { PinnedText } from '../../session/pinned';
import { isShortened, LONGEST_PIN, MOST_PINS, pinnable, readPins, same, writePins } from '../../state/pins';
import { isPaired } from '../../state/runConfig';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { strings } from '../strings';

const words = strings.live;

/** What is told of a text that was to be pinned. */
export interface Outcome {
  readonly pinned: boolean;
  readonly text: string;
}

/** @returns the texts with one more, or why it is none of them */
export function withPin(
  pins: readonly PinnedText[],
  given: PinnedText,
  paired: boolean,
): { readonly pins: readonly PinnedText[]; readonly told: string } | { readonly refusal: string } {
  const [text, second] = [pinnable(given.text), pinnable(given.second ?? '')];
  if (text === '') return { refusal: words.empty };
  if (paired && second === '') return { refusal: words.emptySecond };
  const pin = { text, ...(second !== '' && { second }) };
  if (pins.some((other) => same(other, pin))) return { refusal: words.twice };
  if (pins.length >= MOST_PINS) return { refusal: words.full(whole(MOST_PINS)) };
  const shortened = isShortened(given.text) || isShortened(given.second ?? '');
  return {
    pins: [...pins, pin],
    told: shortened ? words.shortened(whole(LONGEST_PIN)) : words.pinned(text),
  };
}

export function usePins() {
  const { controller } = usePlayground();
  const line = usePlay((state) => state.settings.pins);
  const paired = usePlay(isPaired);
  const pins = readPins(line);
  return {
    paired,
    /** Pins a text, and asks the model as it is. */
    add: (given: PinnedText): Outcome => {
      const next = withPin(pins, given, paired);
      if ('refusal' in next) return { pinned: false, text: next.refusal };
      controller.set('pins', writePins(next.pins));
      void controller.build();
      return { pinned: true, text: next.told };
    },
  };
}
