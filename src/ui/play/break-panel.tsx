/** Breaks the run in one way, and shows both beside each other. */
import type { Answer } from '../../session/pinned';
import { smooth, thin, type Point } from '../../state/curves';
import { recentLoss, type Run } from '../../state/run';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { loss, whole } from '../format';
import { inLanguage } from '../inLanguage';
import '../inspector/inspector.css';
import { likeliest, told } from '../live/told';
import { breaksOf, verdictOf, type Change } from './breaks';
import { breakRun, mend, useBroken, type Broken } from './broken';
import './play.css';
import { useStanding } from './standing';
import { strings } from './strings';

const words = strings.broken;
const [WIDTH, HEIGHT] = [480, 120];
const POINTS = 160;

const curveOf = ({ records }: Run): Point[] =>
  thin(
    smooth(
      records.map(({ step, loss: value }) => ({ step, value })),
      0.9,
    ),
    POINTS,
  ).filter(({ value }) => Number.isFinite(value));

/** Both losses over the steps; what runs away leaves at the top. */
function Curves({ before, after }: { readonly before: Run; readonly after: Run }) {
  const [first, second] = [curveOf(before), curveOf(after)];
  const steps = Math.max(1, first.at(-1)?.step ?? 1, second.at(-1)?.step ?? 1);
  const top = 1.5 * Math.max(...first.map(({ value }) => value), 1e-6);
  const line = (points: readonly Point[]) =>
    points.map(({ step, value }) => `${(WIDTH * step) / steps},${HEIGHT * (1 - Math.min(1, value / top))}`).join(' ');
  const last = (run: Run) => (recentLoss(run) === undefined ? '–' : loss(recentLoss(run)!));
  return (
    <figure className="inspector-figure">
      <figcaption className="inspector-caption">
        {words.curves} <span className="break-key" data-run="before" /> {words.before}{' '}
        <span className="break-key" data-run="after" /> {words.after}
      </figcaption>
      <svg
        className="break-curves"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.curvesSummary(last(before), last(after))}
      >
        <polyline className="break-before" points={line(first)} />
        <polyline className="break-after" points={line(second)} />
      </svg>
    </figure>
  );
}

interface Pair {
  readonly text: string;
  readonly before: string;
  readonly after: string;
  /** Another class, text or number: a share that is a little different is the same answer. */
  readonly differs: boolean;
}

/** What an answer comes down to. */
const decisionOf = ({ shares, tags, value, text }: Answer): string =>
  shares ? String(likeliest(shares)) : tags ? tags.map(([tag]) => tag).join() : (text ?? (value ?? NaN).toFixed(1));

/** What both say to the same texts. */
function pairsOf(before: Run, after: Run): Pair[] {
  const { pinned } = before;
  const [was, now] = [before.looks.at(-1), after.looks.at(-1)];
  if (!pinned || !was) return [];
  return pinned.rows.flatMap((row, at): Pair[] => {
    const there = after.pinned?.rows.findIndex(({ text, second }) => text === row.text && second === row.second) ?? -1;
    const [one, other] = [was.answers[at], there < 0 ? undefined : now?.answers[there]];
    if (!one || row.refusal) return [];
    return [
      {
        text: row.text,
        before: told(one, pinned, row.words),
        after: other ? told(other, after.pinned!, row.words) : words.none,
        differs: other !== undefined && decisionOf(one) !== decisionOf(other),
      },
    ];
  });
}

/** What the change did, in sentences. */
function verdict({ change, before }: Broken, after: Run, pairs: readonly Pair[]): string {
  const [first, second] = [recentLoss(before), recentLoss(after)];
  if (first === undefined || second === undefined) return '';
  const numbers = [change.told, loss(first), loss(second)] as const;
  const kind = verdictOf(first, second);
  const sentence =
    kind === 'worse' ? words.worse(...numbers, (second / first).toPrecision(2)) : words[kind](...numbers);
  const other = pairs.filter(({ differs }) => differs).length;
  return pairs.length > 0 ? `${sentence} ${words.answers(whole(other), whole(pairs.length))}` : sentence;
}

function Comparison({ broken }: { readonly broken: Broken }) {
  const { controller } = usePlayground();
  const run = usePlay((state) => state.run);
  const problem = usePlay((state) => state.problem);
  const standing = useStanding();
  const pairs = pairsOf(broken.before, run);
  const over = standing === 'ready' && run.records.length > 0;
  return (
    <div className="break" data-way={broken.way} data-over={over}>
      <p className="note">{words.started(broken.change.told)}</p>
      <Curves before={broken.before} after={run} />
      {pairs.length > 0 && (
        <div className="table-scroll" tabIndex={0} role="group" aria-label={words.answersOf}>
          <table className="break-table">
            <thead>
              <tr>
                <th scope="col">{words.answersOf}</th>
                <th scope="col">{words.before}</th>
                <th scope="col">{words.after}</th>
              </tr>
            </thead>
            <tbody>
              {pairs.map(({ text, before, after, differs }) => (
                <tr key={text} data-other={differs}>
                  <th scope="row" dir="auto">
                    {text}
                  </th>
                  <td dir="auto">{before}</td>
                  <td dir="auto">{after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="break-verdict" role="status">
        {problem ? words.stopped(inLanguage(problem.message)) : over ? verdict(broken, run, pairs) : words.waiting}
      </p>
      <button type="button" className="button" onClick={() => mend(controller, broken)}>
        {words.mend}
      </button>
    </div>
  );
}

function Ways() {
  const { controller } = usePlayground();
  const { method, hyperparameters, dimensions, searched } = useConfiguration();
  const learningRate = usePlay((state) => state.settings.learningRate);
  const trainRows = usePlay((state) => state.run.trainRows);
  const ways = breaksOf({
    method,
    hyperparameters: searched ?? hyperparameters,
    dimensions,
    settings: { learningRate },
    trainRows,
  });
  const start = (way: Broken['way'], change: Change) => breakRun(controller, way, change);
  return (
    <>
      <p className="note">{words.text}</p>
      <div className="actions">
        {ways.map(({ way, change, refusal }) => (
          <button
            key={way}
            type="button"
            className="button"
            disabled={!change}
            title={refusal}
            aria-describedby={refusal ? `break-${way}` : undefined}
            onClick={() => change && start(way, change)}
          >
            {words[way]}
          </button>
        ))}
      </div>
      {ways.map(
        ({ way, refusal }) =>
          refusal && (
            <p key={way} id={`break-${way}`} className="note">
              {words[way]}: {refusal}
            </p>
          ),
      )}
    </>
  );
}

export default function BreakPanel() {
  const broken = useBroken();
  const epoch = usePlay((state) => state.epoch);
  const standing = useStanding();
  return (
    <div className="play-panel">
      {broken && broken.epoch === epoch ? (
        <Comparison broken={broken} />
      ) : standing === 'ready' ? (
        <Ways />
      ) : (
        <p className="note">{strings[standing]}</p>
      )}
    </div>
  );
}
