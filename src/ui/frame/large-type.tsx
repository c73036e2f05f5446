/** Large type, for a projector; the address says so, so that a lecturer's link opens large. */
import { usePlay, usePlayground } from '../context';
import { strings } from '../strings';

export function LargeType() {
  const large = usePlay((state) => state.settings.large === 'true');
  const { controller } = usePlayground();
  return (
    <button
      type="button"
      className="icon-button large-type"
      aria-pressed={large}
      aria-label={strings.transport.large}
      title={strings.transport.large}
      onClick={() => controller.set('large', large ? 'false' : 'true')}
    >
      <span aria-hidden="true">
        A<small>A</small>
      </span>
    </button>
  );
}
