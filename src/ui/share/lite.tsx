/** The lite page, for an iframe: diagram, loss, play, and a way to the full page. */
import { encode } from '../../state/hash';
import { payloadText, presentPayload } from '../../state/share';
import { useConfiguration, usePlay } from '../context';
import { BackdoorLine } from '../how/backdoor-line';
import { LossChart } from '../how/loss-chart';
import { Recorded } from '../how/recorded';
import { Where } from '../where/where';
import { HeldAdapterLine } from './notes';
import './lite.css';
import { strings } from './strings';

/** The same page in full, in a tab of its own. */
export function FullPage() {
  const settings = usePlay((state) => state.settings);
  const payload = usePlay((state) => payloadText(presentPayload(state)));
  const { method, hyperparameters } = useConfiguration();
  const hash = [encode({ settings: { ...settings, lite: 'off' }, hyperparameters }, method), payload]
    .filter(Boolean)
    .join('&');
  return (
    <a className="button lite-full" href={`${location.pathname}${hash && `#${hash}`}`} target="_blank" rel="noopener">
      {strings.lite.full}
    </a>
  );
}

export default function Lite() {
  return (
    <main className="lite" id="view" aria-label={strings.lite.title}>
      <Where />
      <section className="panel">
        <Recorded />
        <BackdoorLine />
        <HeldAdapterLine />
        <LossChart />
      </section>
    </main>
  );
}
