/** WebGPU through Dawn: dispatches, memory against its floor, agreement with WASM, and bytes that do not grow. */
import { inEnglish } from '../../src/messages/message';
import { createWasmBackend, createWebGpuBackend } from '../../src/runtime/node';
import { methods } from '../../src/methods/registry';
import { assembleTraining } from '../../src/training/assembleTraining';
import { Stepper } from '../../src/training/stepper';
import { finish } from '../../src/training/finish';
import { measureGpuMemory } from '../gpuMemory';
import { median, type Measurement, type Row } from '../report';
import { openWithDefaults } from '../runs';
import { batchOf, megabytes, optimizer, recipe, settingsAt, THREADS } from '../setup';

/** On the larger model a software GPU takes half a minute for each: one of every kind of rewrite. */
const KINDS = ['full', 'head-only', 'lora', 'bitfit', 'ia3', 'sequential-adapter', 'prompt-tuning', 'prefix-tuning'];

const OWNERS = ['frozen', 'trainable', 'optimizer', 'inputs', 'activations', 'cache'] as const;

export const dispatches: Measurement = {
  id: 'dispatches',
  title: 'GPU dispatches per step: batch 8; MiniLM at length 64, the tiny models at 32',
  slow: true,
  async run(log) {
    const backend = await createWebGpuBackend();
    const rows: Row[] = [];
    for (const [name, sequence] of [
      ['all-MiniLM-L6-v2', 64],
      ['tiny-encoder', 32],
      ['tiny-decoder', 32],
    ] as const) {
      for (const method of methods) {
        const made = await recipe(name, method.id, 8, sequence);
        if (!method.tasks.includes(made.task.id) || (name === 'all-MiniLM-L6-v2' && !KINDS.includes(method.id)))
          continue;
        log(`${name}, ${method.id}`);
        const graphs = assembleTraining(made, optimizer, 'webgpu');
        const stepper = await Stepper.load(backend, graphs, 1);
        await stepper.step([batchOf(made)], settingsAt(1));
        await backend.idle();
        const limited = name === 'all-MiniLM-L6-v2' && method.id === 'lora';
        rows.push({
          cells: [name, method.id, graphs.update.nodes.length, stepper.dispatches, limited ? 600 : ''],
          ...(limited ? { reached: stepper.dispatches <= 600 } : {}),
        });
        await stepper.dispose();
      }
    }
    const description = inEnglish(backend.description);
    await backend.dispose();
    return {
      columns: ['model', 'method', 'nodes', 'dispatches', 'at most'],
      rows,
      notes: [`${description}; CPU fallback disabled, so no node runs on the CPU.`],
    };
  },
};

export const memory: Measurement = {
  id: 'memory',
  title: 'GPU memory: MiniLM, batch 8, length 64, measured against the floor',
  slow: true,
  async run(log) {
    log('LoRA and full fine-tuning');
    const measured = await measureGpuMemory('all-MiniLM-L6-v2', ['lora', 'full'], 8, 64);
    const peakOf = (method: string) => measured.find((row) => row.method === method)!.peak;
    return {
      columns: ['method', 'floor', 'peak', 'peak ÷ floor', 'at most', ...OWNERS],
      rows: measured.map(({ method, floor, peak, peakByOwner: by }): Row => ({
        cells: [
          method,
          megabytes(floor),
          megabytes(peak),
          (peak / floor).toFixed(2),
          method === 'lora' ? '1.30' : '',
          ...OWNERS.map((owner) => megabytes(by[owner] ?? 0)),
        ],
        ...(method === 'lora' ? { reached: peak <= 1.3 * floor } : {}),
      })),
      notes: [
        'Floor: one fp32 copy of the weights, trainable tensors and two moments each double-buffered, ' +
          'activations that the backward pass reads.',
        `LoRA's peak is ${((100 * peakOf('lora')) / peakOf('full')).toFixed(0)} % of full fine-tuning's. ` +
          `${measured[0]!.adapter}; bytes are those of the buffers, counted as they are created.`,
      ],
    };
  },
};

export const agreement: Measurement = {
  id: 'agreement',
  title: 'WebGPU against WASM: tiny encoder, LoRA, 50 steps, same seed',
  slow: true,
  async run(log) {
    const curves: number[][] = [];
    const descriptions: string[] = [];
    for (const make of [() => createWasmBackend({ threads: THREADS }), () => createWebGpuBackend()]) {
      const backend = await make();
      descriptions.push(inEnglish(backend.description));
      log(inEnglish(backend.description));
      const opened = await openWithDefaults(
        { model: 'tiny-encoder', dataset: 'fine_foods', method: 'lora', steps: 51, batch: 8, length: 32, seed: 1 },
        backend,
      );
      await finish(opened.train(50));
      curves.push(opened.records.map((r) => r.loss));
      await opened.dispose();
      await backend.dispose();
    }
    const [a, b] = curves as [number[], number[]];
    const differences = a.map((loss, i) => Math.abs(loss - b[i]!) / loss);
    const worst = Math.max(...differences);
    return {
      columns: ['steps', 'largest relative difference of the loss', 'median', 'at most'],
      rows: [
        {
          cells: [a.length, worst.toExponential(1), median(differences).toExponential(1), '1 %'],
          reached: worst <= 0.01,
        },
      ],
      notes: [`${descriptions.join(' against ')}.`],
    };
  },
};

export const growth: Measurement = {
  id: 'growth',
  title: 'Live GPU bytes do not grow: tiny encoder, LoRA, 500 steps',
  slow: true,
  async run(log) {
    const backend = await createWebGpuBackend();
    const opened = await openWithDefaults(
      { model: 'tiny-encoder', dataset: 'fine_foods', method: 'lora', steps: 501, batch: 2, length: 16, seed: 1 },
      backend,
    );
    await finish(opened.train(20));
    await backend.idle();
    const early = backend.memory().total;
    for (let step = 120; step <= 500; step += 95) {
      await finish(opened.train(step));
      log(`step ${step}`);
    }
    await backend.idle();
    const late = backend.memory().total;
    const description = inEnglish(backend.description);
    await opened.dispose();
    await backend.dispose();
    return {
      columns: ['bytes at step 20', 'bytes at step 500'],
      rows: [{ cells: [early, late], reached: early === late }],
      notes: [`${description}; batch 2, length 16.`],
    };
  },
};
