/** The figures of a run, as a table of Markdown. */
import { LONGEST, type Tally } from './runner';

const count = (value: number): string => value.toLocaleString('en-US');

export function tableOf(tallies: readonly Tally[]): string {
  const of = ({ failures }: Tally, ...kinds: readonly string[]) =>
    failures.filter(({ kind }) => kinds.includes(kind)).length;
  const head = [
    'target',
    'inputs',
    'results',
    'sentences',
    'kinds of sentences',
    'raw errors',
    `over ${LONGEST / 1000} s`,
    'over 1 GB',
    'slowest (s of processor)',
    'most memory of the process (MB)',
  ];
  const rows = tallies.map((tally) => [
    tally.target,
    count(tally.inputs),
    count(tally.results),
    count(tally.sentences),
    count(tally.told.size),
    count(of(tally, 'raw')),
    count(of(tally, 'hang')),
    count(of(tally, 'memory', 'died')),
    (tally.slowest / 1000).toFixed(2),
    count(Math.round(tally.peak / 2 ** 20)),
  ]);
  const sum = (f: (tally: Tally) => number) => count(tallies.reduce((total, tally) => total + f(tally), 0));
  const most = (f: (tally: Tally) => number) => Math.max(0, ...tallies.map(f));
  const all = [
    'all',
    sum((t) => t.inputs),
    sum((t) => t.results),
    sum((t) => t.sentences),
    sum((t) => t.told.size),
    sum((t) => of(t, 'raw')),
    sum((t) => of(t, 'hang')),
    sum((t) => of(t, 'memory', 'died')),
    (most((t) => t.slowest) / 1000).toFixed(2),
    count(Math.round(most((t) => t.peak) / 2 ** 20)),
  ];
  return [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows, all]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}
