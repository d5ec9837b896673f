import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolder } from '#core/laboratory/library/folder-listing.ts';
import { temporaryFolder } from '../laboratory-services.ts';

describe('a folder', () => {
  test('is listed with sorted folders and the number of sounds, without hidden files', async () => {
    const folder = temporaryFolder();
    for (const name of ['Actor_10', 'Actor_2', '.git', 'é 漢']) mkdirSync(join(folder, name));
    for (const name of ['a.wav', 'b.MP3', 'c.txt', '._a.wav']) writeFileSync(join(folder, name), '');
    symlinkSync(join(folder, 'Actor_2'), join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
    symlinkSync(join(folder, 'c.txt'), join(folder, 'text'));
    const listing = await listFolder(`${folder}/`);
    expect(listing).toMatchObject({ folder, parent: join(folder, '..'), sounds: 2 });
    expect(listing.folders.map(({ name }) => name)).toEqual(['Actor_2', 'Actor_10', 'é 漢', 'link']);
    expect(listing.folders[0].path).toBe(join(folder, 'Actor_2'));
  });

  test('is the home folder if none is given', async () => {
    const { folder, places } = await listFolder(null);
    expect(folder).toBe(homedir());
    expect(places[0]).toEqual({ name: 'Home', path: homedir() });
  });

  test('at the root has no parent', async () => {
    const { parent } = await listFolder(process.platform === 'win32' ? 'C:\\' : '/');
    expect(parent).toBeNull();
  });

  test('that is missing or a file is rejected', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    rmSync(join(folder, 'gone'), { force: true });
    await expect(listFolder(join(folder, 'gone'))).rejects.toMatchObject({ code: 'folder-missing' });
    await expect(listFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'not-a-folder' });
    await expect(listFolder('nul\0l')).rejects.toMatchObject({ name: 'UserError' });
  });
});
