/** Counts compute dispatches: how many kernels a step launches. */

let count = 0;
let installed = false;

/** Total since the page started; take differences. Starts counting at the first call, once WebGPU's classes exist. */
export function dispatchCount(): number {
  if (!installed && typeof GPUComputePassEncoder !== 'undefined') {
    installed = true;
    const prototype = GPUComputePassEncoder.prototype;
    const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = prototype;
    prototype.dispatchWorkgroups = function (...sizes) {
      count++;
      return dispatchWorkgroups.apply(this, sizes);
    };
    prototype.dispatchWorkgroupsIndirect = function (...where) {
      count++;
      return dispatchWorkgroupsIndirect.apply(this, where);
    };
  }
  return count;
}
