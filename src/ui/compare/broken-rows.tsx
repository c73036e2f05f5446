/** Kept runs that can't be read: a row each, by which it can be deleted. */
import type { BrokenRun } from '../../state/runs';
import { usePlayground, useShelf } from '../context';
import { Trash } from '../controls/icons';
import { moment } from '../format';
import { words } from './strings';

const text = words.table;

function BrokenRow({ entry, columns }: { readonly entry: BrokenRun; readonly columns: number }) {
  const { shelf } = usePlayground();
  const { id, name, date, newer } = entry;
  const label = text.broken(name ?? '', date === undefined ? '' : moment(date, 'short'));
  return (
    <tr data-broken={newer ? 'newer' : 'damaged'}>
      <td className="cell-tick" />
      <th scope="row" className="cell-name">
        <span className="run-title">{label}</span>
        <span className="run-method">{newer ? text.brokenNewer : text.brokenText}</span>
      </th>
      <td colSpan={columns} />
      <td className="cell-actions">
        <span className="row-actions">
          <button
            type="button"
            className="icon-button"
            aria-label={text.removeBroken(label)}
            title={text.removeBroken(label)}
            onClick={() => shelf.removeBroken(id)}
          >
            <Trash />
          </button>
        </span>
      </td>
    </tr>
  );
}

/** @param columns of the table, without the name's */
export function BrokenRows({ columns }: { readonly columns: number }) {
  const broken = useShelf((shelf) => shelf.broken);
  return broken.map((entry) => <BrokenRow key={entry.id} entry={entry} columns={columns} />);
}
