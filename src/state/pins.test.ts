/** Pinned texts in settings, links and the run: what is kept of them, and what a cut or hostile link becomes. */
import { expect, it } from 'vitest';
import { inEnglish } from '../messages/message';
import { withLook, type Look, type Pinned } from '../session/pinned';
import { methods } from '../methods/registry';
import { encode } from './hash';
import { LONGEST_PIN, MOST_PINS, readPins, soundPins, writePins } from './pins';
import { emptyRun, follow } from './run';
import { readLink } from './share';
import { setUp } from './scriptedWorker.testing';

const lora = methods.find(({ id }) => id === 'lora')!;

const read = (hash: string) => {
  const { settings, notes } = readLink(hash, methods);
  return {
    pins: readPins(settings.pins),
    told: notes.map(({ detail }) => (typeof detail === 'object' ? inEnglish(detail) : detail)),
  };
};

it.each([
  [[{ text: 'Stale & old: 100 % #bad, ~ok?' }]],
  [[{ text: 'طعام لذيذ جدا' }, { text: '食べ物はとても美味しい 🍜' }]],
  [[{ text: 'How long?', second: 'Is it safe + sound?' }]],
  [Array.from({ length: MOST_PINS }, (_, i) => ({ text: '猫'.repeat(LONGEST_PIN - 1) + String(i) }))],
])('travels in a link: %j', (pins) => {
  const { settings, hyperparameters } = readLink('#model=tiny-encoder&r=4', methods);
  const link = encode({ settings: { ...settings, pins: writePins(pins) }, hyperparameters }, lora);
  // Behind what the run is, so that a cut takes it first.
  expect(link).toMatch(/r=4&pins=[^&]*$/);
  const back = readLink(`#${link}`, methods);
  expect(readPins(back.settings.pins)).toEqual(pins);
  expect(back.hyperparameters).toEqual(hyperparameters);
  expect(back.notes).toEqual([]);
  // Wherever it is cut: nothing is thrown, the run is the same, and it is told.
  for (let length = link.indexOf('pins=') + 6; length < link.length; length += Math.ceil(link.length / 40)) {
    const cut = readLink(`#${link.slice(0, length)}`, methods);
    expect(cut.hyperparameters).toEqual(hyperparameters);
    expect(cut.notes.length).toBeLessThanOrEqual(1);
  }
});

it('says of a cut or hostile link what became of it', () => {
  expect(read('#pins=One%0ATwo%0')).toEqual({
    pins: [{ text: 'One' }, { text: 'Two%0' }],
    told: ['The link was cut off: the last of its pinned texts may lack its end.'],
  });
  expect(read('#pins=%0A%09%0A%00%E2%80%AE').told).toEqual([
    "The pinned texts of the link can't be read. Examples of the data stand in their place.",
  ]);
  expect(read('#pins=').told).toEqual([]);
  const long = read(`#pins=${'word '.repeat(10_000)}%0A`);
  expect([...long.pins[0]!.text].length).toBeLessThanOrEqual(LONGEST_PIN);
  expect(read(`#pins=${Array.from({ length: 50 }, (_, i) => i).join('%0A')}%0A`).pins).toHaveLength(MOST_PINS);
  expect(soundPins('\u202Eabc\u202C\ud800\n')).toBe('abc\n');
  expect(soundPins('same\nsame\n')).toBe('same\n');
});

it('keeps looks few, the first and the last among them, and none of later steps than the newest', () => {
  let looks: readonly Look[] = [];
  for (let step = 0; step <= 100; step++) looks = withLook(looks, { step, answers: [] }, 16);
  expect(looks.length).toBeLessThanOrEqual(16);
  expect([looks[0]!.step, looks.at(-1)!.step]).toEqual([0, 100]);
  expect(looks.map(({ step }) => step)).toEqual([...looks].map(({ step }) => step).sort((a, b) => a - b));
  expect(withLook(looks, { step: 0, answers: [] })).toHaveLength(1);
});

it('belongs to the run as the worker tells it; another pinning begins anew', () => {
  const pinned: Pinned = { task: 'classification', labels: ['a'], rows: [], base: [] };
  let run = follow(emptyRun, { notice: 'pinned', pinned });
  run = follow(run, { notice: 'looked', look: { step: 0, answers: [{ shares: [1] }] } });
  run = follow(run, { notice: 'looked', look: { step: 5, answers: [{ shares: [1] }] } });
  expect(run).toMatchObject({ pinned, looks: [{ step: 0 }, { step: 5 }] });
  // The same texts again: the run goes on; others begin anew.
  expect(follow(run, { notice: 'pinned', pinned }).looks).toHaveLength(2);
  const others = { ...pinned, rows: [{ own: true, text: 'a' }] };
  expect(follow(run, { notice: 'pinned', pinned: others }).looks).toEqual([]);
});

it('is looked at from the moment a run is built, and again when it changes, and leaves the run as it is', async () => {
  const { controller, worker, store } = setUp('#model=tiny-encoder&pins=Mine%0A');
  await controller.build();
  expect(worker().last('pin')?.argument).toEqual({ texts: [{ text: 'Mine' }] });
  const before = worker().requests.length;
  controller.set('pins', writePins([{ text: 'Mine' }, { text: 'Yours' }]));
  expect(worker().last('pin')?.argument.texts).toHaveLength(2);
  await controller.build();
  expect(
    worker()
      .requests.slice(before)
      .map(({ call }) => call),
  ).toEqual(['pin']);
  // Another method keeps them, another task does not.
  controller.set('method', 'bitfit');
  expect(readPins(store.getState().settings.pins)).toHaveLength(2);
  controller.set('dataset', 'brown_tags');
  expect(store.getState().settings.pins).toBe('');
});
