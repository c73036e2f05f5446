/** How many scalars the method trains, of how many in the model: one sentence, its number first. */
import { useConfiguration } from '../context';
import { compact, percent, whole } from '../format';
import { strings } from '../strings';

/** @param testId marks the number for tests. */
export function TrainableCount({ testId }: { readonly testId?: string }) {
  const { trainable, total, possible } = useConfiguration();
  // A method without its parts trains nothing, and no number is a count of that.
  if (!possible) return <strong data-testid={testId}>–</strong>;
  return (
    <>
      <strong data-testid={testId}>{whole(trainable)}</strong>{' '}
      {strings.where.trains(compact(total), percent(trainable / total))}
    </>
  );
}
