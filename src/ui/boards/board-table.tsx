/** A board's methods from best to worst: score with its spread, cost, and which differ by no more than noise. */
import { useMemo, useState } from 'react';
import { UNTUNED, type Board, type BoardRun } from '../../state/boards';
import { lowerIsBetter, noiseRanks, ranges, spanOf, standings, type Span, type Standing } from '../../state/standings';
import { InlineMark, colorOf } from '../compare/mark';
import { models } from '../contents';
import { useMethods } from '../context';
import { bytes, compact, fixed, marked, percent, whole } from '../format';
import { PageLink } from '../learn/page-link';
import { surveyRows } from '../scale/survey';
import { strings } from '../strings';
import { scoreOf } from './score';
import { words } from './strings';

const text = words.columns;

const withSpread = (row: Standing, shown: (value: number) => string): string =>
  row.deviation === undefined ? shown(row.mean) : `${shown(row.mean)} ± ${shown(row.deviation)}`;

const isBusy = ({ runs }: Standing): boolean => runs.some(({ busy }) => busy);
const millisecondsOf = ({ runs }: Standing): number =>
  [...runs.map(({ milliseconds }) => milliseconds)].sort((a, b) => a - b)[Math.floor(runs.length / 2)]!;

/** Where means and spreads lie between the board's ends. */
interface Axis {
  readonly least: number;
  readonly most: number;
}

function axisOf(found: readonly Standing[]): Axis {
  const tuned = found.filter(({ method }) => method !== UNTUNED);
  const ends = tuned.flatMap(({ mean, deviation = 0 }) => [mean - deviation, mean + deviation]);
  return { least: Math.min(...ends), most: Math.max(...ends) };
}

/** Mean and deviation as a point on a line, in the colour of the category. */
function Interval({ row, axis, color }: { readonly row: Standing; readonly axis: Axis; readonly color: string }) {
  const place = (value: number) => `${(100 * (value - axis.least)) / (axis.most - axis.least || 1)}%`;
  const { mean, deviation = 0 } = row;
  if (row.method === UNTUNED) return <span className="interval" aria-hidden="true" />;
  return (
    <span className="interval" aria-hidden="true">
      <span
        className="interval-spread"
        style={{
          insetInlineStart: place(mean - deviation),
          inlineSize: `calc(${place(axis.least + 2 * deviation)})`,
          background: color,
        }}
      />
      <span className="interval-mean" style={{ insetInlineStart: place(mean), background: color }} />
    </span>
  );
}

interface Shared {
  readonly board: Board;
  readonly found: readonly Standing[];
  readonly span: Span | undefined;
  readonly axis: Axis;
}

interface RowProps extends Shared {
  readonly index: number;
  /** Ranks of the methods within noise of it. */
  readonly near: readonly number[];
  readonly chosen: boolean;
  /** Within noise of the chosen one. */
  readonly alike: boolean;
  readonly onChoose: (method: string | undefined) => void;
}

function Row({ board, found, span, axis, index, near, chosen, alike, onChoose }: RowProps) {
  const methods = useMethods();
  const row = found[index]!;
  const one = row.runs[0]!;
  const untuned = row.method === UNTUNED;
  const method = methods.find(({ id }) => id === row.method);
  const { parameters } = models.find(({ id }) => id === board.model)!.dimensions;
  const survey = surveyRows.find((entry) => entry.method === row.method);
  const shown = scoreOf(board);
  const category = method?.category ?? 'baseline';
  return (
    <tr
      data-method={row.method}
      className={chosen ? 'row-chosen' : alike ? 'row-alike' : undefined}
      onClick={() => onChoose(chosen || untuned ? undefined : row.method)}
    >
      <td className="cell-rank">{index + 1}</td>
      <th scope="row" className="cell-method">
        <InlineMark category={category} />
        {untuned ? (
          <span>{words.untuned}</span>
        ) : (
          <button type="button" className="row-button" aria-pressed={chosen}>
            {method?.name ?? row.method}
          </button>
        )}
      </th>
      <td className="cell-score">
        <span className="score" title={row.runs.length > 1 ? words.seeds(String(row.runs.length)) : words.oneSeed}>
          {untuned ? shown(row.mean) : withSpread(row, shown)}
        </span>
        <Interval row={row} axis={axis} color={colorOf(category)} />
      </td>
      <td className="cell-noise">
        {untuned ? '' : row.error === undefined ? words.oneSeed : ranges(near) || words.none}
      </td>
      <td className="cell-number">{span ? percent(span.gain(row)) : '–'}</td>
      <td className="cell-number">
        {untuned ? '' : compact(one.trainable)}
        {!untuned && <small>{percent(one.trainable / parameters)}</small>}
      </td>
      <td className="cell-number">{untuned ? '' : bytes(one.bytes)}</td>
      <td className="cell-number">
        {untuned || !span
          ? ''
          : isBusy(row) || isBusy(span.full)
            ? '–'
            : fixed(millisecondsOf(row) / millisecondsOf(span.full), 2)}
      </td>
      <td className="cell-number">
        {survey ? `${marked(String(survey.printed.base))}\u00a0${strings.units.million}` : ''}
      </td>
    </tr>
  );
}

