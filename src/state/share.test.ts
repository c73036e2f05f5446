/**
 * Links: a thousand states there and back with the real methods, links of earlier days, hostile links, curves in a
 * link.
 */
import { foreign } from '../messages/message';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { methods } from '../methods/registry';
import type { Hyperparameter, HyperparameterValue } from '../methods/contract';
import { datasets, models } from './catalogue';
import { suited } from './runConfig';
import { decode, defaultsOf, knobKey, recommended } from './hash';
import {
  controlNames,
  defaultSettings,
  listOf,
  properties,
  propertyNames,
  validate,
  type Settings,
} from './properties';
import { emptyRun, type Run } from './run';
import { broughtBy, LONGEST_LINK, payloadText, readLink, shareLink, withLocked } from './share';
import { CurveError, decodeCurve, encodeCurve } from './shareCurve';

function generator(seed: number) {
  let x = seed;
  const next = () => (x = (x * 48271) % 2147483647) / 2147483647;
  return { next, pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]! };
}

function knobValue(knob: Hyperparameter, { next, pick }: ReturnType<typeof generator>): HyperparameterValue {
  switch (knob.kind) {
    case 'integer':
      return Math.round(knob.min + next() * (knob.max - knob.min));
    case 'real':
      return knob.min + next() * (knob.max - knob.min);
    case 'flag':
      return next() < 0.5;
    case 'choice':
      return pick(knob.options);
    case 'choices': {
      const some = knob.options.filter(() => next() < 0.5);
      return some.length > 0 ? some : [pick(knob.options)];
    }
  }
}

describe('a link', () => {
  it('brings a thousand states of all methods back as they were, in under 2,000 characters', () => {
    const random = generator(11);
    const { next, pick } = random;
    let longest = 0;
    for (let i = 0; i < 1000; i++) {
      const method = methods[i % methods.length]!;
      const names = [...controlNames, ...method.hyperparameters.map((knob) => knobKey(knob.name))];
      const many = next();
      const given = Object.fromEntries(
        propertyNames.map((name): [string, unknown] => {
          const property = properties[name];
          if (name === 'method') return [name, method.id];
          if (name === 'model') return [name, pick(models).id];
          if (name === 'dataset') return [name, pick(datasets).id];
          if (name === 'transfer') return [name, pick(['none', 'numbers_nl'])];
          if (next() < 0.3) return [name, { ...defaultSettings, ...recommended(method, defaultSettings) }[name]];
          switch (property.kind) {
            case 'choice':
              return [name, pick(property.options)];
            case 'source':
            case 'identifier':
              return [name, pick(['lora', 'overview', 'why-is-memory-not-smaller', 'x'.repeat(64)])];
            case 'poison':
              return [name, pick(['0.1,cf,great', '0.25,ok,a, b & c'])];
            case 'matrix':
              return [name, pick(['numbers_nl,numbers_fr>numbers_de', 'a>b*3'])];
            case 'names':
              return [name, validate(property, names.filter(() => next() < many).join(','))];
            case 'pins':
              return [name, pick(['', 'One & two, 100 %\n', '猫\tneko\nZwei=2#\n'])];
            case 'words':
              return [name, pick(['', 'translate English to German: {source}', 'a&b=c#d %20'])];
            default:
              return [
                name,
                validate(
                  property,
                  property.scale === 'log'
                    ? property.min * (property.max / property.min) ** next()
                    : property.min + next() * (property.max - property.min),
                ),
              ];
          }
        }),
      ) as unknown as Settings;
      const settings = suited(given, {});
      const hyperparameters = Object.fromEntries(
        method.hyperparameters.map((knob) => [knob.name, next() < 0.3 ? knob.default : knobValue(knob, random)]),
      );
      const link = shareLink({ settings, hyperparameters }, method);
      const back = readLink(`#${link}`, methods);
      expect(back).toEqual({ settings, hyperparameters, payload: {}, notes: [], whole: true });
      longest = Math.max(longest, link.length);
    }
    expect(longest).toBeLessThan(2000);
    // Not trivially short either: the generator does set many things.
    expect(longest).toBeGreaterThan(500);
  });

  it.each([
    ['#r=4', { method: 'lora', steps: 300 }, { r: 4 }],
    [
      '#dataset=cooking&method=bitfit&learningRate=0.003&seed=7&view=compare',
      { dataset: 'cooking', method: 'bitfit', learningRate: 0.003, seed: 7, view: 'compare' },
      {},
    ],
    [
      '#model=tiny-decoder&dataset=shakespeare_sonnets&method=prefix-tuning&steps=20&backend=wasm&replay=off',
      { model: 'tiny-decoder', method: 'prefix-tuning', steps: 20, backend: 'wasm', replay: 'off' },
      {},
    ],
    [
      '#lesson=lora-basics&step=2&targets=q,k,v&large=true',
      { lesson: 'lora-basics', step: 2, large: 'true' },
      { targets: ['q', 'k', 'v'] },
    ],
    ['#replay=on', { method: 'lora', model: 'tiny-encoder' }, { r: 8 }],
  ] as const)('without a version means what it meant: %s', (link, settings, hyperparameters) => {
    const read = readLink(link, methods);
    expect(read.settings).toMatchObject({ ...settings, hide: '', lock: '', lite: 'off' });
    expect(read.hyperparameters).toMatchObject(hyperparameters);
    expect(read.notes).toEqual([]);
  });
});

