import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Failure } from '../../../../shared/failure.ts';
import { TENSORFLOW_VERSION } from './runtime-platform.ts';

const MARKER = 'last-failure.json';
/** Nobody waits at every start for what failed a while ago. */
const AGAIN_HOURS = 24;
/** Found out in no time and before anything is fetched: looked at again at every start. */
const QUICK = ['no-compiler', 'no-node-headers', 'no-addon-source', 'disk-full', 'native-unsupported'];

const markerSchema = z.object({
  tensorflow: z.string(),
  code: z.string(),
  message: z.string(),
  at: z.iso.datetime(),
});
export type FailedInstall = z.infer<typeof markerSchema>;

/** Why the last attempt to install failed; null when there is none to tell of. */
export async function lastFailure(folder: string): Promise<FailedInstall | null> {
  try {
    return markerSchema.parse(JSON.parse(await readFile(join(folder, MARKER), 'utf8')));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (absent || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Whether to leave an attempt that nobody asked for, because the last one failed not long ago. */
export function isTooSoon(failure: FailedInstall | null, now = Date.now()): boolean {
  if (failure === null || failure.tensorflow !== TENSORFLOW_VERSION || QUICK.includes(failure.code))
    return false;
  return now - Date.parse(failure.at) < AGAIN_HOURS * 3_600_000;
}

export async function rememberFailure(folder: string, { code, message }: Failure): Promise<void> {
  const marker: FailedInstall = {
    tensorflow: TENSORFLOW_VERSION,
    code,
    message,
    at: new Date().toISOString(),
  };
  await writeFileAtomic(join(folder, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
}

export async function forgetFailure(folder: string): Promise<void> {
  await rm(join(folder, MARKER), { force: true });
}
