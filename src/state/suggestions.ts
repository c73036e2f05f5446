/** What the banner offers after a problem, carried out. */
import type { Suggestion } from '../worker/protocol';
import { datasets, models } from './catalogue';
import type { RunController } from './runController';

export async function carryOut(suggestion: Suggestion, controller: RunController): Promise<void> {
  const { settings, run, problem } = controller.state;
  controller.dismissProblem();
  switch (suggestion) {
    case 'smaller-batch':
      return controller.set('batchSize', Math.max(1, Math.floor(settings.batchSize / 2)));
    case 'shorter-sequences':
      return controller.set('sequenceLength', Math.max(8, Math.floor(settings.sequenceLength / 2)));
    case 'fitting-length':
      return controller.set('sequenceLength', settings.sequenceLength - (problem?.excess ?? 0));
    case 'lower-learning-rate':
      // The run stands at its last good state, or at the start: a lower rate may simply go on from there.
      controller.set('learningRate', settings.learningRate / 10);
      return controller.play();
    case 'bundled-model':
      return controller.set('model', models[0]!.id);
    case 'bundled-data':
      return controller.set('dataset', datasets[0]!.id);
    case 'use-wasm':
      // The checkpoint fits any backend, so it is kept where `set` would drop it with the run.
      controller.changeBackend('wasm');
      return controller.play();
    case 'resume':
      if (run.status === 'failed') controller.rebuild();
      return controller.play();
    case 'try-again':
      controller.rebuild();
      return controller.play();
  }
}
