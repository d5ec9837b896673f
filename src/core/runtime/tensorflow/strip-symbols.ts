import { type RunProgram, runProgram } from '#core/system/run-program.ts';

/**
 * Removes the debug symbols from a library: a quarter of TensorFlow. Where there is no `strip`, or it fails, the
 * library stays unchanged and still works. Gives whether symbols were removed.
 */
export async function stripSymbols(
  library: string,
  { run = runProgram, signal }: { run?: RunProgram; signal?: AbortSignal } = {},
): Promise<boolean> {
  // Apple's strip breaks the signature that its loader requires.
  if (process.platform !== 'linux') return false;
  const answer = await run('strip', ['--strip-unneeded', library], { signal, timeoutSeconds: 300 });
  return answer?.code === 0;
}
