/**
 * Keeps the address in step with the configuration, so that a reload, a copied link, and back and forward bring it
 * back.
 */
import { useEffect, useRef } from 'react';
import { hyperparametersOf } from '../state/runConfig';
import { decode, encode } from '../state/hash';
import { payloadText } from '../state/share';
import type { Settings } from '../state/properties';
import { useMethod, useMethods, usePlay, usePlayground } from './context';

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
  const payload = usePlay((state) => payloadText(state.payload));
  const hash = [
    encode({ settings, hyperparameters: hyperparametersOf({ settings, hyperparameters: table }, methods) }, method),
    payload,
  ]
    .filter(Boolean)
    .join('&');
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

  const { controller } = usePlayground();
  useEffect(() => {
    // From the event: the address itself may have been brought up to date in between.
    const take = (event: HashChangeEvent) => controller.openLink(new URL(event.newURL).hash);
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, [controller]);
}
