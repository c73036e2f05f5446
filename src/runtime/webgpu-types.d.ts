/** WebGPU's types, until TypeScript's DOM library has them. */
/// <reference types="@webgpu/types" />
