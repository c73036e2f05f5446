/** What a run holds on a GPU, byte by byte. Each device is a test's own: it must be the only one of the process. */
import { describe, expect, it } from 'vitest';
import { measureGpuMemory } from '../bench/gpuMemory';
import { Trainer } from './trainer';
import { classificationData, fixture, runConfig } from './fixture';
import { openWebgpu, SLOW } from './webgpu';

describe('memory on WebGPU', () => {
  it(
    'LST and AttentionFusion keep fewer activations on the GPU than LoRA',
    async () => {
      const [lora, lst, attentionFusion] = (
        await measureGpuMemory('tiny-encoder', ['lora', 'lst', 'attention-fusion'], 4, 32)
      ).map(({ peakByOwner }) => peakByOwner.activations!);
      expect(lst! / lora!).toBeLessThan(0.85);
      expect(attentionFusion! / lora!).toBeLessThan(0.6);
    },
    SLOW,
  );

  it(
    'holds the same bytes at step 200 as at step 20, shares the weights, and gives everything back',
    async () => {
      // The fewest dispatches: a head alone on what the embeddings give. What could leak is the same for all.
      const backend = await openWebgpu();
      const { graph: model, config: modelConfig } = fixture('bert-torchscript');
      model.outputs = ['/embeddings/LayerNorm/LayerNormalization_output_0'];
      const method = { id: 'head-only', hyperparameters: {} };
      const config = runConfig({ steps: 300, batchSize: 2, sequenceLength: 6, method });
      const trainer = new Trainer({ model, modelConfig, config, backend, data: classificationData() });
      await trainer.prepare();
      expect(trainer.statistics.dispatches).toBeGreaterThan(0);
      await trainer.run(20);
      await backend.idle();
      const early = backend.memory();
      await trainer.run(200);
      await backend.idle();
      const late = backend.memory();
      expect(late.live).toEqual(early.live);
      await trainer.evaluate('validation');
      // Evaluation has its own graph but no copy of the weights.
      expect(backend.memory().live.frozen).toBe(early.live.frozen);
      await trainer.dispose();
      const { live, total } = backend.memory();
      expect(live.frozen).toBe(total);
      expect(live.frozen).toBeGreaterThan(0);
      backend.forgetUnused();
      expect(backend.memory().total).toBe(0);
      await backend.dispose();
    },
    SLOW,
  );
});
