/** Controls that a teacher's link hides or locks. */
import { listOf } from '../../state/properties';
import { usePlay } from '../context';
import { Lock } from '../controls/icons';
import { strings } from './strings';

export interface Control {
  readonly hidden: boolean;
  /** Why it can't be changed; absent where it can. */
  readonly locked?: string;
}

/** What the link says of a control, by its name in links. */
export function useControls(): (name: string) => Control {
  const hide = usePlay((state) => state.settings.hide);
  const lock = usePlay((state) => state.settings.lock);
  return (name) => ({
    hidden: listOf(hide).includes(name),
    ...(listOf(lock).includes(name) ? { locked: strings.locked } : {}),
  });
}

/** Stands beside the label of a locked control; `id` describes the control to screen readers. */
export function LockMark({ id, reason }: { readonly id: string; readonly reason: string }) {
  return (
    <span className="lock" title={reason} id={id}>
      <Lock />
      <span className="visually-hidden">{reason}</span>
    </span>
  );
}
