/** All kept runs: tick, sort, rename, load, link, pin, delete. */
import { memo, useId, useMemo, useState } from 'react';
import { lastValidation, linkOf, type KeptRun } from '../../state/runs';
import { Link, Pin, Trash } from '../controls/icons';
import { dataOf } from '../contents';
import { useMethods, usePlayground, useShelf } from '../context';
import { bytes, moment, whole } from '../format';
import { backdoorText } from '../how/backdoor-line';
import { strings } from '../strings';
import { BrokenRows } from './broken-rows';
import { columns, ordered, sorted, type Column, type Order } from './columns';
import { ExportBar } from './export-bar';
import { transferText } from '../what/transfer';
import { shortName } from './setNames';
import { InlineMark } from './mark';
import { runsCsv, runsJson } from './records';
import { words } from './strings';

const text = words.table;

/** The name, editable in place: Enter or leaving keeps, Escape gives up. */
function Name({ run }: { readonly run: KeptRun }) {
  const { shelf } = usePlayground();
  const [draft, setDraft] = useState<string>();
  return (
    <input
      className="run-name"
      aria-label={text.rename(run.name)}
      value={draft ?? run.name}
      maxLength={60}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (draft !== undefined) shelf.rename(run.id, draft);
        setDraft(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}

function CopyLink({ run }: { readonly run: KeptRun }) {
  const methods = useMethods();
  const [state, setState] = useState<'ready' | 'copied' | { readonly failed: string }>('ready');
  const copy = async () => {
    const link = `${location.origin}${location.pathname}#${linkOf(run, methods)}`;
    try {
      await navigator.clipboard.writeText(link);
      setState('copied');
      setTimeout(() => setState('ready'), 2000);
    } catch {
      setState({ failed: link });
    }
  };
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={text.linkHint(run.name)}
        title={state === 'copied' ? text.linked : text.link}
        data-copied={state === 'copied'}
        onClick={() => void copy()}
      >
        <Link />
      </button>
      <span className="visually-hidden" role="status">
        {state === 'copied' ? text.linked : ''}
      </span>
      {typeof state === 'object' && (
        <label className="copy-failed">
          <span>{text.copyFailed}</span>
          <input readOnly value={state.failed} onFocus={(event) => event.target.select()} />
        </label>
      )}
    </>
  );
}

interface RowProps {
  readonly run: KeptRun;
  readonly shown: readonly Column[];
  readonly focused: boolean;
  readonly onFocus: (id: string | undefined) => void;
  readonly onMissing: (sentence: string | undefined) => void;
}

/** What was learnt first, and on how few rows: "after French, 64 rows". */
const transferMark = ({ settings: { transfer, trainRows } }: KeptRun): string =>
  [
    ...(transfer === 'none' ? [] : [text.after(shortName(transfer))]),
    ...(trainRows > 0 ? [text.rows(whole(trainRows))] : []),
  ].join(', ');

/** Cells that say more when pointed at. */
function titleOf(column: Column, run: KeptRun): string | undefined {
  if (column.id === 'memory' && run.memory) {
    const { needed, byOwner, peak, estimated } = run.memory;
    const parts = Object.entries(byOwner)
      .filter(([, size]) => size > 0)
      .map(
        ([owner, size]) =>
          `${strings.how.owners[owner as keyof typeof byOwner]} ` +
          `${bytes(size)}${estimated.includes(owner as keyof typeof byOwner) ? ` (${text.estimated})` : ''}`,
      )
      .join(', ');
    return text.memoryOf(bytes(needed), parts, bytes(peak));
  }
  if (column.id === 'steps' && run.outcome === 'stopped') return text.stoppedHint;
  if (column.id === 'date') return moment(run.date, 'full');
  return undefined;
}

const Row = memo(function Row({ run, shown, focused, onFocus, onMissing }: RowProps) {
  const { shelf } = usePlayground();
  const load = () => {
    const missing = shelf.restore(run.id);
    onMissing(missing && words.missing[missing]);
  };
  return (
    <tr
      data-run={run.id}
      className={focused ? 'row-focus' : undefined}
      onPointerEnter={() => onFocus(run.id)}
      onPointerLeave={() => onFocus(undefined)}
    >
      <td className="cell-tick">
        <input
          type="checkbox"
          aria-label={text.one(run.name)}
          checked={run.selected}
          onChange={(event) => shelf.select([run.id], event.target.checked)}
        />
      </td>
      <th scope="row" className="cell-name">
        <span className="run-title">
          <InlineMark category={run.method.category} />
          <Name run={run} />
        </span>
        <span className="run-method">
          {text.facts(strings.categories[run.method.category], dataOf(run), run.model)}
          {run.settings.poison && <abbr title={backdoorText(run.settings)}> · {text.poisoned}</abbr>}
          {transferText(run.settings) && <abbr title={transferText(run.settings)}> · {transferMark(run)}</abbr>}
          {run.adjusted && <abbr title={text.adjusted}> · ±</abbr>}
        </span>
      </th>
      {shown.slice(1).map((column) => (
        <td key={column.id} className="cell-number" title={titleOf(column, run)}>
          {column.text(run)}
        </td>
      ))}
      <td className="cell-actions">
        <span className="row-actions">
          <button
            type="button"
            className="button button-small"
            aria-label={text.loadHint(run.name)}
            title={text.loadHint(run.name)}
            onClick={load}
          >
            {text.load}
          </button>
          <CopyLink run={run} />
          <button
            type="button"
            className="icon-button"
            aria-pressed={run.pinned}
            aria-label={text.pin(run.name)}
            title={text.pin(run.name)}
            onClick={() => shelf.pin(run.id, !run.pinned)}
          >
            <Pin />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={text.remove(run.name)}
            title={text.remove(run.name)}
            onClick={() => shelf.remove([run.id])}
          >
            <Trash />
          </button>
        </span>
      </td>
    </tr>
  );
});

function Deleted() {
  const deleted = useShelf((shelf) => shelf.deleted);
  const { shelf } = usePlayground();
  if (deleted.length === 0) return null;
  return (
    <p className="note" role="status">
      {text.deleted(deleted.length, deleted[0]!.name)}{' '}
      <button type="button" className="link" onClick={() => shelf.undo()}>
        {text.undo}
      </button>
    </p>
  );
}

interface HeadProps {
  readonly runs: readonly KeptRun[];
  readonly shown: readonly Column[];
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

/** Ticks all runs, and sorts by a column. */
function Head({ runs, shown, order, onOrder }: HeadProps) {
  const { shelf } = usePlayground();
  const ticked = runs.filter((run) => run.selected).length;
  return (
    <thead>
      <tr>
        <th scope="col" className="cell-tick">
          <input
            type="checkbox"
            aria-label={text.all}
            checked={runs.length > 0 && ticked === runs.length}
            ref={(box) => {
              if (box) box.indeterminate = ticked > 0 && ticked < runs.length;
            }}
            onChange={(event) =>
              shelf.select(
                runs.map((run) => run.id),
                event.target.checked,
              )
            }
          />
        </th>
        {shown.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={order.column === column.id ? order.direction : 'none'}
            className={column.id === 'name' ? 'cell-name' : 'cell-number'}
          >
            <button
              type="button"
              className="sort"
              title={column.hint}
              onClick={() => onOrder(ordered(order, column.id))}
            >
              {column.label}
              <span aria-hidden="true" className="sort-arrow">
                {order.column === column.id ? (order.direction === 'ascending' ? '▲' : '▼') : ''}
              </span>
            </button>
          </th>
        ))}
        <th scope="col" className="cell-actions">
          <span className="visually-hidden">{text.actions}</span>
        </th>
      </tr>
    </thead>
  );
}

