/** What the page of a method is about: its settings as they stand, and the sizes of a model that it works with. */
import { useMemo } from 'react';
import { applicability } from '../../methods/applicability';
import type { Method } from '../../methods/contract';
import { hyperparametersOf } from '../../state/runConfig';
import { models } from '../contents';
import { useConfiguration, usePlay } from '../context';
import { strings as common } from '../strings';
import { suitable } from './variants';

/** The method's settings, or its defaults; sizes of the chosen model, or of one that the method works with. */
export function useShown(method: Method) {
  const settings = usePlay((state) => state.settings);
  const table = usePlay((state) => state.hyperparameters);
  const { dimensions: chosen, task } = useConfiguration();
  return useMemo(() => {
    const hyperparameters = hyperparametersOf(
      { settings: { ...settings, method: method.id }, hyperparameters: table },
      [method],
    );
    const fit = suitable(method, settings, chosen);
    const usable = !applicability(method, chosen, hyperparameters);
    const dimensions = usable ? chosen : fit.dimensions;
    const id = usable ? settings.model : fit.model;
    return {
      hyperparameters,
      dimensions,
      name: models.find((entry) => entry.id === id)?.name ?? common.model.own,
      usable,
      task,
      settings,
    };
  }, [method, settings, table, chosen, task]);
}

export type Shown = ReturnType<typeof useShown>;
