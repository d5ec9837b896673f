/** Where ONNX Runtime computes encoders: its execution providers. */

/** The provider for the GPU in the packages of ONNX Runtime, by `process.platform`. */
const GPU_PROVIDERS: Readonly<Partial<Record<NodeJS.Platform, { name: string; title: string }>>> = {
  linux: { name: 'webgpu', title: 'WebGPU' },
  win32: { name: 'dml', title: 'DirectML' },
  darwin: { name: 'coreml', title: 'CoreML' },
};

/** `gpu`: encoders are computed on the GPU. */
const VARIABLE = 'NEURAL_SER_ENCODERS';

interface ExecutionProvider {
  /** As ONNX Runtime names it; what it cannot compute, the CPU computes. */
  name: string;
  title: string;
  /** Why this one, as sentences. */
  reason: string;
}

/**
 * The provider to use. By default the CPU: features must be equal whether they are computed for a training or a prediction,
 * on this computer or another, and a GPU rounds differently.
 */
export function executionProvider(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): ExecutionProvider {
  const gpu = GPU_PROVIDERS[platform];
  const cpu = { name: 'cpu', title: 'CPU' };
  if (gpu === undefined)
    return { ...cpu, reason: 'ONNX Runtime has no provider for the GPU of this system.' };
  if (environment[VARIABLE] === 'gpu') {
    return {
      ...gpu,
      reason: `${VARIABLE}=gpu is set. Features differ a little from those of the CPU, and are kept apart from them.`,
    };
  }
  return {
    ...cpu,
    reason: `Gives equal features for training and prediction. ${gpu.title} computes on the GPU if ${VARIABLE}=gpu is set.`,
  };
}
