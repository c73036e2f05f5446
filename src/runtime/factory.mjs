// What onnxruntime is given in the place of its own loader (see loadWasmRuntime): a module with an address of this
// origin, because the page's Content-Security-Policy takes no module from elsewhere.
export default globalThis.peftPlaygroundRuntimeFactory;
