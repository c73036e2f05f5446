/** Looks up what the settings name by address: a link may, and so do kept runs and back and forward. */
import { useEffect } from 'react';
import { usePlay, usePlayground } from '../context';

export function useRemote(): void {
  const { controller } = usePlayground();
  const model = usePlay((state) => state.settings.model);
  const dataset = usePlay((state) => state.settings.dataset);
  useEffect(() => void controller.remote.follow(), [model, dataset, controller]);
}
