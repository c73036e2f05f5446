/** A method's line in the menu: picture, name, a sentence, what can be said of it in a word, its count. */
import { memo } from 'react';
import type { Method } from '../../methods/contract';
import { Check } from '../controls/icons';
import { compact, percent, whole } from '../format';
import { opening } from '../opening';
import { strings as common } from '../strings';
import { BlockSketch } from './block-sketch';
import type { Details } from './details';
import { factWords } from './fact-words';
import { strings } from './strings';

export interface EntryProps {
  readonly id: string;
  readonly method: Method;
  /** Undefined until it is worked out. */
  readonly details: Details | undefined;
  /** Scalars of the present model. */
  readonly total: number;
  /** Why it can't be used here. */
  readonly refusal: string | undefined;
  readonly chosen: boolean;
  readonly active: boolean;
  readonly onChoose: (method: Method) => void;
}

const citation = ({ paper }: Method): string => {
  const authors = paper.authors.split(/,\s*/);
  return common.what.paper(authors[0] ?? '', authors.length > 1, paper.year);
};

const Count = ({ id, count, total }: { readonly id: string; readonly count: number; readonly total: number }) => (
  <span className="entry-count" id={id}>
    <span aria-hidden="true">
      <b>{count < 1e6 ? whole(count) : compact(count)}</b>
      <small>{percent(count / total)}</small>
    </span>
    <span className="visually-hidden">{strings.count(whole(count), percent(count / total))}</span>
  </span>
);

export const Entry = memo(function Entry({
  id,
  method,
  details,
  total,
  refusal,
  chosen,
  active,
  onChoose,
}: EntryProps) {
  return (
    <div
      id={id}
      role="option"
      className={`entry tone-${method.category}`}
      aria-selected={chosen}
      aria-disabled={refusal === undefined ? undefined : true}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-count ${id}-text ${id}-words`}
      data-active={active || undefined}
      data-method={method.id}
      onClick={() => onChoose(method)}
    >
      <span className="entry-picture">
        {details && <BlockSketch dimensions={details.dimensions} marks={details.marks} />}
      </span>
      <span className="entry-head">
        <span className="entry-name" id={`${id}-name`}>
          {method.name}
        </span>
        {chosen && <Check />}
        {method.since === 'after-survey' && <span className="entry-badge">{common.what.afterSurvey}</span>}
      </span>
      {details?.count !== undefined && <Count id={`${id}-count`} count={details.count} total={total} />}
      <span className={refusal === undefined ? 'entry-text' : 'entry-text entry-refusal'} id={`${id}-text`}>
        {refusal ?? opening(method.learn.idea)}
      </span>
      <span className="entry-words" id={`${id}-words`}>
        {[citation(method), ...(details ? factWords(details.facts) : [])].map((word) => (
          <span key={word}>{word}</span>
        ))}
      </span>
    </div>
  );
});
