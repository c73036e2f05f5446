/** Counts device memory by owner, to the byte: every GPU buffer that is created and destroyed on one device. */
import type { MemoryReading, Owner } from './backend';

export const owners: readonly Owner[] = ['frozen', 'trainable', 'optimizer', 'inputs', 'activations', 'cache'];

const none = (): Record<Owner, number> => ({
  frozen: 0,
  trainable: 0,
  optimizer: 0,
  inputs: 0,
  activations: 0,
  cache: 0,
});

/** Live bytes by owner and the peak with its composition. */
export class MemoryMeter {
  private readonly live = none();
  private total = 0;
  private peak = 0;
  private peakByOwner = none();

  add(owner: Owner, bytes: number): void {
    this.live[owner] += bytes;
    this.total += bytes;
    if (this.total > this.peak) {
      this.peak = this.total;
      this.peakByOwner = { ...this.live };
    }
  }

  remove(owner: Owner, bytes: number): void {
    this.live[owner] -= bytes;
    this.total -= bytes;
  }

  /** Sets what an owner holds, for quantities that are read rather than counted. */
  set(owner: Owner, bytes: number): void {
    this.add(owner, bytes - this.live[owner]);
  }

  of(owner: Owner): number {
    return this.live[owner];
  }

  reading(): MemoryReading {
    return { live: { ...this.live }, total: this.total, peak: this.peak, peakByOwner: { ...this.peakByOwner } };
  }

  resetPeak(): void {
    this.peak = this.total;
    this.peakByOwner = { ...this.live };
  }
}

/**
 * Makes a device report to `meter`. Buffers that are created while `owner()` names one belong to it.
 * @returns a function that undoes it.
 */
export function meterDevice(device: GPUDevice, meter: MemoryMeter, owner: () => Owner): () => void {
  const create = device.createBuffer;
  device.createBuffer = function (descriptor) {
    const buffer = create.call(device, descriptor);
    const who = owner();
    const { size } = descriptor;
    meter.add(who, size);
    const destroy = buffer.destroy;
    let alive = true;
    buffer.destroy = function () {
      // WebGPU allows destroying twice.
      if (alive) meter.remove(who, size);
      alive = false;
      return destroy.call(buffer);
    };
    return buffer;
  };
  return () => {
    device.createBuffer = create;
  };
}
