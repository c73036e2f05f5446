/** What colours and shapes mean; a class can be shown alone. */
import type { Cloud } from '../../session/cloudData';
import { fixed } from '../format';
import { hasScale, scaleOf, tonesOf, TONES } from './marks';
import { strings as words } from './strings';

interface LegendProps {
  readonly cloud: Cloud;
  /** Several labels: the one that points are told apart by. */
  readonly label: number;
  readonly lit: number | undefined;
  readonly onLit: (tone: number | undefined) => void;
}

const Swatch = ({ tone }: { readonly tone: number }) => (
  <svg viewBox="0 0 12 12" className="cloud-swatch" data-tone={tone} aria-hidden="true">
    {tone % 4 === 1 ? (
      <rect x="1.5" y="1.5" width="9" height="9" />
    ) : tone % 4 === 2 ? (
      <path d="M6 .8 11.3 10.2H.7z" />
    ) : tone % 4 === 3 ? (
      <path d="M6 .3 11.7 6 6 11.7.3 6z" />
    ) : (
      <circle cx="6" cy="6" r="5" />
    )}
  </svg>
);

export function Legend({ cloud, label, lit, onLit }: LegendProps) {
  if (hasScale(cloud)) {
    const [least, most] = scaleOf(cloud);
    return (
      <p className="cloud-scale">
        <span>{cloud.task === 'regression' ? words.score.regression : words.score.loss}</span>
        <span>{fixed(least, 2)}</span>
        <span className="cloud-ramp" aria-hidden="true" />
        <span>{fixed(most, 2)}</span>
      </p>
    );
  }
  const tones = tonesOf(cloud);
  const name = cloud.labels[label] ?? '';
  const shown =
    cloud.task === 'multi-label'
      ? [words.has(name), words.hasNot(name)]
      : tones.slice(0, TONES).map((index) => cloud.labels[index]!);
  return (
    <ul className="cloud-legend">
      {shown.map((text, tone) => (
        <li key={text}>
          <button
            type="button"
            className="cloud-class"
            aria-pressed={lit === tone}
            title={words.only(text)}
            onClick={() => onLit(lit === tone ? undefined : tone)}
          >
            <Swatch tone={tone} />
            <bdi>{text}</bdi>
          </button>
        </li>
      ))}
      {cloud.task !== 'multi-label' && tones.length > TONES && <li className="note">{words.others}</li>}
      <li className="note">{words.right}</li>
    </ul>
  );
}
