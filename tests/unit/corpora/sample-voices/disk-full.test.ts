import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';

const disk = vi.hoisted(() => ({ freeFiles: Number.POSITIVE_INFINITY, code: 'ENOSPC' }));

// A disk with room for a limited number of files. Everything else is real.
vi.mock('#core/system/write-whole-file.ts', async (importOriginal) => {
  const real = await importOriginal<{
    writeWholeFile: (file: string, data: string | Buffer) => Promise<void>;
  }>();
  return {
    ...real,
    writeWholeFile: async (file: string, data: string | Buffer): Promise<void> => {
      if (disk.freeFiles-- <= 0) throw Object.assign(new Error(`${disk.code}: write`), { code: disk.code });
      await real.writeWholeFile(file, data);
    },
  };
});

const scratch = mkdtempSync(path.join(tmpdir(), 'sample-voices-full-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const options = { layout: 'savee', speakers: 1, clipsPerEmotion: 2, seed: 1 } as const;

it.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EROFS', 'folder-not-writable'],
  ['EACCES', 'folder-not-writable'],
])('reports %s, keeps the written files and continues from there', async (code, expected) => {
  const folder = path.join(scratch, code);
  disk.code = code;
  disk.freeFiles = 6;
  await expect(writeSampleVoices({ ...options, folder })).rejects.toMatchObject({
    name: 'UserError',
    code: expected,
    message: expect.stringContaining(folder),
  });
  expect(readdirSync(path.join(folder, 'ALL'))).toHaveLength(5);
  disk.freeFiles = Number.POSITIVE_INFINITY;
  await expect(writeSampleVoices({ ...options, folder })).resolves.toMatchObject({ clips: 14 });
  expect(readdirSync(path.join(folder, 'ALL'))).toHaveLength(14);
});

it('passes on an error that does not come from the disk', async () => {
  disk.code = 'defect';
  disk.freeFiles = 3;
  await expect(
    writeSampleVoices({ ...options, folder: path.join(scratch, 'defect') }),
  ).rejects.not.toMatchObject({
    name: 'UserError',
  });
  disk.freeFiles = Number.POSITIVE_INFINITY;
});
