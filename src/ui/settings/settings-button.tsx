/** Opens the settings, which are fetched then; a dot says that a new version of the page waits. */
import { Suspense, useState } from 'react';
import { lazy } from '../lazy';
import { Gear } from '../controls/icons';
import { strings } from '../strings';
import { useInstalled } from './installed';

const Settings = lazy(() => import('./settings'));

export function SettingsButton() {
  const [open, setOpen] = useState(false);
  const { update } = useInstalled();
  const label = update ? strings.settingsUpdate : strings.settingsOpen;
  return (
    <>
      <button
        type="button"
        className={update ? 'icon-button settings-button settings-new' : 'icon-button settings-button'}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Gear />
      </button>
      {open && (
        <Suspense>
          <Settings open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
