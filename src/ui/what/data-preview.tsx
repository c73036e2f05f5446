/** What was understood of the visitor's data: rows, classes, and examples as the model is given them. */
import type { Histogram, SeenExample, SeenToken, TablePreview } from '../../worker/protocol';
import { fixed, percent, whole } from '../format';
import { strings } from '../strings';

const words = strings.data;
const BARS = 8;

export function Balance({ preview }: { readonly preview: TablePreview }) {
  const [most] = preview.classes;
  if (!most) return null;
  const counted = preview.classes.reduce((sum, { count }) => sum + count, 0);
  return (
    <div>
      <h3 className="group-title">{words.balance}</h3>
      <ul className="bars">
        {preview.classes.slice(0, BARS).map(({ label, count }) => (
          <li key={label}>
            <span className="bar-name" title={label}>
              {label}
            </span>
            <span className="bar">
              <span className="bar-fill" style={{ inlineSize: `${(100 * count) / most.count}%` }} />
            </span>
            <span className="bar-value">
              {whole(count)} <small>({percent(count / counted)})</small>
            </span>
          </li>
        ))}
      </ul>
      {preview.classes.length > BARS && <p className="note">{words.tooMany(preview.classes.length - BARS)}</p>}
      {preview.form === 'classify' && preview.classes.length > 1 && (
        <p className="note">{words.majority(most.label, percent(most.count / counted))}</p>
      )}
    </div>
  );
}

export function Rows({ preview }: { readonly preview: TablePreview }) {
  const {
    columns,
    rows,
    rowCount,
    secondColumn,
    tokensColumn,
    tagsColumn,
    textColumn,
    labelColumn,
    promptColumn,
    contextColumn,
    responseColumn,
    messagesColumn,
  } = preview;
  const chosen = [
    textColumn,
    secondColumn,
    labelColumn,
    tokensColumn,
    tagsColumn,
    promptColumn,
    contextColumn,
    responseColumn,
    messagesColumn,
  ];
  return (
    <div className="preview" role="region" aria-label={words.preview(rows.length, whole(rowCount))} tabIndex={0}>
      <table>
        <caption>{words.preview(rows.length, whole(rowCount))}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={chosen.includes(column) ? 'chosen' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} dir="auto">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How many values lie in each of a few bins. @param cut what is beyond it is cut off */
export function Bins({
  title,
  histogram: { from, to, counts, mean },
  cut = Infinity,
}: {
  readonly title: string;
  readonly histogram: Histogram;
  readonly cut?: number;
}) {
  const most = Math.max(...counts);
  const width = (to - from) / counts.length;
  const written = (value: number) => fixed(value, to - from > 20 ? 0 : 2);
  return (
    <figure className="bins">
      <figcaption className="group-title">{title}</figcaption>
      <div className="bins-bars" role="img" aria-label={words.bins(title, written(from), written(mean), written(to))}>
        {counts.map((count, i) => (
          <span
            key={i}
            className={from + i * width > cut ? 'bins-bar bins-beyond' : 'bins-bar'}
            style={{ blockSize: `${(100 * count) / most}%` }}
            title={`${written(from + i * width)}–${written(from + (i + 1) * width)}: ${whole(count)}`}
          />
        ))}
      </div>
      <p className="note">
        {words.binsText(written(from), written(mean), written(to))}
        {to > cut && ` ${words.binsCut(whole(cut))}`}
      </p>
    </figure>
  );
}

/** Examples as tokens, in the words of the vocabulary. What the loss doesn't count is dimmed. */
export function Seen({
  examples,
  model,
  length,
}: {
  readonly examples: readonly SeenExample[];
  readonly model: string;
  readonly length: number;
}) {
  const dimmed = examples.some(({ tokens }) => tokens.some((token, i) => token.context && i > 0));
  return (
    <div className="seen">
      <h3 className="group-title">{words.seen(model, whole(length))}</h3>
      {examples.map(({ tokens, length: all, label }, i) => (
        <figure key={i} className="seen-example">
          <div
            className="seen-tokens"
            dir="auto"
            role="region"
            aria-label={`${words.seen(model, whole(length))} (${i + 1})`}
            tabIndex={0}
          >
            {tokens.map((token, k) => (
              <Token key={k} token={token} plain={!dimmed} />
            ))}
          </div>
          <figcaption className="note">
            {all > tokens.length
              ? words.seenCut(whole(Math.min(tokens.length, length)), whole(all))
              : words.seenTokens(whole(tokens.length))}
            {label !== undefined && ` · ${words.seenClass(label)}`}
          </figcaption>
        </figure>
      ))}
      {dimmed && <p className="note">{words.seenDimmed}</p>}
    </div>
  );
}

function Token({ token, plain }: { readonly token: SeenToken; readonly plain: boolean }) {
  const kind = [
    'seen-token',
    token.special ? 'seen-special' : '',
    plain ? '' : token.context ? 'seen-context' : 'seen-learnt',
    token.second ? 'seen-second' : '',
  ];
  return (
    <>
      <span className={kind.filter(Boolean).join(' ')}>{token.text.replaceAll('\n', '↵')}</span>
      {token.tag !== undefined && <span className="seen-tag">{token.tag}</span>}
      {token.text.includes('\n') ? <br /> : <wbr />}
    </>
  );
}
