/** Operators that onnxruntime's native WebGPU provider runs on the GPU (measured with 1.30), for float32 and int32. */
export const gpuOps: ReadonlySet<string> = new Set([
  'Abs', 'Neg', 'Exp', 'Erf', 'Tanh', 'Sigmoid', 'Relu', 'Floor', 'Ceil', 'Sin', 'Cos', 'Softplus', 'HardSigmoid', 'HardSwish', 'Identity', 'Elu',
  'LeakyRelu', 'Mish', 'Log', 'Sqrt', 'Reciprocal', 'Not', 'Gelu', 'Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'PRelu', 'And', 'Equal', 'Greater',
  'Less', 'GreaterOrEqual', 'LessOrEqual', 'Where', 'Clip', 'Cast', 'ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1',
  'ReduceL2', 'ReduceSumSquare', 'ReduceLogSumExp', 'ArgMax', 'ArgMin', 'CumSum', 'Softmax', 'LayerNormalization', 'MatMul', 'Gemm', 'Gather',
  'GatherElements', 'GatherND', 'ScatterElements', 'ScatterND', 'Trilu', 'Range', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Transpose', 'Concat',
  'Split', 'Slice', 'Expand', 'Tile', 'Pad',
]);
