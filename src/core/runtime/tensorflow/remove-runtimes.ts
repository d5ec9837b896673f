import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withInstallLock } from './install-lock.ts';

/** Names that an installation creates in its folder. Other files are not touched. */
const INSTALLED_NAMES = /^((\.old-)?tensorflow-[\w.-]+|staging-\w+(-old)?|downloads|last-failure\.json)$/;

/** Removes every runtime in a folder, and leftovers of installations. Gives the freed bytes. */
export async function removeRuntimes(folder: string, signal?: AbortSignal): Promise<number> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (names === null) return 0;
  return withInstallLock(
    folder,
    async () => {
      let bytes = 0;
      for (const name of (await readdir(folder)).filter((found) => INSTALLED_NAMES.test(found))) {
        const path = join(folder, name);
        bytes += await sizeOf(path);
        await rm(path, { recursive: true, force: true });
      }
      return bytes;
    },
    { signal },
  );
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  let bytes = 0;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