describe('a link from elsewhere', () => {
  it('of a newer version says so, and brings what is understood', () => {
    const read = readLink('#v=6&method=bitfit&swirl=on&steps=77', methods);
    expect(read.notes).toEqual([{ code: 'newer' }]);
    expect(read.settings).toMatchObject({ method: 'bitfit', steps: 77 });
    for (const version of ['1', '0', '-5', 'x', '1e9', ''])
      expect(readLink(`#v=${version}`, methods).notes, version).toEqual([]);
  });

  it('with a backdoor carries it, also to pages that know none; one that can not be read is told of', () => {
    const poisoned = readLink('#poison=0.1,cf,great&defence=filter', methods);
    expect(poisoned.settings).toMatchObject({ poison: '0.1,cf,great', defence: 'filter' });
    expect(shareLink(poisoned, undefined)).toMatch(/poison=0\.1,cf,great&defence=filter&v=3/);
    expect(shareLink({ ...poisoned, settings: { ...poisoned.settings, poison: '' } }, undefined)).toMatch(/v=2/);
    const bad = readLink('#poison=2,cf,great', methods);
    expect(bad.settings.poison).toBe('');
    expect(bad.notes).toMatchObject([{ code: 'told', detail: { code: 'poison.share' } }]);
  });

  it('names what is missing here', () => {
    expect(readLink('#method=teleport&model=gpt-5', methods).notes).toEqual([
      { code: 'missing', detail: 'teleport' },
      { code: 'missing', detail: 'gpt-5' },
    ]);
    expect(readLink('#model=own&dataset=own', methods).notes).toEqual([{ code: 'own-model' }, { code: 'own-data' }]);
    expect(readLink('#method=<img src=x onerror=alert(1)>', methods).notes).toEqual([{ code: 'missing', detail: '' }]);
  });

  it.each([
    ['script', '#method=<script>alert(1)</script>&model=javascript:alert(1)&view=<svg onload=alert(1)>&lesson="><b>'],
    ['huge numbers', '#steps=1e999&batchSize=999999999999999999999&seed=-1e308&learningRate=NaN&r=Infinity&step=1e309'],
    [
      'prototype pollution',
      '#__proto__=1&constructor.prototype.evil=1&__proto__[evil]=1' +
        '&hide=__proto__,constructor&lock=__proto__&method=__proto__',
    ],
    ['a megabyte', `#method=${'x'.repeat(1_000_000)}`],
    ['a megabyte of parameters', `#${'steps=5&'.repeat(125_000)}`],
    ['a long list', `#lock=${'a,'.repeat(20_000)}&hide=${Array.from({ length: 3000 }, (_, i) => `n${i}`).join(',')}`],
    ['broken escapes', '#%E0%A4%A&method=%&curve=%00&adapter=%ff'],
    ['cut payloads', '#curve=&adapter=abc=&v='],
    ['payload that is no base64url', '#curve=<script>&adapter=../../etc/passwd'],
  ])('that is hostile gives a sane page: %s', (_, link) => {
    const start = performance.now();
    const { settings, hyperparameters, payload, notes } = readLink(link, methods);
    expect(performance.now() - start).toBeLessThan(500);
    expect(methods.some((method) => method.id === settings.method)).toBe(true);
    expect(models.some((model) => model.id === settings.model)).toBe(true);
    for (const name of propertyNames) expect(validate(properties[name], settings[name]), name).toBe(settings[name]);
    expect(Object.keys(hyperparameters)).toEqual(
      methods.find((method) => method.id === settings.method)!.hyperparameters.map((knob) => knob.name),
    );
    expect([settings.hide, settings.lock]).toEqual(['', '']);
    expect(payload).toEqual({});
    for (const note of notes) expect(note.detail ?? '').toMatch(/^[\w.-]*$/);
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });

  it('is not searched for payloads when it is too long, and says so', () => {
    expect(broughtBy(`#method=lora&curve=${'A'.repeat(LONGEST_LINK)}`)).toEqual({
      payload: {},
      notes: [{ code: 'too-long' }],
      whole: false,
    });
    expect(broughtBy(`#curve=${'A'.repeat(20_000)}`)).toMatchObject({ payload: {}, notes: [{ code: 'bad-curve' }] });
    expect(
      decode(`#method=bitfit&curve=${'A'.repeat(LONGEST_LINK)}`, (id) => methods.find((method) => method.id === id))
        .settings.method,
    ).toBe('bitfit');
  });

  it('puts payloads behind the configuration', () => {
    const method = methods.find(({ id }) => id === 'lora')!;
    const payload = { curve: 'Cc', adapter: 'Aa' };
    const link = shareLink(
      {
        settings: { ...defaultSettings, ...recommended(method, defaultSettings), steps: 9 },
        hyperparameters: defaultsOf(method),
      },
      method,
      payload,
    );
    expect(link).toMatch(/^steps=9.*&v=2&adapter=Aa&curve=Cc$/);
    expect(readLink(`#${link}`, methods).payload).toEqual(payload);
    expect(payloadText({})).toBe('');
  });
});

