/**
 * The line that says that the curves were recorded: with the page, or brought by a link; and with which other settings.
 */
import { inLanguage } from '../inLanguage';
import type { Difference } from '../../state/differences';
import { models, datasets } from '../contents';
import { isAddress, nameOfAddress } from '../../interchange/hub/address';
import { OWN } from '../../worker/protocol';
import { useMethod, usePlay } from '../context';
import { real } from '../format';
import { language } from '../language';
import { strings as share } from '../share/strings';
import { strings } from '../strings';
import { optionName } from '../what/option-name';

const words = strings.how;
/** Differences that are named; the rest is counted. */
const NAMED = 3;

const entryName = (id: unknown): string | undefined =>
  [...models, ...datasets].find((entry) => entry.id === id)?.name ??
  (typeof id === 'string' && isAddress(id) ? nameOfAddress(id) : undefined);

/** A value as its control shows it. */
function valueOf(value: Difference['recorded']): string {
  if (typeof value === 'number') return real(value);
  if (typeof value === 'boolean') return value ? '✓' : '–';
  // No backdoor.
  if (value === '') return optionName('none');
  return [value ?? '–']
    .flat()
    .map((part) => entryName(part) ?? optionName(part))
    .join(' + ');
}

/** The differences in words, as a list. */
function useDifferences(other: readonly Difference[]): string {
  const method = useMethod();
  const titleOf = ({ name }: Difference): string => {
    if (typeof name === 'object')
      return method.hyperparameters.find((knob) => knob.name === name.knob)?.label ?? name.knob;
    if (name === 'model') return strings.what.model;
    if (name === 'dataset') return strings.what.data;
    return name in strings.settings ? strings.settings[name as keyof typeof strings.settings].label : name;
  };
  // Other data bring other sizes: those go without saying.
  const basic = other.filter(({ name }) => name === 'model' || name === 'dataset');
  const telling =
    basic.length > 0 ? other.filter(({ name }) => name !== 'batchSize' && name !== 'sequenceLength') : other;
  const named = telling
    .slice(0, NAMED)
    .map((difference) =>
      words.other.instead(
        titleOf(difference),
        valueOf(difference.recorded),
        difference.here === OWN
          ? difference.name === 'model'
            ? strings.what.ownModel.replace('…', '')
            : strings.what.ownData.replace('…', '')
          : valueOf(difference.here),
      ),
    );
  const more = telling.length - named.length;
  return [...named, ...(more > 0 ? [words.other.more(more)] : [])].join(', ');
}

const none: readonly Difference[] = [];

export function Recorded() {
  const recorded = usePlay((state) => state.recording?.recorded);
  const backend = usePlay((state) => state.recording?.backend);
  const differences = useDifferences(recorded?.other ?? none);
  if (!recorded) return null;
  const date = new Date(recorded.date).toLocaleDateString(language() === 'en' ? 'en-GB' : language(), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const text = recorded.other
    ? words.other.text(differences)
    : (recorded.shared ? share.recorded : words.recorded)(date, backend ? inLanguage(backend) : '');
  return (
    <p className={recorded.other ? 'recorded recorded-other' : 'recorded'} data-testid="recorded">
      <span className="recorded-dot" aria-hidden="true" />
      {text}
    </p>
  );
}
