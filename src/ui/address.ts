/**
 * Keeps the address in step with the configuration, so that a reload, a copied link, and back and forward bring it
 * back.
 */
import { useEffect, useRef } from 'react';
import { hyperparametersOf } from '../state/runConfig';
import { addressed, decode, encode } from '../state/hash';
import { payloadText, presentPayload } from '../state/share';
import type { Settings } from '../state/properties';
import type { RunController } from '../state/runController';
import { useMethod, useMethods, usePlay } from './context';
import { mayAsk } from './hosts';

/**
 * Milliseconds that a moving slider must rest: browsers refuse more than about a hundred address changes in thirty
 * seconds.
 */
const REST = 400;

/** What back and forward go through: views, pages of the Learn view, lessons. */
const placeOf = ({ view, page, lesson }: Settings): string => [view, page, lesson].join(' ');

export function useAddress(): void {
  const methods = useMethods();
  const method = useMethod();
  const settings = usePlay((state) => state.settings);
  const table = usePlay((state) => state.hyperparameters);
  const payload = usePlay((state) => payloadText(presentPayload(state)));
  const find = (id: string) => methods.find((candidate) => candidate.id === id);
  const encoded = encode(
    { settings, hyperparameters: hyperparametersOf({ settings, hyperparameters: table }, methods) },
    method,
  );
  const hash = payload ? `${encoded}&${payload}` : addressed(encoded, find);
  const place = placeOf(settings);
  /** What is to be written when the settings rest: a change of place writes it first, into the entry that it leaves. */
  const pending = useRef<string>(undefined);

  useEffect(() => {
    const address = (text: string) => (text ? `#${text}` : location.pathname + location.search);
    const shown = placeOf(decode(location.hash, (id) => methods.find((candidate) => candidate.id === id)).settings);
    if (shown !== place) {
      // Not so after back and forward: the address says the new place already.
      if (pending.current !== undefined) history.replaceState(history.state, '', address(pending.current));
      history.pushState(null, '', address(hash));
      pending.current = undefined;
      return;
    }
    pending.current = hash;
    const timer = setTimeout(() => {
      pending.current = undefined;
      history.replaceState(history.state, '', address(hash));
    }, REST);
    return () => clearTimeout(timer);
  }, [hash, place, methods]);
}

/**
 * Takes over links that are opened while the page is there. To be called together with reading the first address: a
 * listener that came with the first drawing would miss a link opened while that goes on, and the drawing would write
 * the old address over it.
 */
export function listenToAddress(controller: RunController): void {
  // From the event: the address itself may have been brought up to date in between.
  window.addEventListener('hashchange', ({ newURL }) => {
    const { hash } = new URL(newURL);
    if (mayAsk(hash)) controller.openLink(hash);
    else location.reload();
  });
}
