/** Where onnxruntime's own files are served from: one address each, for loading them and for keeping them. */
export interface RuntimeFiles {
  readonly mjs: string;
  readonly wasm: string;
}

// The same expressions work in Node (file URLs) and in Vite (which copies the files beside the bundle, 14 and 27 MB,
// not inlined).
export const runtimeFiles: Record<'wasm' | 'webgpu', RuntimeFiles> = {
  wasm: {
    mjs: new URL('../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.mjs', import.meta.url).href,
    wasm: new URL('../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', import.meta.url).href,
  },
  webgpu: {
    mjs: new URL('../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url).href,
    wasm: new URL('../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href,
  },
};
