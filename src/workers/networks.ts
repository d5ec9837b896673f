import { extname } from 'node:path';
import { createNetworkProcess, type NetworkProcess } from '#core/features/encoder/network-process.ts';
import { forkProcess, scrubbedEnvironment } from '#core/system/forked-process.ts';

/**
 * The process for the networks of encoders of this process or thread. @param script The URL of its script, beside which
 * `reader-process` is; in a build both have the same extension.
 */
export function networksBeside(script: string): NetworkProcess {
  const entry = new URL(`reader-process${extname(script)}`, script);
  return createNetworkProcess({ start: () => forkProcess(entry, scrubbedEnvironment(process.env)) });
}
