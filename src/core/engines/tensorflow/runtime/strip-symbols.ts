import { type RunProgram, runProgram } from './run-program.ts';

/**
 * Takes what only a debugger reads out of a library: a quarter of TensorFlow. Where there is no `strip`, or it fails,
 * the library stays as it is, which works as well. Gives whether it was done.
 */
export async function stripSymbols(
  library: string,
  { run = runProgram, signal }: { run?: RunProgram; signal?: AbortSignal } = {},
): Promise<boolean> {
  // Apple's strip spoils the signature that its loader insists on.
  if (process.platform !== 'linux') return false;
  const answer = await run('strip', ['--strip-unneeded', library], { signal, timeoutSeconds: 300 });
  return answer?.code === 0;
}
