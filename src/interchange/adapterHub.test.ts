/**
 * AdapterHub's format: adapters that the library saved give its logits, ours come back unchanged, and what can't fit is
 * refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate';
import { loadFixture, prepareFixture } from '../../test/methodCases';
import { inEnglish } from '../messages/message';
import { applyMethod } from '../methods/context';
import { resolveHyperparameters } from '../methods/hyperparameters';
import { methodById } from '../methods/registry';
import { asFloat32, f32, i32, sizeOf, type Tensor } from '../onnx/tensor';
import { attachTask } from '../tasks/context';
import { taskById } from '../tasks/registry';
import { applyAdapter, openAdapterFiles, saveAdapter, type AdapterContext, type AdapterInfo } from './adapter';
import { hubRefusal, writeHubAdapter } from './adapterHubWriter';
import { readSafetensors, writeSafetensors } from './safetensors';

const made = join(import.meta.dirname, 'fixtures/adapterhub');
const text = 7;

/** A method on a fixture, and the graph that gives its logits. */
function built(
  fixtureName: string,
  id: string,
  settings: Readonly<Record<string, unknown>> = {},
  pooling: 'cls' | 'last' | 'mean' | 'library' = fixtureName.startsWith('gpt2') ? 'last' : 'cls',
) {
  const method = methodById(id);
  const hyperparameters = resolveHyperparameters(method, settings);
  const base = prepareFixture(loadFixture(fixtureName), text);
  const applied = applyMethod(method, hyperparameters, base.graph, base.anatomy, {
    batch: 2,
    sequence: text,
    training: false,
  });
  const { logits } = attachTask(taskById('classification'), applied, {
    anatomy: base.anatomy,
    options: { labels: ['a', 'b', 'c'], pooling },
    batch: 2,
    sequence: text,
  });
  applied.builder.graph.outputs = [logits];
  const context: AdapterContext = {
    method,
    hyperparameters,
    anatomy: base.anatomy,
    parameters: applied.set.parameters,
  };
  const values = new Map<string, Tensor>(
    context.parameters.map((p, k) => [
      p.name,
      f32(
        p.shape,
        Float32Array.from({ length: sizeOf(p.shape) }, (_, i) => 0.3 * Math.sin(1 + i + 17 * k)),
      ),
    ]),
  );
  const info: AdapterInfo = {
    model: fixtureName,
    method: { id, hyperparameters },
    task: 'classification',
    pooling,
    labels: ['a', 'b', 'c'],
  };
  const run = async (tensors: ReadonlyMap<string, Tensor>, ids: readonly (readonly number[])[]) => {
    const graph = applied.builder.finish();
    const filled = (value: number) =>
      i32(
        [2, text],
        Array.from({ length: 2 * text }, () => value),
      );
    const feeds: Record<string, Tensor> = {
      input_ids: i32([2, text], ids.flat()),
      attention_mask: filled(1),
      labels: i32([2], [0, 1]),
      token_type_ids: filled(0),
      ...Object.fromEntries(tensors),
    };
    const wanted = new Set(graph.inputs.map((input) => input.name));
    return asFloat32(
      (await evaluate(graph, Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name)))))[logits]!,
    );
  };
  return { context, values, info, run };
}

function filesOf(folder: string): Record<string, Uint8Array> {
  const paths = readdirSync(join(made, folder), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /_(config|setup)\.json$|safetensors$/.test(path),
  );
  return Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(join(made, folder, path)))]));
}

describe("heads of Transformers' classes", () => {
  it.each([
    [
      'bert-torchscript',
      { layers: 2, activation_function: 'tanh', bias: true },
      ['1.bias', '1.weight', '4.bias', '4.weight'],
    ],
    [
      'electra-torchscript',
      { layers: 2, activation_function: 'gelu', bias: true },
      ['1.bias', '1.weight', '4.bias', '4.weight'],
    ],
    ['gpt2-torchscript', { layers: 1, activation_function: null, bias: false }, ['1.weight']],
  ] as const)("%s: is the library's classification head, and comes back", (fixture, config, names) => {
    const { context, values, info } = built(fixture, 'pfeiffer-adapter', { m: 4, activation: 'relu' }, 'library');
    const files = writeHubAdapter(context, values, info);
    const settings = JSON.parse(new TextDecoder().decode(files['head_config.json'])) as { config: object };
    expect(settings.config).toMatchObject(config);
    const adapter = openAdapterFiles(files);
    expect([...adapter.tensors.keys()].flatMap((name) => /^heads\.[^.]+\.(.+)$/.exec(name)?.[1] ?? []).sort()).toEqual(
      names,
    );
    expect(adapter.classes).toBe(3);
    expect(applyAdapter(adapter, context)).toEqual(values);
    // As if the library itself had saved it.
    const { tensors, metadata: _ } = readSafetensors(files['model_head.safetensors']!);
    const foreign = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => [
        path,
        path === 'model_head.safetensors'
          ? writeSafetensors(tensors)
          : path.endsWith('.safetensors')
            ? writeSafetensors(readSafetensors(bytes).tensors)
            : bytes,
      ]),
    );
    expect(openAdapterFiles(foreign).info?.pooling).toBe('library');
  });
});

