/** Whole addresses to share: this page, wherever it is hosted, with a configuration behind `#`. */
import { shareLink } from '../../state/share';
import type { Payload } from '../../state/state';
import type { Settings } from '../../state/properties';
import { useConfiguration, usePlay } from '../context';

export type Draft = Pick<Settings, 'hide' | 'lock'>;

/** @returns the address of the page as it stands, with what the dialog adds */
export function useShared(draft: Draft): (changes?: Partial<Settings>, payload?: Payload) => string {
  const settings = usePlay((state) => state.settings);
  const { method, hyperparameters } = useConfiguration();
  return (changes, payload) => {
    const shared = { ...settings, ...draft, lite: 'off', ...changes } as const;
    const link = shareLink({ settings: shared, hyperparameters }, method, payload);
    return `${location.origin}${location.pathname}#${link}`;
  };
}
