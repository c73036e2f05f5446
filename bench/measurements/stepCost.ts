/**
 * Cost of a training step relative to the forward pass alone: MiniLM, batch 8, length 64, WASM on two threads, one run.
 */
import { createWasmBackend } from '../../src/runtime/node';
import { assembleEvaluation } from '../../src/training/assembleEvaluation';
import { assembleTraining } from '../../src/training/assembleTraining';
import { Stepper } from '../../src/training/stepper';
import { initialValues, Runner } from '../../cli/session';
import { i32 } from '../../src/onnx/tensor';
import { median, type Measurement, type Row } from '../report';
import { batchOf, optimizer, recipe, settingsAt, THREADS } from '../setup';

const [BATCH, SEQUENCE, ROUNDS] = [8, 64, 30];
const LIMITS: Readonly<Record<string, number>> = { lora: 2, full: 3.4 };

export const stepCost: Measurement = {
  id: 'step-cost',
  title: 'Cost of a step relative to the forward pass: MiniLM, batch 8, length 64, WASM, 2 threads',
  async run(log) {
    const backend = await createWasmBackend({ threads: THREADS });
    const base = await recipe('all-MiniLM-L6-v2', 'head-only', BATCH, SEQUENCE);
    const forward = assembleEvaluation(base, { logits: false, loss: true });
    const batch = batchOf(base);
    const { inputs } = forward.base.anatomy;
    const shape = [BATCH, SEQUENCE];
    const feeds = {
      ...Object.fromEntries(initialValues(forward.parameters, forward.base, 1)),
      labels: i32([BATCH], batch.labels as Int32Array),
      [inputs.ids]: i32(shape, batch.ids),
      ...(inputs.mask ? { [inputs.mask]: i32(shape, batch.mask) } : {}),
    };
    const runner = await Runner.load(backend, forward.graph, 'forward');
    const steppers = new Map<string, Stepper>();
    for (const method of ['lora', 'full', 'bitfit', 'head-only']) {
      log(`preparing ${method}`);
      steppers.set(
        method,
        await Stepper.load(
          backend,
          assembleTraining(await recipe('all-MiniLM-L6-v2', method, BATCH, SEQUENCE), optimizer),
          1,
        ),
      );
    }
    const times = new Map<string, number[]>([
      ['forward', []],
      ...[...steppers.keys()].map((id) => [id, []] as [string, number[]]),
    ]);
    // Interleaved, so that a busy moment of the machine hits all of them alike; the first two rounds warm up.
    for (let round = -2; round < ROUNDS; round++) {
      log(`round ${round + 1} of ${ROUNDS}`);
      const time = async (id: string, work: () => Promise<unknown>) => {
        const start = performance.now();
        await work();
        if (round >= 0) times.get(id)!.push(performance.now() - start);
      };
      await time('forward', () => runner.run(feeds));
      for (const [id, stepper] of steppers) await time(id, () => stepper.step([batch], settingsAt(round + 3)));
    }
    const reference = median(times.get('forward')!);
    const rows = [...times].map(([id, values]): Row => {
      const ratio = median(values) / reference;
      const limit = LIMITS[id];
      return {
        cells: [
          id,
          Math.round(median(values)),
          Math.round(Math.min(...values)),
          ratio.toFixed(2),
          (Math.min(...values) / Math.min(...times.get('forward')!)).toFixed(2),
          limit?.toFixed(1) ?? '',
        ],
        ...(limit === undefined ? {} : { reached: ratio <= limit }),
      };
    });
    for (const stepper of steppers.values()) await stepper.dispose();
    await runner.dispose();
    await backend.dispose();
    return {
      columns: ['what', 'median ms', 'fastest ms', 'median ÷ forward', 'fastest ÷ forward', 'at most'],
      rows,
      notes: [
        `${ROUNDS} interleaved rounds. Forward: loss of one batch with the head, no backward. Steps include ` +
          'clipping, AdamW and the upload of the batch. Theory: 2 for LoRA (no weight gradients), 3 for full ' +
          'fine-tuning.',
      ],
    };
  },
};
