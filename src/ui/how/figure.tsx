/** A chart's frame: title, key, the drawing, a sentence for those who can't see it, and its numbers as a table. */
import { useState, type ReactNode } from 'react';
import type { RunStatus } from '../../training/types';
import { strings } from '../strings';

export interface KeyEntry {
  readonly name: string;
  /** CSS custom property that holds the colour. */
  readonly color: string;
  readonly shape?: 'line' | 'dashed' | 'dot' | 'area';
}

export interface FigureProps {
  readonly id: string;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly legend: readonly KeyEntry[];
  readonly summary: string;
  /** Absent while there are no numbers. */
  readonly table?: { readonly head: readonly string[]; readonly rows: () => readonly (readonly string[])[] };
  /** A sentence that belongs to the numbers. */
  readonly note?: string;
  readonly short?: boolean;
  readonly empty?: string;
  /** Status of the run that is drawn: charts follow the run a moment later. */
  readonly status?: RunStatus;
  /** Of a recording with other settings: drawn fainter. */
  readonly other?: boolean;
  readonly children: ReactNode;
}

export function Figure({
  id,
  title,
  aside,
  legend,
  summary,
  table,
  note,
  short,
  empty,
  status,
  other,
  children,
}: FigureProps) {
  const [open, setOpen] = useState(false);
  return (
    <figure
      className={short ? 'chart chart-short' : 'chart'}
      aria-labelledby={`${id}-title`}
      data-chart={id}
      data-status={status}
      data-other={other || undefined}
    >
      <figcaption className="chart-head">
        <h3 className="chart-title" id={`${id}-title`}>
          {title}
        </h3>
        {aside && <span className="chart-aside">{aside}</span>}
      </figcaption>
      <div className="chart-body" role="img" aria-label={`${title}. ${empty ?? summary}`}>
        {children}
        {empty && <p className="chart-empty">{empty}</p>}
      </div>
      {note && <p className="note chart-note">{note}</p>}
      <div className="chart-foot">
        <ul className="key" aria-hidden="true">
          {legend.map((entry) => (
            <li key={entry.name}>
              <span className={`swatch swatch-${entry.shape ?? 'area'}`} style={{ color: `var(${entry.color})` }} />
              {entry.name}
            </li>
          ))}
        </ul>
        {!empty && table && (
          <details className="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{strings.how.table}</summary>
            {open && (
              <div className="preview" tabIndex={0} role="region" aria-label={title}>
                <table>
                  <thead>
                    <tr>
                      {table.head.map((cell) => (
                        <th key={cell} scope="col">
                          {cell}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {table.rows().map((row, i) => (
                      <tr key={i}>
                        {row.map((cell, j) => (
                          <td key={j}>{cell}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </details>
        )}
      </div>
    </figure>
  );
}
