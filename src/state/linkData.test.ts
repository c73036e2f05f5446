/** Data that travel in a link: what goes in comes out, and nothing else does. */
import { expect, it, vi } from 'vitest';
import { methods } from '../methods/registry';
import { pack } from '../interchange/packed';
import { OWN } from '../worker/protocol';
import { MOST_IN_LINK, packData, unpackData } from './linkData';
import type { WorkerLike } from './engine';
import { createPlayground, initialState } from './playground';
import { reduce } from './reduce';
import { presentPayload, readLink, shareLink } from './share';
import type { TablePreview } from '../worker/protocol';

const offer = { methods, recordings: false };
const lines = {
  name: 'a few lines',
  source: '{"text":"Größe – 好","label":"a"}',
  options: { form: 'classify', format: 'jsonl', secondColumn: '' },
} as const;
const packed = packData(lines)!;
const opened = initialState(`#dataset=own&data=${packed}&v=5&steps=40`, methods);
const read = (state = opened) =>
  reduce(state, { type: 'data-read', data: { ...lines, packed, preview: {} as TablePreview } }, offer);

it('comes back as it was', () => {
  expect(unpackData(packed)).toEqual(lines);
  expect(packData({ ...lines, source: 'x'.repeat(MOST_IN_LINK + 1) })).toBeUndefined();
});

it.each([
  ['what was cut off', packed.slice(0, -4)],
  ['what is no data', pack(new TextEncoder().encode('[1]'))],
  ['a column that is no text', pack(new TextEncoder().encode('{"name":"a","text":"b","options":{"textColumn":1}}'))],
  ['an option that nobody knows', pack(new TextEncoder().encode('{"name":"a","text":"b","options":{"run":"x"}}'))],
  ['a bomb', pack(new Uint8Array(1_000_000))],
  ['no text at all', '%%%'],
])('refuses %s', (_, text) => expect(unpackData(text)).toBeUndefined());

it('is the chosen data at once, and in the address before and after it was read', () => {
  expect(opened.settings.dataset).toBe(OWN);
  expect(opened.notes).toEqual([]);
  expect(presentPayload(opened).data).toBe(packed);
  expect(presentPayload(reduce(opened, { type: 'set', name: 'method', value: 'bitfit' }, offer)).data).toBe(packed);
  expect(read().payload).toEqual({});
  expect(presentPayload(read()).data).toBe(packed);
  expect(shareLink({ settings: read().settings, hyperparameters: {} }, undefined, presentPayload(read()))).toMatch(
    /v=5&data=/,
  );
  const elsewhere = reduce(read(), { type: 'set', name: 'dataset', value: 'fine_foods' }, offer);
  expect(presentPayload(elsewhere).data).toBeUndefined();
});

it('gives way to the data of another link, and stays with its own', () => {
  const other = packData({ ...lines, source: 'other' })!;
  const go = (text: string) =>
    reduce(
      read(),
      { type: 'adopt', brought: readLink(`#dataset=own&data=${text}&v=5&steps=40`, methods, read()) },
      offer,
    );
  expect(go(other)).toMatchObject({ ownData: undefined, payload: { data: other } });
  expect(go(packed)).toMatchObject({ ownData: lines, payload: {} });
});

it('that can not be read leaves the page with other data', () => {
  const note = { code: 'bad-data' } as const;
  const refused = reduce(opened, { type: 'payload-refused', part: 'data', note }, offer);
  expect(refused).toMatchObject({ payload: {}, notes: [note] });
});

it('is read again when its link is opened again after other data', async () => {
  const worker: WorkerLike = {
    onmessage: null,
    onerror: null,
    postMessage: ({ id }) =>
      queueMicrotask(() =>
        worker.onmessage?.({ data: { reply: id, answer: {} } } as Parameters<NonNullable<WorkerLike['onmessage']>>[0]),
      ),
    terminate: () => undefined,
  };
  const hash = `#dataset=own&data=${packed}&v=5`;
  const { controller, store } = createPlayground({ spawn: () => worker, methods, hash });
  const source = () => store.getState().ownData?.source;
  void controller.takeData();
  await vi.waitFor(() => expect(source()).toBe(lines.source));
  await controller.readData('other', 'a,b', {});
  expect(source()).toBe('a,b');
  controller.openLink(hash);
  void controller.takeData();
  await vi.waitFor(() => expect(source()).toBe(lines.source));
});
