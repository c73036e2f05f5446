/** Opens the share dialog, whose code comes with the first click. */
import { Suspense, useState } from 'react';
import { lazy } from '../lazy';
import { Share } from '../controls/icons';
import { strings } from './strings';

const ShareDialog = lazy(() => import('./dialog'));

export function ShareButton() {
  const [open, setOpen] = useState<boolean>();
  return (
    <>
      <button
        type="button"
        className="icon-button share-button"
        aria-haspopup="dialog"
        aria-label={strings.open}
        title={strings.open}
        onClick={() => setOpen(true)}
      >
        <Share />
      </button>
      {open !== undefined && (
        <Suspense>
          <ShareDialog open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
