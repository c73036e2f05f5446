/** The page: what, where, how it goes, and a place to try it. */
import { useEffect } from 'react';
import { encode } from '../state/hash';
import { hyperparametersOf } from '../state/chosen';
import { useMethod, useMethods, usePlay } from './context';
import { Banner } from './frame/banner';
import { Boundary } from './frame/boundary';
import { Header } from './frame/header';
import { How } from './how/how';
import { strings } from './strings';
import { Try } from './try/try';
import { What } from './what/what';
import { Where } from './where/where';

/** Keeps the address in step with the configuration, so that a reload or a copied link brings it back. */
function useAddress(): void {
  const methods = useMethods();
  const method = useMethod();
  const settings = usePlay((state) => state.settings);
  const table = usePlay((state) => state.hyperparameters);
  useEffect(() => {
    // Browsers refuse more than about a hundred address changes in thirty seconds: a moving slider waits until it rests.
    const timer = setTimeout(() => {
      const hash = encode({ settings, hyperparameters: hyperparametersOf({ settings, hyperparameters: table }, methods) }, method);
      history.replaceState(history.state, '', hash ? `#${hash}` : location.pathname + location.search);
    }, 400);
    return () => clearTimeout(timer);
  }, [settings, table, method, methods]);
  const adopt = usePlay((state) => state.adopt);
  useEffect(() => {
    // From the event: the address itself may have been brought up to date in between.
    const take = (event: HashChangeEvent) => adopt(new URL(event.newURL).hash);
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, [adopt]);
}

export function App() {
  const probe = usePlay((state) => state.probeBackends);
  useAddress();
  useEffect(() => void probe(), [probe]);
  return (
    <>
      <a className="skip" href="#what-title">{strings.skip}</a>
      <Boundary><Header /></Boundary>
      <Banner />
      <main className="columns">
        <Boundary><What /></Boundary>
        <Boundary><Where /></Boundary>
        <Boundary><Try /></Boundary>
        <Boundary><How /></Boundary>
      </main>
    </>
  );
}
