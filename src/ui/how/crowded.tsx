/** Lines that say that another tab trains at the same time, and that a reload would lose the run. */
import { Suspense } from 'react';
import { lazy } from '../lazy';
import { useResume, useShelf } from '../context';
import { strings } from '../strings';

export function Crowded() {
  const crowded = useShelf((shelf) => shelf.crowded);
  return (
    crowded && (
      <p className="note note-warn" role="status" data-testid="crowded">
        {strings.how.crowded}
      </p>
    )
  );
}

const UnstoredLine = lazy(() => import('../resume/unstored'));

/** Where nothing can be stored at all, the comparison says so; this is about a run that finds no room. */
export function Unstored() {
  const homeless = useResume(({ unstored }) => unstored?.why === 'large' || unstored?.why === 'full');
  return (
    homeless && (
      <Suspense>
        <UnstoredLine />
      </Suspense>
    )
  );
}
