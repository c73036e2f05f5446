/** How to get WebGPU: first for the browser that is used, then for the others. Fetched when it is asked for. */
import { Dialog } from '../controls/dialog';
import { entries, entryFor, placeOf, type Entry } from './browser';
import { strings } from './strings';

function Advice({ entry }: { readonly entry: Entry }) {
  const { name, steps } = strings.entries[entry];
  return (
    <div data-entry={entry}>
      <dt>{name}</dt>
      <dd>
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </dd>
    </div>
  );
}

export default function WebGpuHelp({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const own = entryFor(placeOf(navigator.userAgent, navigator.maxTouchPoints));
  return (
    <Dialog title={strings.title} text={strings.text} open={open} onOpenChange={onOpenChange}>
      {own && (
        <>
          <h3 className="group-title">{strings.yours}</h3>
          <dl className="help">
            <Advice entry={own} />
          </dl>
        </>
      )}
      <h3 className="group-title">{strings.others}</h3>
      <dl className="help">
        {entries
          .filter((entry) => entry !== own)
          .map((entry) => (
            <Advice key={entry} entry={entry} />
          ))}
      </dl>
      <h3 className="group-title">{strings.still}</h3>
      <p className="note">{strings.stillText}</p>
    </Dialog>
  );
}
