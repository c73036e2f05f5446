/** Whether the weights of the run that ended are kept in this browser. */
import { useSyncExternalStore } from 'react';
import { weightsOf } from '../../state/keptWeights';
import { usePlayground } from '../context';
import { bytes } from '../format';
import { strings } from './strings';

const words = strings.weights;

export function KeptLine() {
  const { controller, shelf } = usePlayground();
  const keeper = weightsOf(controller, shelf);
  const last = useSyncExternalStore(
    (hear) => keeper.listen(hear),
    () => keeper.last,
  );
  if (!last) return null;
  return 'kept' in last ? words.kept(bytes(last.kept)) : words[last.refused];
}