/** What is done with the ticked runs. */
function Tools({ ticked, order }: { readonly ticked: readonly KeptRun[]; readonly order: Order }) {
  const { shelf } = usePlayground();
  const methods = useMethods();
  return (
    <span className="panel-tools">
      {ticked.length > 1 && (
        <button type="button" className="export" onClick={() => shelf.remove(ticked.map((run) => run.id))}>
          {text.removeTicked}
        </button>
      )}
      <ExportBar
        label={text.title}
        file="runs"
        disabled={ticked.length === 0}
        csv={() => runsCsv(sorted(ticked, order))}
        json={() =>
          runsJson(sorted(ticked, order), {
            methods,
            page: `${location.origin}${location.pathname}`,
            userAgent: navigator.userAgent,
          })
        }
      />
    </span>
  );
}

export function RunsTable({
  focus,
  onFocus,
}: {
  readonly focus?: string;
  readonly onFocus: (id: string | undefined) => void;
}) {
  const runs = useShelf((shelf) => shelf.runs);
  const broken = useShelf((shelf) => shelf.broken.length > 0);
  const [order, setOrder] = useState<Order>({ column: 'date', direction: 'descending' });
  const [missing, setMissing] = useState<string>();
  const id = useId();
  const ticked = runs.filter((run) => run.selected);
  // A column without a single number is not worth its room.
  const tested = runs.some((run) => run.test);
  const attacked = runs.some((run) => lastValidation(run)?.attackSuccess !== undefined);
  const shown = useMemo(
    () => columns.filter(({ id }) => (id !== 'test' || tested) && (id !== 'attack' || attacked)),
    [tested, attacked],
  );
  return (
    <section className="panel compare-table" aria-labelledby={id}>
      <div className="panel-head">
        <h2 className="panel-title" id={id}>
          {text.title}
        </h2>
        <Tools ticked={ticked} order={order} />
      </div>
      {missing && (
        <p className="note note-warn" role="alert">
          {missing}
        </p>
      )}
      <Deleted />
      {(runs.length > 0 || broken) && (
        <div className="runs-scroll" tabIndex={0} role="group" aria-label={text.title}>
          <table className="runs">
            <caption className="visually-hidden">{text.caption}</caption>
            <Head runs={runs} shown={shown} order={order} onOrder={setOrder} />
            <tbody>
              {sorted(runs, order).map((run) => (
                <Row
                  key={run.id}
                  run={run}
                  shown={shown}
                  focused={run.id === focus}
                  onFocus={onFocus}
                  onMissing={setMissing}
                />
              ))}
              <BrokenRows columns={shown.length - 1} />
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
