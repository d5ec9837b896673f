import { statfs } from 'node:fs/promises';
import { UserError } from '#shared/failure.ts';

/** Free bytes on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Throws {@link UserError} `disk-full` unless `bytes` fit into `folder`. */
export async function requireFreeSpace(folder: string, bytes: number, free = freeBytes): Promise<void> {
  const available = await free(folder);
  if (available >= bytes) return;
  throw new UserError(
    'disk-full',
    `The installation of native TensorFlow needs ${gigabytes(bytes)} in ${folder}, but only ${gigabytes(available)} are free. Free some disk space, or set NEURAL_SER_NATIVE to a folder on another disk.`,
  );
}

/** `1.8 GB`. */
function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
