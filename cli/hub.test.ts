/** `cli train hf:owner/name`: models and data of the Hub in a terminal, kept in a folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHub, type StandInHub } from '../scripts/hub/server';
import { hubFolder, type HubFolder } from '../test/hubFolder';
import { run } from './program';

let files: HubFolder;
let hub: StandInHub;
const cache = mkdtempSync(join(tmpdir(), 'cache-'));

async function cli(...args: string[]) {
  let [out, err] = ['', ''];
  const status = await run(args, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    interactive: false,
  });
  return { status, out, err };
}

beforeAll(async () => {
  files = hubFolder();
  hub = await startHub({ folder: files.folder });
  Object.assign(process.env, { HF_ENDPOINT: hub.address, XDG_CACHE_HOME: cache });
});
afterAll(async () => {
  await hub.close();
  files.remove();
  rmSync(cache, { recursive: true });
});

it('trains a model of the Hub on data of the Hub, and asks for nothing twice', async () => {
  const args = ['train', 'hf:tiny/encoder', '--data', 'hf:tiny/reviews?label=label', '--method', 'lora', '--json'];
  const { status, out, err } = await cli(...args, '--steps', '3', '--batch', '2', '--length', '16');
  expect(err).not.toMatch(/hf:.*refused/);
  expect(status).toBe(0);
  const result = JSON.parse(out) as { data: { name: string }; config: { dataset: string } };
  expect(result.config.dataset).toBe('hf:tiny/reviews?label=label');
  const large = () => hub.log.filter((line) => line.includes('/cdn/')).length;
  const before = large();
  expect((await cli('inspect', 'hf:tiny/encoder', '--json')).status).toBe(0);
  expect(large()).toBe(before);
});

it('refuses with status 2 and a sentence', async () => {
  const { status, err } = await cli('inspect', 'hf:nobody/nothing');
  expect([status, err]).toEqual([2, expect.stringContaining('no public repository "nobody/nothing"')]);
  expect((await cli('inspect', 'hf:../x')).err).toContain("can't be a name");
});
