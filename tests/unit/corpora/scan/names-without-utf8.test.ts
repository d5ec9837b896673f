import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder, tinyWav } from '../corpus-folder.ts';

const REASON = /Its name, or that of a folder above it, is not valid UTF-8\. Rename it/;

// Other systems cannot store such names.
test.skipIf(process.platform !== 'linux')(
  'files and folders whose names are not UTF-8 are named as such',
  async () => {
    using folder = corpusFolder(['d/angry/good.wav']);
    const at = (name: string) =>
      Buffer.concat([Buffer.from(`${folder.at('d/angry')}/`), Buffer.from(name, 'latin1')]);
    writeFileSync(at('wütend.wav'), tinyWav({ sound: 'b' }));
    mkdirSync(at('Straße'));
    writeFileSync(at('Straße/c.wav'), tinyWav({ sound: 'c' }));
    const { clips, problems } = await scanFolders([folder.at('d')]);
    expect(clips.map(({ path }) => path)).toEqual([folder.at('d/angry/good.wav')]);
    expect(problems.map(({ code }) => code)).toEqual(['unreadable', 'unreadable']);
    for (const { reason } of problems) expect(reason).toMatch(REASON);
  },
);

test('a file that is really missing is called missing', async () => {
  using folder = corpusFolder(['d/angry/good.wav']);
  const { problems } = await scanFolders([folder.at('d'), folder.at('wütend.wav')]);
  expect(problems).toMatchObject([{ code: 'missing' }]);
});
