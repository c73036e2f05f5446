/**
 * `cli check` for each kind of rewrite on both tiny models and on exports of five families by both PyTorch exporters.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../../cli/program';
import type { Measurement, Row } from '../report';

/** One method for each way of changing a graph; `test/methodMatrix.test.ts` covers all methods. */
const METHODS = ['full', 'head-only', 'lora', 'bitfit', 'ia3', 'sequential-adapter', 'prompt-tuning', 'prefix-tuning'];
const fixtures = ['bert', 'roberta', 'distilbert', 'gpt2', 'llama'].flatMap((family) =>
  ['torchscript', 'dynamo'].map((exporter) => `fixtures/${family}-${exporter}`),
);
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Answer {
  readonly passed: boolean;
  readonly worst: number;
  readonly tensors: readonly unknown[];
}

export const checks: Measurement = {
  id: 'checks',
  title: 'Gradients against finite differences: worst relative error of any tensor',
  slow: true,
  async run(log) {
    const rows: Row[] = [];
    for (const model of ['tiny-encoder', 'tiny-decoder', ...fixtures.filter((path) => existsSync(`${root}${path}`))]) {
      const cells: string[] = [];
      let all = true;
      for (const method of METHODS) {
        log(`${model}, ${method}`);
        let output = '';
        await run(['check', model.startsWith('fixtures/') ? `${root}${model}` : model, '--method', method, '--json'], {
          stdout: (text) => {
            output += text;
          },
          stderr: () => undefined,
          interactive: false,
        });
        const answer = JSON.parse(output) as Answer | { readonly error: string };
        if ('error' in answer) cells.push('–');
        else {
          cells.push(answer.worst === 0 ? '0' : answer.worst.toExponential(1));
          all &&= answer.passed;
        }
        if ('error' in answer && !/biases|prefix|positions/.test(answer.error)) all = false;
      }
      rows.push({ cells: [model, ...cells], reached: all });
    }
    return {
      columns: ['model', ...METHODS],
      rows,
      notes: [
        'At most 2e-3 is asked for. 0: the difference lies within what the numeric derivative resolves in ' +
          'fp32. A dash: the method does not apply (a Llama has no biases to train).',
      ],
    };
  },
};
