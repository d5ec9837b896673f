import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { asUserError } from '#core/database/sqlite-errors.ts';

const disk = vi.hoisted(() => ({ blocks: 0 }));
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  statfsSync: () => ({ bavail: disk.blocks, bsize: 4096 }),
}));

const path = join(tmpdir(), 'laboratory.sqlite');
const failure = () => asUserError(new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_SHMSIZE'), path);

describe('an error of the disk in SQLite', () => {
  it('is called a full disk where there is no space, and an error of the disk elsewhere', () => {
    disk.blocks = 3;
    expect(failure()).toMatchObject({ code: 'disk-full' });
    disk.blocks = 1000;
    expect(failure()).toMatchObject({ code: 'disk-error' });
  });
});
