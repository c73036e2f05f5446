/** The place of the first steps above the playground, kept free until they are loaded, so that nothing jumps. */
import { lazy, Suspense } from 'react';
import { usePlay, useTakingOver } from '../context';
import { Boundary } from '../frame/boundary';

const Start = lazy(() => import('./start'));

/** Not where a teacher's link or a lesson leads already. The page's head hides the place for those who are done. */
export function StartPlace() {
  const takingOver = useTakingOver();
  const led = usePlay(({ settings: { hide, lock, lesson } }) => hide !== '' || lock !== '' || lesson !== 'none');
  if (led) return null;
  return (
    <div className="start-place">
      {!takingOver && (
        <Boundary>
          <Suspense>
            <Start />
          </Suspense>
        </Boundary>
      )}
    </div>
  );
}
