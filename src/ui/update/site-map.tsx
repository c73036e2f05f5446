/** Where a method acts: layers down, modules across, the length of ΔW relative to W in each cell. */
import type { CSSProperties } from 'react';
import type { UpdateSite } from '../../worker/protocol';
import { percent } from '../format';
import { strings } from './strings';
import { columnName, rowName } from './words';

export interface SiteMapProps {
  readonly sites: readonly UpdateSite[];
  readonly encoderLayers: number | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

const shareOf = ({ size: { relative, change } }: UpdateSite): number => relative ?? (change > 0 ? 1 : 0);

/** Of several weights in a cell the one that changes most. */
const most = (sites: readonly UpdateSite[]): UpdateSite | undefined =>
  sites.reduce<UpdateSite | undefined>(
    (best, site) => (!best || shareOf(site) > shareOf(best) ? site : best),
    undefined,
  );

export function SiteMap({ sites, encoderLayers, chosen, onChoose }: SiteMapProps) {
  const columns = [...new Set(sites.map(columnName))];
  const rows = [...new Set(sites.map(({ layer }) => layer))].sort((a, b) => (a ?? -1) - (b ?? -1));
  const top = Math.max(...sites.map(shareOf), 1e-12);
  return (
    <div className="site-map" tabIndex={0} role="group" aria-label={strings.map}>
      <table>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                <span>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((layer) => (
            <tr key={layer ?? 'outside'}>
              <th scope="row">{rowName(layer, encoderLayers)}</th>
              {columns.map((column) => {
                const here = sites.filter((site) => site.layer === layer && columnName(site) === column);
                const site = most(here);
                if (!site) return <td key={column} />;
                const share = shareOf(site);
                return (
                  <td key={column}>
                    <button
                      type="button"
                      className="site-cell"
                      aria-pressed={here.some(({ name }) => name === chosen)}
                      aria-label={strings.cell(`${rowName(layer, encoderLayers)}, ${column}`, percent(share))}
                      data-share={share}
                      style={{ '--share': `${Math.round((100 * share) / top)}%` } as CSSProperties}
                      onClick={() => onChoose(site.name)}
                    >
                      {percent(share)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
