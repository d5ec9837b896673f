import { existsSync, renameSync } from 'node:fs';
import { UserError } from '#shared/failure.ts';

/** Files that SQLite keeps beside a database. The write-ahead log may hold runs that are not in the database yet. */
const COMPANIONS = ['-wal', '-shm'] as const;

/**
 * Renames a damaged database and its companions to `laboratory-damaged-20261122-153000.sqlite`. Never overwrites an
 * existing file.
 *
 * @returns The new path of the database.
 * @throws UserError `log-damaged` if another program has the file open (Windows).
 */
export function quarantine(path: string, now: Date): string {
  const target = unusedPath(path, now);
  try {
    // Renames the database first. If the program ends between two renames, the next start finds only the companions and
    // renames them too. A database without its companions would look complete.
    renameSync(path, target);
    renameCompanions(path, target);
  } catch (error) {
    throw new UserError(
      'log-damaged',
      `The experiment log ${path} is damaged and could not be renamed. Close other programs that use it, ` +
        'or rename it yourself. Then start neural-SER again.',
      { cause: error },
    );
  }
  return target;
}

/** Renames companions without a database, because SQLite would delete them. Returns the new path, or null. */
export function quarantineOrphans(path: string, now: Date): string | null {
  if (!existsSync(`${path}-wal`)) return null;
  const target = unusedPath(path, now);
  renameCompanions(path, target);
  return `${target}-wal`;
}

function renameCompanions(path: string, target: string): void {
  for (const companion of COMPANIONS) {
    if (existsSync(path + companion)) renameSync(path + companion, target + companion);
  }
}

function unusedPath(path: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const stem = path.replace(/\.sqlite$/, '');
  for (let count = 1; ; count++) {
    const target = `${stem}-damaged-${stamp}${count === 1 ? '' : `-${count}`}.sqlite`;
    if (!['', ...COMPANIONS].some((companion) => existsSync(target + companion))) return target;
  }
}
