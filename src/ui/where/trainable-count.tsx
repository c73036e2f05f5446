/** How many scalars the method trains, of how many in the model: one sentence, its number first. */
import { useChosen } from '../context';
import { compact, percent, whole } from '../format';
import { strings } from '../strings';

/** @param testId marks the number for tests. */
export function TrainableCount({ testId }: { readonly testId?: string }) {
  const { trainable, total } = useChosen();
  return (
    <>
      <strong data-testid={testId}>{whole(trainable)}</strong>{' '}
      {strings.where.trains(compact(total), percent(trainable / total))}
    </>
  );
}
