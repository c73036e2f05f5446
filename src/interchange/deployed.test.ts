/**
 * What methods with tensors of their own amount to for HF PEFT: written in the simpler form and read again, the model
 * says the same.
 */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { batchOf, loadFixture, prepareFixture } from '../../test/methodCases';
import { applyMethod } from '../methods/context';
import { factsOf } from '../methods/facts';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { initialise } from '../methods/initialise';
import { methodById, methods } from '../methods/registry';
import { asFloat32, f32, i32, type Tensor } from '../onnx/tensor';
import { attachTask } from '../tasks/context';
import { taskById } from '../tasks/registry';
import { applyAdapter, readAdapter, writeAdapter, type AdapterContext } from './adapter';

const text = 7;

async function logitsOf(
  fixtureName: string,
  id: string,
  settings: Record<string, unknown>,
  valuesOf?: (context: AdapterContext) => ReadonlyMap<string, Tensor>,
) {
  const fixture = loadFixture(fixtureName);
  const method = methodById(id);
  const hyperparameters = resolveHyperparameters(method, settings);
  const base = prepareFixture(fixture, text + (method.virtualTokens?.(hyperparameters) ?? 0));
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch: 2,
    sequence: text,
    training: false,
  });
  const { logits } = attachTask(taskById('classification'), applied, {
    anatomy: base.anatomy,
    options: { labels: ['a', 'b', 'c'] },
    batch: 2,
    sequence: text,
  });
  const context: AdapterContext = {
    method,
    hyperparameters,
    anatomy: base.anatomy,
    parameters: applied.set.parameters,
  };
  const values =
    valuesOf?.(context) ??
    new Map(
      context.parameters.map((p, k) => [
        p.name,
        f32(
          p.shape,
          initialise(p, 1, base.graph).map((v, i) => v + 0.2 * Math.sin(1 + i + 17 * k)),
        ),
      ]),
    );
  applied.builder.graph.outputs = [logits];
  const graph = applied.builder.finish();
  const wanted = new Set(graph.inputs.map((input) => input.name));
  const feeds = Object.fromEntries(
    Object.entries({ ...batchOf(fixture, base.graph), labels: i32([2], [1, 0]), ...Object.fromEntries(values) }).filter(
      ([name]) => wanted.has(name),
    ),
  );
  return { context, values, logits: asFloat32((await evaluate(graph, feeds))[logits]!) };
}

const simpler = methods.filter((method) => method.deployed);
const fused: Readonly<Record<string, Record<string, unknown>>> = {
  'p-tuning': { l: 3, encoder: 'lstm', e: 6 },
  dylora: { deploy: 5, targets: 'q+v' },
  moelora: { targets: 'q+v', experts: 3, expert_rank: 1 },
};
const plain: Readonly<Record<string, Record<string, unknown>>> = {
  'p-tuning': { l: 3, e: 6 },
  dylora: { deploy: 3 },
  moelora: { experts: 3 },
};

describe('the simpler form', () => {
  it('is there for these methods', () => {
    expect(simpler.map(({ id }) => id).sort()).toEqual([
      'adalora',
      'corda',
      'dylora',
      'eva',
      'increlora',
      'l-lora',
      'laplace-lora',
      'lora-ga',
      'lora-xs',
      'lorahub',
      'moelora',
      'olora',
      'p-tuning',
      'pissa',
      'poly',
      'sora',
    ]);
  });

  it.each(
    simpler.flatMap(({ id }) => [
      // Poly goes to PEFT as itself where PEFT has it for the model's layers.
      ...(id === 'poly' ? [] : [['bert-torchscript', id, plain[id] ?? {}] as const]),
      ['gpt2-dynamo', id, fused[id] ?? { targets: 'q+v' }] as const,
    ]),
  )('on %s of %s %o gives the same logits', async (fixture, id, settings) => {
    const trained = await logitsOf(fixture, id, settings);
    const files = writeAdapter(
      trained.context,
      trained.values,
      {
        model: fixture,
        method: { id, hyperparameters: trained.context.hyperparameters },
        task: 'classification',
        labels: ['a', 'b', 'c'],
      },
      'peft',
    );
    const adapter = readAdapter(files);
    const { method } = adapter.info!;
    // PEFT has AdaLoRA itself, but not for some columns of a fused projection.
    const expected =
      id === 'p-tuning'
        ? ['prompt-tuning', 'P_TUNING']
        : id === 'adalora' && fixture.startsWith('bert')
          ? ['adalora', 'ADALORA']
          : ['lora', 'LORA'];
    expect([method.id, adapter.config.peft_type]).toEqual(expected);
    if (fixture.startsWith('bert'))
      expect(adapter.config.peft_type).toBe(factsOf(methodById(id), trained.context.anatomy.dimensions).peftType);
    if (id === 'p-tuning') expect(Object.keys(adapter.config)).not.toContain('prompt_tuning_init');
    const used = await logitsOf(fixture, method.id, method.hyperparameters, (context) =>
      applyAdapter(adapter, context),
    );
    const [largest, difference] = [
      Math.max(...trained.logits.map(Math.abs)),
      Math.max(...trained.logits.map((v, i) => Math.abs(v - used.logits[i]!))),
    ];
    expect(difference).toBeLessThan(1e-5 * Math.max(1, largest));
  });

  it('is not written unless it is asked for, and refused where there is none', async () => {
    const { context, values } = await logitsOf('bert-torchscript', 'sora', {});
    const info = {
      model: 'bert',
      method: { id: 'sora', hyperparameters: context.hyperparameters },
      task: 'classification' as const,
    };
    expect(readAdapter(writeAdapter(context, values, info)).config.format).toBe('peft-playground');
    const bitfit = await logitsOf('bert-torchscript', 'bitfit', {});
    expect(() => writeAdapter(bitfit.context, bitfit.values, info, 'peft')).toThrow(
      /HF PEFT has no form for an adapter of bitfit.*--adapter-format own/,
    );
  });
});
