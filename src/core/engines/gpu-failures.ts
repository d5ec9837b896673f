/**
 * Codes of errors after which a process cannot use its GPU any more: the device is lost, does not answer, or has reported an
 * error. A new process can.
 */
const GPU_FAILURES: readonly string[] = ['gpu-lost', 'gpu-stuck', 'gpu-failed'];

export const isGpuFailure = (code: string): boolean => GPU_FAILURES.includes(code);
