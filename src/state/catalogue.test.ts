/** What is offered before a download agrees with what the manifests promise. */
import { describe, expect, it } from 'vitest';
import manifest from '../../models/manifest.json';
import { datasets, models } from './catalogue';
import { defaultSettings } from './properties';

describe('catalogue', () => {
  it('offers the defaults', () => {
    expect(models.map((model) => model.id)).toContain(defaultSettings.model);
    expect(datasets.map((dataset) => dataset.id)).toContain(defaultSettings.dataset);
  });
  it.each(models.map((model) => [model.id, model] as const))(
    '%s: parameters from config.json equal those of the manifest',
    (id, model) => {
      expect(model.dimensions.parameters).toBe(manifest.models.find((entry) => entry.id === id)?.parameters);
      expect(model.bytes).toBeGreaterThan(1e6);
    },
  );
  it('names the licence of every data set', () => {
    expect(datasets.every((dataset) => dataset.license.length > 3)).toBe(true);
  });
});