describe('what a link locks', () => {
  it('keeps what exists, in one spelling', () => {
    const { settings } = readLink('#lock=seed,r,nonsense,seed,method&hide=steps', methods);
    expect(listOf(settings.lock)).toEqual(['method', 'r', 'seed']);
    expect(settings.hide).toBe('steps');
  });

  it('stays as it was', () => {
    const before: Settings = { ...defaultSettings, lock: 'learningRate,steps', steps: 7 };
    expect(withLocked({ ...before, learningRate: 0.5, steps: 9, seed: 3 }, before)).toEqual({ ...before, seed: 3 });
    expect(withLocked({ ...before, learningRate: 0.5 }, before, 'learningRate').learningRate).toBe(0.5);
  });
});

const reading = {
  live: { frozen: 100, trainable: 20, optimizer: 40, inputs: 5, activations: 300, cache: 1000 },
  total: 1465,
  peak: 2000,
  peakByOwner: { frozen: 100, trainable: 20, optimizer: 40, inputs: 5, activations: 300, cache: 1000 },
};
const runOf = (steps: number): Run => ({
  ...emptyRun,
  status: 'finished',
  step: steps,
  backend: foreign('WASM, 2 threads'),
  stepsPerSecond: 12.3456,
  tokensPerSecond: 4567.8,
  counts: { trainable: 8192, head: 258, formula: 8192, total: 4_000_000 },
  memory: [{ step: 0, reading }],
  records: Array.from({ length: steps }, (_, i) => ({
    step: i + 1,
    loss: 0.2 + 0.5 * Math.exp(-i / 60) + 0.05 * Math.sin(i * 2.3),
    gradientNorm: 1,
    learningRate: 1e-3,
  })),
  validation: Array.from({ length: Math.floor(steps / 50) }, (_, i) => ({
    step: 50 * (i + 1),
    loss: 0.4 - i / 100,
    accuracy: 0.8 + i / 1000,
    count: 400,
  })),
});

