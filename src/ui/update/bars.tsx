/** Numbers as bars: singular values, vectors beside where they started, shares. Plain SVG, as wide as its place. */
import { whole } from '../format';
import { small } from '../inspector/numbers';
import type { Bars as Vector } from '../../worker/protocol';
import type { Spectrum } from '../../session/spectrum';
import { strings } from './strings';

const [WIDTH, HEIGHT] = [320, 92];
/** Singular values that are drawn. */
const SHOWN = 48;

/** A bar at least that high is seen. */
const LEAST = 1;

export function SpectrumBars({ spectrum }: { readonly spectrum: Spectrum }) {
  const { values, all, rank, floor, effective, complete } = spectrum;
  const { spectrumText: text } = strings;
  const shown = values.slice(0, SHOWN);
  const top = values[0] ?? 0;
  const step = WIDTH / Math.max(8, shown.length);
  const told =
    rank === 0
      ? text.none
      : complete && rank <= all / 3
        ? text.low(whole(rank), whole(all))
        : complete
          ? text.tail(whole(rank), whole(all), small(Number(effective.toPrecision(3))))
          : text.large(whole(values.length), whole(all));
  return (
    <figure className="inspector-figure">
      <figcaption className="inspector-caption">{strings.spectrum}</figcaption>
      <svg
        className="bars"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={strings.spectrumSummary(whole(values.length), small(top), whole(rank))}
        data-rank={rank}
      >
        {shown.map((value, i) => {
          const sound = value > floor;
          const height = sound && top > 0 ? Math.max(LEAST, (HEIGHT * value) / top) : LEAST;
          return (
            <rect
              key={i}
              className={sound ? 'bar-now' : 'bar-none'}
              x={i * step + step * 0.12}
              y={HEIGHT - height}
              width={step * 0.76}
              height={height}
            />
          );
        })}
      </svg>
      <p className="bars-ends">
        <span>{rank > 0 ? small(top) : ''}</span>
        <span>{all > shown.length ? strings.smaller(whole(all - shown.length)) : ''}</span>
      </p>
      <p className="note">{told}</p>
    </figure>
  );
}

/** A vector, grey where it started. */
export function VectorBars({
  name,
  bars,
  label,
}: {
  readonly name: string;
  readonly bars: Vector;
  readonly label?: string;
}) {
  const { now, start, each } = bars;
  const values = [...now, ...start, 0];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = high - low || 1;
  const y = (value: number) => (HEIGHT * (high - value)) / range;
  const step = WIDTH / Math.max(6, now.length);
  const bar = (value: number, i: number, wide: number, className: string) => (
    <rect
      key={`${className} ${i}`}
      className={className}
      x={i * step + (step * (1 - wide)) / 2}
      y={Math.min(y(0), y(value))}
      width={step * wide}
      height={Math.max(0.5, Math.abs(y(value) - y(0)))}
    />
  );
  const longest = Math.max(...now.map(Math.abs));
  return (
    <figure className="inspector-figure">
      <figcaption className="inspector-caption">{label ?? name}</figcaption>
      <svg
        className="bars"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={strings.vectorSummary(name, whole(now.length), small(longest))}
      >
        {start.map((value, i) => bar(value, i, 0.9, 'bar-start'))}
        {now.map((value, i) => bar(value, i, 0.5, 'bar-now'))}
      </svg>
      <p className="bars-ends">
        <span>{small(low)}</span>
        <span>{small(high)}</span>
      </p>
      {each > 1 && <p className="note">{strings.each(whole(each))}</p>}
    </figure>
  );
}
