/** Where ONNX Runtime computes encoders: its execution providers. */

/** The provider for the GPU in the packages of ONNX Runtime, by `process.platform`. */
const GPU_PROVIDERS: Readonly<Partial<Record<NodeJS.Platform, { name: string; title: string }>>> = {
  linux: { name: 'webgpu', title: 'WebGPU' },
  win32: { name: 'dml', title: 'DirectML' },
  darwin: { name: 'coreml', title: 'CoreML' },
};

/** The environment variable that is `gpu` where encoders are computed on the GPU. */
export const ENCODERS = 'NEURAL_SER_ENCODERS';

/** What computes encoders on the GPU of this system, if anything does. */
export const gpuProvider = (platform: NodeJS.Platform = process.platform) => GPU_PROVIDERS[platform] ?? null;

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
  const gpu = gpuProvider(platform);
  const cpu = { name: 'cpu', title: 'CPU' };
  if (gpu === null) return { ...cpu, reason: 'ONNX Runtime has no provider for the GPU of this system.' };
  if (environment[ENCODERS] === 'gpu') {
    return {
      ...gpu,
      reason:
        'The GPU is chosen. Features differ a little from those of the CPU, and are kept apart from them.',
    };
  }
  return {
    ...cpu,
    reason: `Gives equal features for training and prediction. To compute on the GPU by ${gpu.title}, choose it in Settings, or by “computing --encoders gpu”.`,
  };
}
