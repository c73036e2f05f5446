/** When the page is about to be left, or put to sleep: asks while something trains, and stores how far it is. */
import type { Playground } from '../state/playground';
import type { Resumer } from '../state/resumer';
import { busy, type Run } from '../state/run';

/** Something would be lost, or at least interrupted: not the mere loading of what is kept anyway. */
const isTraining = ({ status, records }: Run): boolean =>
  busy(status) && (records.length > 0 || ['training', 'training-first', 'scoring'].includes(status));

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

export function watchLeaving({ store }: Pick<Playground, 'store'>, resumer: Resumer): void {
  // A page that always asks could not be kept by the browser for the way back.
  store.subscribe(({ run }, { run: before }) => {
    if (isTraining(run) === isTraining(before)) return;
    if (isTraining(run)) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  });
  const flush = () => resumer.flush();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flush();
  });
  document.addEventListener('freeze', flush);
  window.addEventListener('pagehide', flush);
}
