/** The method's own tensors beside their start, and what stands before the text as words do. */
import type { Place } from '../../anatomy/places';
import type { OwnTensor, UpdateReport } from '../../worker/protocol';
import { fixed, whole } from '../format';
import { shapeText, small } from '../inspector/numbers';
import { VectorBars } from './bars';
import { strings } from './strings';

/** Tensors that are drawn: a page of bars is no overview. */
const DRAWN = 12;

export function Virtual({ virtual }: { readonly virtual: NonNullable<UpdateReport['virtual']> }) {
  return (
    <section className="update-part" data-part="virtual">
      <h3 className="group-title">{strings.virtual}</h3>
      <p className="note">{strings.virtualText(fixed(virtual.usual, 2))}</p>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={strings.virtual}>
        <table className="walk-table">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{strings.length}</th>
              <th scope="col">{strings.nearest}</th>
            </tr>
          </thead>
          <tbody>
            {virtual.tokens.map(({ norm, nearest }, i) => (
              <tr key={i}>
                <th scope="row">{whole(i + 1)}</th>
                <td>{fixed(norm, 2)}</td>
                <td>
                  {nearest.map(({ token, cosine }) => (
                    <span key={token} className="near">
                      <code>{token}</code> {fixed(cosine, 2)}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** @param place only those that sit there */
export function Own({ own, place }: { readonly own: readonly OwnTensor[]; readonly place: Place | undefined }) {
  const here = place === undefined ? own : own.filter(({ places }) => places.includes(place));
  if (here.length === 0) return null;
  return (
    <section className="update-part" data-part="own">
      <h3 className="group-title">{strings.own}</h3>
      <p className="note">
        {strings.ownText} {strings.vectorText}
      </p>
      <div className="inspector-pictures">
        {here.slice(0, DRAWN).map(({ name, shape, kind, bars, moved, norm }) => (
          <div key={name}>
            <VectorBars
              name={name}
              label={`${kind === 'rows' ? strings.rows(name) : name} (${shapeText(shape)})`}
              bars={bars}
            />
            <p className="note">{strings.moved(small(moved), small(norm))}</p>
          </div>
        ))}
      </div>
      {here.length > DRAWN && <p className="note">{strings.more(whole(here.length - DRAWN))}</p>}
    </section>
  );
}
