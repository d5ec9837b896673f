import { statfs } from 'node:fs/promises';
import { UserError } from '../../../../shared/failure.ts';

/** Bytes that may still be written in a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Throws {@link UserError} `disk-full` unless `bytes` fit into `folder`. */
export async function requireRoom(folder: string, bytes: number, free = freeBytes): Promise<void> {
  const room = await free(folder);
  if (room >= bytes) return;
  throw new UserError(
    'disk-full',
    `Native TensorFlow needs ${gigabytes(bytes)} in ${folder} while it is installed; there are ${gigabytes(room)}. Make room, or set NEURAL_SER_NATIVE to a folder on another disk.`,
  );
}

/** `1.8 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
