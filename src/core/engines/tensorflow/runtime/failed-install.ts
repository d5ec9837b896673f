import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Failure } from '../../../../shared/failure.ts';
import { writeWholeFile } from '../../../files/write-whole-file.ts';
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

/** Why the last attempt to install failed; null when there is none to tell of. Reads a small file. */
export function lastFailure(folder: string): FailedInstall | null {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(join(folder, MARKER), 'utf8')));
  } catch (error) {
    const absent = /^(ENOENT|ENOTDIR)$/.test(String((error as NodeJS.ErrnoException).code));
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
  await writeWholeFile(join(folder, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
}

export async function forgetFailure(folder: string): Promise<void> {
  await rm(join(folder, MARKER), { force: true });
}