/** What is known of the chosen method beside the others, in a sentence. */
function Chosen({ board, found, method }: Pick<Shared, 'board' | 'found'> & { readonly method: string | undefined }) {
  const methods = useMethods();
  const nameOf = (id: string) => methods.find((candidate) => candidate.id === id)?.name ?? id;
  const index = found.findIndex((row) => row.method === method);
  const row = found[index];
  if (!row) return <p className="note board-chosen">{words.choose}</p>;
  const near = noiseRanks(found, index).map((rank) => nameOf(found[rank - 1]!.method));
  const score = withSpread(row, scoreOf(board));
  const name = nameOf(row.method);
  return (
    <p className="note board-chosen" role="status">
      {row.error === undefined
        ? words.nearUnknown(name)
        : near.length > 0
          ? words.nearOf(name, score, near.join(', '))
          : words.nearNone(name, score)}{' '}
      <PageLink page={row.method} className="link">
        {words.learn(name)}
      </PageLink>
    </p>
  );
}

/** How far apart the methods are. */
function Gap({ board, span }: { readonly board: Board; readonly span: Span }) {
  const shown = scoreOf(board);
  const apart = (value: number) => (lowerIsBetter(board) ? shown(value) : words.points(shown(value)));
  const distance = apart(Math.abs(span.full.mean - span.from.mean));
  return (
    <p className="board-gap">
      {board.untuned ? words.gap.untuned(distance) : words.gap.head(distance)}{' '}
      {span.error !== undefined &&
        span.error > 0 &&
        words.spread(apart(span.range), whole(span.range / span.error), apart(span.error))}
    </p>
  );
}

export interface BoardTableProps {
  readonly board: Board;
  readonly name: string;
  readonly runs: readonly BoardRun[];
  /** Else measured in this browser. */
  readonly recorded: boolean;
}

export function BoardTable({ board, name, runs, recorded }: BoardTableProps) {
  const [method, setMethod] = useState<string>();
  const found = useMemo(() => standings(board, runs), [board, runs]);
  if (found.length === 0) return <p className="note board-empty">{recorded ? words.notRecorded : words.nothing}</p>;
  const shared: Shared = { board, found, span: spanOf(board, found), axis: axisOf(found) };
  const chosen = found.findIndex((row) => row.method === method);
  const alike = chosen < 0 ? [] : noiseRanks(found, chosen);
  const { hints } = words;
  const heads: readonly (readonly [string, string | undefined, string])[] = [
    [text.rank, undefined, 'cell-rank'],
    [text.method, undefined, 'cell-method'],
    [text.score(words.measures[board.measure]), undefined, 'cell-score'],
    [text.noise, hints.noise, 'cell-noise'],
    [text.gain, board.untuned ? hints.gain.untuned : hints.gain.head, 'cell-number'],
    [text.trained, hints.trained, 'cell-number'],
    [text.memory, recorded ? hints.recordedMemory : hints.memory, 'cell-number'],
    [text.time, hints.time, 'cell-number'],
    [text.survey, hints.survey, 'cell-number'],
  ];
  return (
    <>
      {shared.span && <Gap board={board} span={shared.span} />}
      <Chosen board={board} found={found} method={method} />
      {/* In the tab order, so that a keyboard can scroll it. */}
      <div className="runs-scroll" tabIndex={0} role="group" aria-label={name}>
        <table className="runs board">
          <caption className="visually-hidden">{words.caption(name)}</caption>
          <thead>
            <tr>
              {heads.map(([label, hint, kind]) => (
                <th key={label} scope="col" className={kind} title={hint}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.map((row, index) => (
              <Row
                key={row.method}
                {...shared}
                index={index}
                near={noiseRanks(found, index)}
                chosen={index === chosen}
                alike={alike.includes(index + 1)}
                onChoose={setMethod}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        {recorded ? words.recordedText : words.hereText} {words.notes}
      </p>
    </>
  );
}
