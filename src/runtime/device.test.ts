/** When a device counts as lost. */
import { describe, expect, it } from 'vitest';
import { requestDevice } from './device';

/** An adapter whose device ends as a browser's does. */
function adapter() {
  let lose: (info: { reason: string; message: string }) => void = () => undefined;
  const device = {
    lost: new Promise((resolve) => {
      lose = resolve;
    }),
    destroy: () => lose({ reason: 'destroyed', message: '' }),
  };
  const given = { limits: {}, features: new Set(), info: { vendor: 'x', architecture: 'y' } };
  return { device, adapter: { ...given, requestDevice: () => Promise.resolve(device) } as unknown as GPUAdapter };
}

const settled = (lost: Promise<unknown>) =>
  Promise.race([lost.then(() => true), new Promise((resolve) => setTimeout(resolve, 5)).then(() => false)]);

describe('a device', () => {
  it('that was destroyed by others is lost', async () => {
    const { adapter: chosen, device } = adapter();
    const { lost } = await requestDevice(chosen);
    device.destroy();
    expect(await settled(lost)).toBe(true);
  });

  it('that was released here is not', async () => {
    const { lost, release } = await requestDevice(adapter().adapter);
    release();
    expect(await settled(lost)).toBe(false);
  });
});
