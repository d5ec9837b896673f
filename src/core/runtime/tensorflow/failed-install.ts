import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TENSORFLOW_VERSION } from '#core/engines/tensorflow/native/runtime-platform.ts';
import { readRegularTextSync } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import type { Failure } from '#shared/failure.ts';

const MARKER = 'last-failure.json';
/** Time before an automatic installation is tried again, so that starts are not slow. */
const RETRY_HOURS = 24;
/** Failures that are found quickly, before anything is fetched; these are checked again at every start. */
const FAST_FAILURES = [
  'no-compiler',
  'no-node-headers',
  'no-addon-source',
  'no-index',
  'disk-full',
  'native-unsupported',
];

const markerSchema = z.object({
  tensorflow: z.string(),
  code: z.string(),
  message: z.string(),
  at: z.iso.datetime(),
});
export type FailedInstall = z.infer<typeof markerSchema>;

/** Why the last installation failed; null when none did. Reads a small file. */
export function lastFailure(folder: string): FailedInstall | null {
  try {
    return markerSchema.parse(JSON.parse(readRegularTextSync(join(folder, MARKER))));
  } catch (error) {
    const absent = /^(ENOENT|ENOTDIR|ENOTFILE)$/.test(String((error as NodeJS.ErrnoException).code));
    if (absent || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Whether to skip an automatic installation because the last one failed recently. */
export function isTooSoon(failure: FailedInstall | null, now = Date.now()): boolean {
  if (failure === null || failure.tensorflow !== TENSORFLOW_VERSION || FAST_FAILURES.includes(failure.code))
    return false;
  return now - Date.parse(failure.at) < RETRY_HOURS * 3_600_000;
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