describe('adapters that the library saved', () => {
  it.each([
    ['pfeiffer', 'pfeiffer-adapter', { m: 8, activation: 'relu' }],
    ['compacter', 'compacter', { m: 8, n: 2, variant: 'compacter' }],
    ['parallel', 'parallel-adapter', { m: 4, activation: 'relu', learn_scale: true }],
    [
      'unipelt',
      'unipelt',
      { l: 3, reparameterise: false, mid: 512, shift_positions: false, m: 8, activation: 'relu', r: 3, alpha: 3 },
    ],
    ['fusion', 'adapter-fusion', { m: 8, activation: 'relu', sources: 1 }],
  ] as const)(
    "%s: method and hyper-parameters are found, the logits are the library's",
    async (folder, id, settings) => {
      const adapter = openAdapterFiles(filesOf(folder));
      expect(adapter.info?.method).toEqual({ id, hyperparameters: settings });
      expect(adapter.classes).toBe(3);
      const expected = JSON.parse(readFileSync(join(made, folder, 'expected.json'), 'utf8')) as {
        model: string;
        input_ids: number[][];
        logits: number[][];
      };
      expect(adapter.info).toMatchObject({
        task: 'classification',
        pooling: expected.model.startsWith('gpt2') ? 'last' : 'cls',
        labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'],
      });
      const { context, run } = built(expected.model, id, settings);
      const logits = await run(applyAdapter(adapter, context), expected.input_ids);
      const wanted = expected.logits.flat();
      const largest = Math.max(...wanted.map(Math.abs));
      wanted.forEach((value, i) => {
        expect(Math.abs(logits[i]! - value)).toBeLessThan(1e-5 * largest);
      });
    },
  );
});

const writable = [
  ['bert-torchscript', 'sequential-adapter', { train_norms: false, activation: 'swish', m: 5 }],
  ['gpt2-torchscript', 'sequential-adapter', { train_norms: false, m: 8 }],
  ['bert-torchscript', 'pfeiffer-adapter', { m: 7 }],
  ['gpt2-torchscript', 'pfeiffer-adapter', { m: 32 }],
  ['bert-torchscript', 'parallel-adapter', { m: 5, s: 3 }],
  ['bert-torchscript', 'parallel-adapter', { m: 5, learn_scale: true }],
  ['bert-torchscript', 'compacter', { n: 2, m: 6 }],
  ['gpt2-torchscript', 'compacter', { n: 4, m: 8, variant: 'compacter++' }],
  ['gpt2-torchscript', 'prefix-tuning', { l: 3, shift_positions: false }],
  ['bert-torchscript', 'prefix-tuning', { l: 3, reparameterise: true, mid: 6, shift_positions: false }],
  ['bert-torchscript', 'mam-adapter', { l: 3, m: 4, shift_positions: false }],
  ['bert-torchscript', 'unipelt', { l: 3, m: 4, r: 3, alpha: 3, shift_positions: false }],
  ['bert-torchscript', 'adapter-fusion', { m: 4, sources: 2 }],
  ['gpt2-torchscript', 'adapter-fusion', { m: 4, sources: 1 }],
] as const;

