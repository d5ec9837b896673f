import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip, readBytes, readText } from '#core/system/zip-archive.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { changeZip, directoryEntries, writeZip } from '../../zip-files.ts';

const zipOf = (files: Record<string, Buffer | string>) => {
  const path = join(temporaryFolder(), 'archive.zip');
  writeZip(path, files);
  return path;
};
const damage = (path: string) =>
  expect.objectContaining({ code: 'corrupted', message: expect.stringContaining(path) });

describe('openZip', () => {
  it('gives the files of an archive and their content', async () => {
    using zip = await openZip(zipOf({ 'a.txt': 'first', 'b/c.txt': 'second' }));
    expect([...zip.entries.keys()]).toEqual(['a.txt', 'b/c.txt']);
    expect(await readText(zip, 'b/c.txt')).toBe('second');
    expect(await readText(zip, 'none')).toBeNull();
  });

  it.each(['../a.txt', '/a.txt', 'C:/a.txt', 'b\\..\\..\\a.txt'])('rejects the name %s', async (name) => {
    const path = zipOf({ [name]: 'evil' });
    await expect(openZip(path)).rejects.toEqual(damage(path));
  });

  it('rejects two files of the same name', async () => {
    const path = changeZip(zipOf({ 'a.txt': 'first', 'b.txt': 'second' }), (content) => {
      content.write('a.txt', directoryEntries(content)[1]! + 46);
    });
    await expect(openZip(path)).rejects.toThrow(/two files named a\.txt/);
  });

  it('rejects a symbolic link', async () => {
    const path = changeZip(zipOf({ link: '/etc/passwd' }), (content) => {
      const entry = directoryEntries(content)[0]!;
      content.writeUInt16LE(0x0314, entry + 4);
      content.writeUInt32LE((0o120777 << 16) >>> 0, entry + 38);
    });
    await expect(openZip(path)).rejects.toThrow(/link is a symbolic link/);
  });

  it('rejects an encrypted file', async () => {
    const path = changeZip(zipOf({ 'a.txt': 'secret' }), (content) => {
      for (const at of [content.indexOf('PK\u0003\u0004') + 6, directoryEntries(content)[0]! + 8])
        content.writeUInt16LE(content.readUInt16LE(at) | 1, at);
    });
    await expect(openZip(path)).rejects.toThrow(/a\.txt is encrypted/);
  });

  it('rejects more files and more bytes than are allowed', async () => {
    const path = zipOf({ 'a.txt': 'x'.repeat(1000), 'b.txt': 'y'.repeat(1000) });
    await expect(openZip(path, { entries: 1 })).rejects.toThrow(/2 files, which is too many/);
    await expect(openZip(path, { bytes: 1999 })).rejects.toThrow(/more than 1999 bytes/);
    (await openZip(path, { entries: 2, bytes: 2000 }))[Symbol.dispose]();
  });
});

describe('readBytes', () => {
  it('rejects a file whose stated size is too large, without unpacking it', async () => {
    using zip = await openZip(zipOf({ 'bomb.json': Buffer.alloc(10_000_000) }));
    await expect(readBytes(zip, 'bomb.json', 9_999_999)).rejects.toThrow(
      /10000000 bytes, which is too large/,
    );
  });

  it('stops unpacking a file that is larger than its stated size', async () => {
    const path = changeZip(zipOf({ 'bomb.json': Buffer.alloc(50_000_000) }), (content) => {
      for (const at of [content.indexOf('PK\u0003\u0004') + 22, directoryEntries(content)[0]! + 24])
        content.writeUInt32LE(1000, at);
    });
    using zip = await openZip(path);
    await expect(readBytes(zip, 'bomb.json', 2000)).rejects.toMatchObject({ code: 'corrupted' });
  });
});