describe('curves in a link', () => {
  it('of 300 steps keep every step, within a 4,000th of the range, in under 1,500 characters', () => {
    const run = runOf(300);
    const text = encodeCurve(run, Date.UTC(2026, 4, 6))!;
    expect(text.length).toBeLessThan(1500);
    const shared = decodeCurve(text);
    const end = shared.at(shared.steps);
    expect(end).toMatchObject({
      step: 300,
      backend: run.backend,
      counts: run.counts,
      recorded: { moving: false, shared: true },
    });
    expect(end.recorded!.date.slice(0, 10)).toBe('2026-05-06');
    expect(end.records.map((record) => record.step)).toEqual(run.records.map((record) => record.step));
    end.records
      .slice()
      .forEach((record, i) => expect(Math.abs(record.loss - run.records.at(i)!.loss)).toBeLessThan(0.6 / 4000));
    expect(end.validation).toEqual(
      run.validation.map((metrics) => ({ ...metrics, loss: Number(metrics.loss.toPrecision(4)) })),
    );
    expect(end.memory.at(-1)!.reading).toMatchObject({ peak: 2000, live: reading.live, total: 1465 });
    const early = shared.at(60);
    expect([early.records.length, early.validation.length, early.recorded!.moving]).toEqual([60, 1, true]);
  });

  it('of 20,000 steps are thinned, and keep their highest spike', () => {
    const run = runOf(20_000);
    const spiky = {
      ...run,
      records: run.records.map((record) => (record.step === 12_345 ? { ...record, loss: 9 } : record)),
    };
    const text = encodeCurve(spiky, 0)!;
    expect(text.length).toBeLessThan(3000);
    const { records, validation } = decodeCurve(text).at(20_000);
    expect(records.length).toBeLessThanOrEqual(300);
    expect(records.slice().find((record) => record.loss > 8.9)?.step).toBe(12_345);
    expect(records.at(-1)!.step).toBe(20_000);
    expect(validation.length).toBeLessThanOrEqual(60);
    expect(validation.at(-1)!.step).toBe(20_000);
  });

  it('are none without steps, and flat where the loss is', () => {
    expect(encodeCurve(emptyRun, 0)).toBeUndefined();
    const flat = {
      ...emptyRun,
      records: [1, 2].map((step) => ({ step, loss: 0.5, gradientNorm: 0, learningRate: 0 })),
    };
    expect(
      decodeCurve(encodeCurve(flat, 0)!)
        .at(2)
        .records.map((record) => record.loss),
    ).toEqual([0.5, 0.5]);
  });
});

describe('curves in a link that can not be read', () => {
  it('that are cut, swollen or made up are refused', () => {
    const packed = (value: unknown) =>
      deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
    const good = {
      version: 1,
      day: 20_000,
      backend: 'x',
      range: [0, 1],
      steps: [1, 1],
      losses: [0, 4095],
      validation: [],
      speed: null,
      counts: null,
      memory: null,
    };
    expect(decodeCurve(packed(good)).steps).toBe(2);
    const text = encodeCurve(runOf(300), 0)!;
    for (const bad of [
      'A',
      text.slice(0, -3),
      text.slice(0, 100),
      packed('{'),
      packed('null'),
      packed([]),
      packed({ ...good, version: 2 }),
      packed({ ...good, losses: [1] }),
      packed({ ...good, losses: [0, 5000] }),
      packed({ ...good, steps: [1, 1e9] }),
      packed({ ...good, steps: [0, 1] }),
      packed({ ...good, steps: [20_000, 20_000] }),
      packed({ ...good, range: [0, '1'] }),
      packed(JSON.stringify(good).replace('[0,1]', '[0,1e999]')),
      packed({ ...good, backend: 'x'.repeat(500) }),
      packed({ ...good, extra: 1 }),
      packed('{"__proto__":{"evil":1}}'),
      packed(`{"version":1,"backend":"${'x'.repeat(5_000_000)}"}`),
      packed({ ...good, memory: [1, 2] }),
      packed({ ...good, validation: [[1, 2]] }),
    ])
      expect(() => decodeCurve(bad), bad.slice(0, 60)).toThrow(CurveError);
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });
});
