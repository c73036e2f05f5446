/** The line that says that another tab trains at the same time. */
import { useShelf } from '../context';
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