describe("our adapters in AdapterHub's format", () => {
  it.each(writable)('round trip on %s of %s %o', (fixture, id, settings) => {
    const { context, values, info } = built(fixture, id, settings);
    expect(hubRefusal(context)).toBeUndefined();
    const files = saveAdapter(context, values, info, 'adapterhub');
    const adapter = openAdapterFiles(files);
    expect(adapter.info).toEqual(info);
    const back = applyAdapter(adapter, context);
    const config = new TextDecoder().decode(files['adapter_config.json'] ?? files['adapter-0/adapter_config.json']);
    if (id !== 'prefix-tuning')
      expect(config, 'a float, or the library refuses it').toMatch(/"scaling": (\d+\.\d+|"learned")/);
    for (const [name, tensor] of values) expect(back.get(name), name).toEqual(tensor);
  });

  it('puts α / r into B, where the library has only the gate', async () => {
    const { context, values, info, run } = built('bert-torchscript', 'unipelt', {
      l: 3,
      m: 4,
      r: 2,
      alpha: 6,
      shift_positions: false,
    });
    const adapter = openAdapterFiles(saveAdapter(context, values, info, 'adapterhub'));
    expect(adapter.info?.method.hyperparameters).toMatchObject({ r: 2, alpha: 2 });
    expect(() => applyAdapter(adapter, context)).toThrow(/alpha is 6 and r is 2. Set alpha to 2/);
    const used = built('bert-torchscript', 'unipelt', { ...adapter.info!.method.hyperparameters });
    const ids = [
      [5, 9, 12, 40, 7, 8, 6],
      [11, 13, 17, 19, 23, 29, 31],
    ];
    const [before, after] = [await run(values, ids), await used.run(applyAdapter(adapter, used.context), ids)];
    before.forEach((value, i) => {
      expect(after[i]).toBeCloseTo(value, 5);
    });
  });

  it("keeps a head on the mean of all tokens out of the library's way", () => {
    const { context, values, info } = built('bert-torchscript', 'pfeiffer-adapter', {}, 'mean');
    const files = saveAdapter(context, values, info, 'adapterhub');
    expect(Object.keys(files).sort()).toEqual(['adapter.safetensors', 'adapter_config.json', 'mean_head.safetensors']);
    expect([...readSafetensors(files['mean_head.safetensors']!).tensors.keys()].sort()).toEqual([
      'heads.pfeiffer-adapter.1.bias',
      'heads.pfeiffer-adapter.1.weight',
    ]);
    expect(openAdapterFiles(files).info?.pooling).toBe('mean');
  });

  it('names the files of a fusion as save_adapter_setup does', () => {
    const { context, values, info } = built('bert-torchscript', 'adapter-fusion', { m: 4, sources: 1 });
    expect(Object.keys(saveAdapter(context, values, info, 'adapterhub')).sort()).toEqual([
      'adapter-0,adapter-1/adapter_fusion_config.json',
      'adapter-0,adapter-1/model_adapter_fusion.safetensors',
      'adapter-0/adapter.safetensors',
      'adapter-0/adapter_config.json',
      'adapter-1/adapter.safetensors',
      'adapter-1/adapter_config.json',
      'adapter-fusion/head_config.json',
      'adapter-fusion/model_head.safetensors',
      'adapter_setup.json',
    ]);
  });

  it.each([
    ['bert-torchscript', 'sequential-adapter', {}, /LayerNorms: set train_norms to false/],
    ['bert-torchscript', 'mam-adapter', { l: 3, shift_positions: true }, /position 0: set shift_positions to false/],
    ['gpt2-torchscript', 'parallel-adapter', {}, /reads the residual stream/],
    ['gpt2-torchscript', 'unipelt', { l: 3, shift_positions: false }, /gates look at the whole text/],
    ['bert-torchscript', 'bitfit', {}, /no form for an adapter of bitfit/],
    ['distilbert-torchscript', 'pfeiffer-adapter', {}, /not for distilbert/],
  ] as const)('is refused on %s for %s %o', (fixture, id, settings, why) => {
    const { context, values, info } = built(fixture, id, settings);
    expect(inEnglish(hubRefusal(context)!)).toMatch(why);
    expect(() => saveAdapter(context, values, info, 'adapterhub')).toThrow(why);
  });
});

describe('adapters of the library that do not fit', () => {
  const changed = (change: (config: Record<string, unknown>) => void) => {
    const files = filesOf('pfeiffer');
    const wrapper = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as {
      config: Record<string, unknown>;
    };
    change(wrapper.config);
    return { ...files, 'adapter_config.json': new TextEncoder().encode(JSON.stringify(wrapper)) };
  };
  const { context } = built('gpt2-torchscript', 'pfeiffer-adapter', { m: 8 });
  it.each([
    ['leave_out', [0], /its leave_out is \[0\], not \[\]/],
    ['ln_after', true, /its ln_after is true, not false/],
    ['non_linearity', 'gelu', /its non_linearity is "gelu", not "relu"/],
    ['reduction_factor', 8, /its bottleneck is 4 wide, not 8/],
    ['phm_dim', 2, undefined],
    ['dropout', 0.1, undefined],
  ] as const)('%s = %o', (key, value, why) => {
    const use = () =>
      applyAdapter(
        openAdapterFiles(
          changed((config) => {
            config[key] = value;
          }),
        ),
        context,
      );
    if (why) expect(use).toThrow(why);
    else expect(use).not.toThrow();
  });

  it('says what else is wrong', () => {
    expect(() =>
      openAdapterFiles(
        changed((config) => {
          config.reduction_factor = { default: 4 };
        }),
      ),
    ).toThrow(/another bottleneck in each layer/);
    expect(() =>
      openAdapterFiles(
        changed((config) => {
          config.architecture = 'reft';
        }),
      ),
    ).toThrow(/No method here is AdapterHub's "reft"/);
    const { 'adapter.safetensors': weights, ...rest } = filesOf('pfeiffer');
    expect(() => openAdapterFiles({ ...rest, 'pytorch_adapter.bin': weights! })).toThrow(/use_safetensors=True/);
    expect(() => applyAdapter(openAdapterFiles(filesOf('compacter')), context)).toThrow(
      /form of compacter, but the method is pfeiffer-adapter/,
    );
    expect(() => openAdapterFiles({})).toThrow(/no adapter_config.json/);
  });
});
