/**
 * The GPU device: our own, with all the adapter offers, so that large models fit and half precision is there where it
 * exists.
 */
import type { Message } from '../messages/message';
import { BackendError } from './errors';
import { says } from './messages';

export interface OwnDevice {
  readonly device: GPUDevice;
  /** For people: "Apple M2", "SwiftShader (software)". */
  readonly name: string;
  /** Runs on the CPU: correct, but far slower than the WASM backend. */
  readonly software: boolean;
  /** Settles with what to tell when the device is lost, for any other reason than `release`. */
  readonly lost: Promise<Message>;
  /** Destroys the device: nobody uses it any more. */
  readonly release: () => void;
}

const optionalFeatures = ['shader-f16', 'subgroups', 'timestamp-query'] as GPUFeatureName[];

/**
 * Limits that large weights and wide kernels need; the defaults (128 MB a binding) are too small for GPT-2's embedding.
 */
const raisedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
  'maxBindGroups',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Asks for an adapter. @throws BackendError that says why there is none. */
export async function requestAdapter(): Promise<GPUAdapter> {
  const gpu = typeof navigator === 'undefined' ? undefined : (navigator as Navigator & { gpu?: GPU }).gpu;
  if (!gpu) {
    const insecure = typeof isSecureContext === 'boolean' && !isSecureContext;
    throw new BackendError('no-webgpu', insecure ? says.insecurePage : says.noWebGpu);
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch((cause: unknown) => {
    throw new BackendError('adapter-refused', says.accessRefused, { cause });
  });
  if (!adapter) throw new BackendError('adapter-refused', says.noAdapter);
  return adapter;
}

/** "Vendor architecture" or the description, as far as the browser tells. */
export function adapterName(adapter: GPUAdapter): { name: string; software: boolean } {
  const info = adapter.info;
  const name = info.description || [info.vendor, info.architecture || info.device].filter(Boolean).join(' ') || 'GPU';
  const fallback = (info as GPUAdapterInfo & { isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return {
    name,
    software:
      fallback || /swiftshader|llvmpipe|software|basic render/i.test(`${name} ${info.vendor} ${info.architecture}`),
  };
}

/** Requests the device. @throws BackendError. */
export async function requestDevice(adapter?: GPUAdapter): Promise<OwnDevice> {
  const chosen = adapter ?? (await requestAdapter());
  const requiredLimits: Record<string, number> = {};
  for (const limit of raisedLimits) requiredLimits[limit] = chosen.limits[limit];
  const requiredFeatures = optionalFeatures.filter((feature) => chosen.features.has(feature));
  const device = await chosen
    .requestDevice({ requiredFeatures, requiredLimits, label: 'peft-playground' })
    .catch((cause: unknown) => {
      throw new BackendError('adapter-refused', says.deviceRefused, { cause });
    });
  // A browser that destroys devices on its own names the same reason as for those that are released here.
  let released = false;
  const lost = new Promise<Message>((resolve) => {
    void device.lost.then((info) => {
      if (!released) resolve(says.deviceLost({ reason: info.message || says.noReason }));
    });
  });
  const release = () => {
    released = true;
    device.destroy();
  };
  return { device, ...adapterName(chosen), lost, release };
}
