/** Navigation between the views: real links, so that each opens in a new tab too. */
import type { MouseEvent } from 'react';
import { encode } from '../../state/hash';
import { useConfiguration, usePlay, usePlayground } from '../context';
import { strings } from '../strings';
import { viewOf, views, type ViewId } from '../views';

/** A click that means "open elsewhere" is the browser's. */
const plain = (event: MouseEvent) =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

export function Nav() {
  const settings = usePlay((state) => state.settings);
  const { controller } = usePlayground();
  const { method, hyperparameters } = useConfiguration();
  const open = viewOf(settings.view).id;
  const address = (view: ViewId) => `#${encode({ settings: { ...settings, view }, hyperparameters }, method)}`;
  return (
    <nav className="views" aria-label={strings.views.label}>
      {views.map(({ id, label }) => (
        <a
          key={id}
          className="view-link"
          href={address(id)}
          aria-current={id === open ? 'page' : undefined}
          onClick={(event) => {
            if (!plain(event)) return;
            event.preventDefault();
            controller.set('view', id);
          }}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}
