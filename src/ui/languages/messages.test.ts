/** Messages on the page: every layer's texts are registered there, and German is whole. */
import { says as runtimeSays } from '../../runtime/messages';
import { describe, expect, it } from 'vitest';
import { says as adapterSays } from '../../interchange/adapterMessages';
import { says as interchangeSays } from '../../interchange/messages';
import { says as peftSays } from '../../interchange/peftMessages';
import { codes, english, foreign, precise, render, sentences, type Text } from '../../messages/message';
import { checkWidth } from '../../methods/parts/bottleneck';
import { measured } from '../../methods/parts/sources';
import { summarise } from '../../methods/parts/sparseDelta';
import { methodById } from '../../methods/registry';
import type { Recording } from '../../state/recording';
import { says as trainingSays } from '../../training/messages';
import { messages as german } from './german/messages';
import '../lesson/messages';
import '../messages';
import '../workerMessages';

const registered = codes().filter((code) => !code.startsWith('messages.'));
const recordings = import.meta.glob<Pick<Recording, 'stages' | 'backend'>>('../../../public/recordings/*.json', {
  eager: true,
  import: 'default',
});
const layers = import.meta.glob<{ readonly says?: object }>([
  '../../{*,*/*}/messages.ts',
  '../../*/*Messages.ts',
  '!../../ui/**',
]);

/** What a text shows of the values that are put in. */
function shown(text: Text): readonly string[] {
  if (typeof text === 'string') return [];
  const values = new Proxy({}, { get: (_, name) => `‹${String(name)}›` }) as never;
  return [...new Set(text(values).match(/‹\w+›/g))].sort();
}

describe('the page', () => {
  it('registers the texts of every layer', async () => {
    const before = new Set(codes());
    for (const load of Object.values(layers)) await load();
    expect(Object.keys(layers).length).toBeGreaterThan(1);
    expect(codes().filter((code) => !before.has(code))).toEqual([]);
  });
});

describe('German', () => {
  it('has many texts to look at', () => expect(registered.length).toBeGreaterThan(450));

  it.each(registered)('%s', (code) => {
    const text = german.text(code);
    expect(text, code).toBeDefined();
    expect(shown(text!), code).toEqual(shown(english.text(code)!));
  });

  it('leaves no word English', () => {
    const leftover =
      /(?<![\p{L}_„"/-])(?:the|of|and|with|which|is|are|each|every|model|weights|layers?|step|steps)(?![\p{L}_-]|\.[a-z]|=)/u;
    for (const code of registered) {
      const text = german.text(code)!;
      const values = new Proxy({}, { get: () => '7' }) as never;
      const written = typeof text === 'string' ? text : text(values);
      expect(leftover.exec(written)?.[0], written).toBeUndefined();
    }
  });

  it.each([
    [
      adapterSays.noFile({ file: 'adapter_config.json' }),
      'Im Ordner des Adapters fehlt adapter_config.json. Einen Ordner wählen, der einen gespeicherten Adapter enthält.',
    ],
    [
      sentences(
        peftSays.tensorShape({
          tensor: 'encoder.layer.0.query.lora_A.weight',
          found: { list: [8, 768] },
          wanted: { list: [8, 128] },
        }),
        peftSays.madeFor({ base: 'bert-base-uncased' }),
        peftSays.chooseItsModel,
      ),
      '„encoder.layer.0.query.lora_A.weight“ des Adapters hat die Form [8, 768], dieses Modell braucht aber ' +
        '[8, 128]. Er wurde für „bert-base-uncased“ gemacht. Das Modell wählen, für das er gemacht wurde.',
    ],
    [
      adapterSays.notSafetensors({ file: 'adapter_model.safetensors', why: adapterSays.headerCutOff }),
      'adapter_model.safetensors ist keine vollständige safetensors-Datei (ihr Kopf ist abgeschnitten). Noch ' +
        'einmal speichern oder herunterladen.',
    ],
    [
      adapterSays.lacks({
        tensors: adapterSays.andMore({ names: { list: ['"a"', '"b"', '"c"'] }, more: 9 }),
        others: '"d"',
      }),
      'Dem Adapter fehlt "a", "b", "c" und 9 weitere; stattdessen hat er "d". Er wurde für ein anderes Modell, ' +
        'eine andere Methode oder Aufgabe gemacht: die wählen, mit denen er gemacht wurde.',
    ],
    [
      adapterSays.doesNotFit({ method: 'LST', refusal: foreign('…') }),
      'Als LST passt dieser Adapter nicht zum Modell: …',
    ],
    [
      interchangeSays.noModelIn({
        folder: 'mine',
        paths: interchangeSays.andNo({ first: 'onnx/model.onnx', second: 'model.onnx' }),
      }),
      '„mine“ hat kein onnx/model.onnx und kein model.onnx. Einen Ordner wählen, der ein exportiertes Modell ' +
        'enthält (config.json, tokenizer.json, onnx/model.onnx).',
    ],
    [
      summarise(
        new Map([
          ['a', new Int32Array(12345)],
          ['b', new Int32Array(7)],
        ]),
        [
          { name: 'a', layer: 0 },
          { name: 'b', layer: 1 },
        ],
        1_000_000,
      ),
      'Behalten: 12.352 von 1.000.000 Einträgen, 1,2 %. Die meisten liegen in Schicht 1 (12.345), die wenigsten in ' +
        'Schicht 2 (7).',
    ],
    [
      checkWidth('adamix', 300, 128)!,
      'm von adamix ist 300, breiter als das Modell: eine Engstelle geht von 1 bis 128.',
    ],
    [
      methodById('lst').check!({ hidden: 128 } as never, { reduction: 3 })!,
      'reduction von lst ist 3, kein Teiler der Breite 128: einen Teiler von 1 bis 64 wählen.',
    ],
    [runtimeSays.wasm({ threads: 1 }), 'WASM · 1 Thread'],
    [runtimeSays.wasm({ threads: 16 }), 'WASM · 16 Threads'],
    [measured({ validation: { loss: 1, accuracy: 0.5 } }), 'Genauigkeit auf der Validierung 50,0 %'],
    [
      sentences(
        trainingSays.diverged({ step: 12, loss: precise(310_000, 2), first: precise(0.69, 2) }),
        trainingSays.startAgainLower,
      ),
      'Das Training wurde angehalten, es ist divergiert: bei Schritt 12 war der Loss 3,1e+5, angefangen hat er bei ' +
        '0,69. Der Lauf steht wieder am Anfang: mit kleinerer Lernrate neu starten.',
    ],
  ])('%j, whole', (message, told) => expect(render(message, german)).toBe(told));

  it('has what every recorded run tells', () => {
    const told = Object.values(recordings).flatMap(({ stages, backend }) => [
      backend,
      ...stages.flatMap((s) => [s.title, s.summary ?? []]),
    ]);
    expect(told.flat().length).toBeGreaterThan(150);
    for (const message of told.flat())
      for (const language of [english, german])
        expect(render(message, language)).not.toMatch(/undefined|NaN|\[object|\[[\w-]+\.\w+\]/);
  });

  it('writes numbers, counts and lists as German does', () => {
    const values = { parts: { list: [0.5, { count: 12_345 }, 'c'], join: 'or' } } as const;
    expect(render({ code: 'messages.sentences', values }, german)).toBe('0,5, 12.345 oder c');
  });
});
