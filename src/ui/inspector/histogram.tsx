/** How often each value occurs in a tensor. */
import { useId } from 'react';
import type { Picture } from '../../worker/protocol';
import { whole } from '../format';
import { small } from './numbers';
import { strings } from './strings';

const WIDTH = 300,
  HEIGHT = 120;

export function Histogram({ picture }: { readonly picture: Picture }) {
  const id = useId();
  const { histogram, min, max, mean, deviation } = picture;
  const most = Math.max(...histogram, 1);
  const count = histogram.reduce((a, b) => a + b, 0);
  const step = WIDTH / histogram.length;
  // A tensor of one value has no range: its bar stands in the middle.
  const low = max > min ? min : min - 1,
    high = max > min ? max : max + 1;
  const zero = low < 0 && high > 0 ? (-low / (high - low)) * WIDTH : undefined;
  const edge = (bin: number) => small(min + ((max - min) * bin) / histogram.length);
  return (
    <figure className="inspector-figure">
      <figcaption id={id} className="inspector-caption">
        {strings.histogram}
      </figcaption>
      <svg
        className="histogram"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={
          `${strings.histogram}. ` +
          `${strings.histogramSummary(whole(count), small(min), small(max), small(mean), small(deviation))}`
        }
      >
        {histogram.map(
          (entries, bin) =>
            entries > 0 && (
              <rect
                key={bin}
                className="histogram-bar"
                x={bin * step + 0.5}
                width={step - 1}
                y={HEIGHT - Math.max(1.5, (entries / most) * (HEIGHT - 4))}
                height={Math.max(1.5, (entries / most) * (HEIGHT - 4))}
              >
                <title>{`${edge(bin)} … ${edge(bin + 1)}: ${whole(entries)}`}</title>
              </rect>
            ),
        )}
        {zero !== undefined && <path className="histogram-zero" d={`M${zero} 0V${HEIGHT}`} />}
      </svg>
      <p className="inspector-axis" aria-hidden="true">
        <span>{small(low)}</span>
        <span>{small(high)}</span>
      </p>
      <details className="inspector-table">
        <summary>{strings.table}</summary>
        <div className="preview" tabIndex={0} role="region" aria-labelledby={id}>
          <table>
            <thead>
              <tr>
                <th scope="col">{strings.from}</th>
                <th scope="col">{strings.to}</th>
                <th scope="col">{strings.entries}</th>
              </tr>
            </thead>
            <tbody>
              {histogram.map(
                (entries, bin) =>
                  entries > 0 && (
                    <tr key={bin}>
                      <td>{edge(bin)}</td>
                      <td>{edge(bin + 1)}</td>
                      <td>{whole(entries)}</td>
                    </tr>
                  ),
              )}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
