/** Settings of the page itself: language, offline use, installing, a new version. */
import { usePlayground } from '../context';
import { Dialog } from '../controls/dialog';
import { Select } from '../controls/select';
import { changeLanguage, language, languages, type Language } from '../language';
import { acceptOffer, update, useInstalled } from './installed';
import { Offline } from './offline';
import { InterruptedSettings } from '../resume/interrupted-settings';
import { HubSettings } from './hub';
import './settings.css';
import { strings } from './strings';

const options = Object.entries(languages).map(([value, label]) => ({ value, label }));

export default function Settings({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const installed = useInstalled();
  const { controller } = usePlayground();
  return (
    <Dialog title={strings.title} text={strings.text} open={open} onOpenChange={onOpenChange}>
      {installed.update && (
        <div className="settings-row note-warn" role="status">
          <span>
            {strings.update} {strings.updateNote}
          </span>
          <button type="button" className="button" onClick={update}>
            {strings.updateNow}
          </button>
        </div>
      )}
      <div className="settings-part">
        <Select
          inline
          label={strings.language}
          value={language()}
          groups={[{ options }]}
          onChange={(next) => changeLanguage(next as Language)}
        />
        <p className="note">
          {strings.languageNote} {strings.partly}
        </p>
      </div>
      <div className="settings-row settings-part">
        <span className="note">{strings.presentText}</span>
        <button
          type="button"
          className="button"
          onClick={() => {
            onOpenChange(false);
            controller.set('present', 'on');
          }}
        >
          {strings.present}
        </button>
      </div>
      <Offline />
      <InterruptedSettings />
      <HubSettings />
      {installed.installable && (
        <div className="settings-row settings-part">
          <span className="note">{strings.installText}</span>
          <button type="button" className="button" onClick={() => void acceptOffer()}>
            {strings.install}
          </button>
        </div>
      )}
      {/* Written by the build. */}
      {import.meta.env.PROD && (
        <p className="note settings-part">
          <a href="./licences.txt" target="_blank" rel="noreferrer">
            {strings.licences}
          </a>
        </p>
      )}
    </Dialog>
  );
}
