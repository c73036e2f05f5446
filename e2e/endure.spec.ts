/** The short form of `npm run endure`: what is done again and again leaves nothing behind. */
import { expect, test } from '@playwright/test';
import { Meter, overhear, ownModel, trainTo, wholeRun } from './endurance';
import { open } from './page';

const small = 'backend=wasm&dataset=languages&batchSize=4&sequenceLength=16&evaluateEvery=0&seed=5';
/** Bytes of heap that may be compiled code and the browser's own records of how long things took. */
const CODE = 2e6;

test('own models, runs and steps leave nothing behind', async ({ page }) => {
  await overhear(page);
  const { errors } = await open(page, `${small}&steps=3`);
  const meter = await Meter.of(page);

  // The first brings parts of the page that come when they are needed. Listeners vary by a few with what was
  // hovered; a dialog that stays is seen in the nodes.
  for (let i = 0; i < 2; i++) await ownModel(page);
  const two = await meter.held();
  await ownModel(page);
  const three = await meter.held();
  expect.soft(three.nodes, 'DOM nodes after three own models').toBe(two.nodes);

  // The second run is the first that comes after another.
  for (let i = 0; i < 2; i++) await wholeRun(page);
  const before = await meter.held();
  await wholeRun(page);
  const after = await meter.held();
  expect(before.device).toBeGreaterThan(1e6);
  expect.soft(after.device, 'bytes of the device after three runs').toBe(before.device);
  expect.soft(after.nodes, 'DOM nodes after three runs').toBe(before.nodes);
  expect.soft(after.heap, 'heap of the page after three runs').toBeLessThan(before.heap + CODE);
  expect.soft(after.workers, 'heap of the worker after three runs').toBeLessThan(before.workers + CODE);
  expect(errors).toEqual([]);
});

test('sixty more steps of a run leave nothing behind but its curve', async ({ page }) => {
  await overhear(page);
  await open(page, `${small}&steps=20000`);
  const meter = await Meter.of(page);
  await trainTo(page, 40);
  const before = await meter.held();
  await trainTo(page, 100);
  const after = await meter.held();
  expect(before.device).toBeGreaterThan(1e6);
  expect.soft(after.device, 'bytes of the device').toBe(before.device);
  expect.soft(after.cache, 'bytes that the runtime keeps').toBe(before.cache);
  expect.soft(after.heap, 'heap of the page').toBeLessThan(before.heap + CODE);
});
