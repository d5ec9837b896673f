import { existsSync, renameSync } from 'node:fs';
import { UserError } from '../../shared/failure.ts';

/** What SQLite keeps beside a database: the write-ahead log may hold runs that the database does not have yet. */
const COMPANIONS = ['-wal', '-shm'] as const;

/**
 * Renames a damaged database and its companions to `laboratory-damaged-20261122-153000.sqlite`, never onto a file
 * that is there.
 *
 * @returns The new path of the database.
 * @throws UserError `log-damaged` when another program holds the file (Windows).
 */
export function setAside(path: string, now: Date): string {
  const target = freeName(path, now);
  try {
    // The database first: should the program die between two renames, the next start finds the companions alone and
    // sets them aside too, whereas a database without its companions would pass for a whole one.
    renameSync(path, target);
    renameCompanions(path, target);
  } catch (error) {
    throw new UserError(
      'log-damaged',
      `The experiment log ${path} is damaged and could not be renamed. Close other programs that use it, ` +
        'or rename it yourself, and start again.',
      { cause: error },
    );
  }
  return target;
}

/** Sets aside companions whose database is gone: SQLite would delete them. Returns where they would belong, or null. */
export function setAsideOrphans(path: string, now: Date): string | null {
  if (!existsSync(`${path}-wal`)) return null;
  const target = freeName(path, now);
  renameCompanions(path, target);
  return `${target}-wal`;
}

function renameCompanions(path: string, target: string): void {
  for (const companion of COMPANIONS) {
    if (existsSync(path + companion)) renameSync(path + companion, target + companion);
  }
}

function freeName(path: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const stem = path.replace(/\.sqlite$/, '');
  for (let count = 1; ; count++) {
    const target = `${stem}-damaged-${stamp}${count === 1 ? '' : `-${count}`}.sqlite`;
    if (!['', ...COMPANIONS].some((companion) => existsSync(target + companion))) return target;
  }
}
