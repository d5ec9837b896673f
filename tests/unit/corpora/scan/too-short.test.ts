import { expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { MIN_CLIP_SECONDS } from '#shared/limits.ts';
import { corpusFolder, tinyWav } from '../corpus-folder.ts';

test.each([
  [2, '2 samples, 0.3 ms'],
  [1, '1 sample, 0.1 ms'],
  [100, '100 samples, 12.5 ms'],
  [399, '399 samples, 49.9 ms'],
])('a clip of %i samples at 8 kHz is too short', async (samples, length) => {
  using folder = corpusFolder({ 'd/angry/a.wav': { sound: 'a', seconds: samples / 8000 } });
  const { clips, problems } = await scanFolders([folder.at('d')]);
  expect(clips).toEqual([]);
  expect(problems).toEqual([
    {
      path: folder.at('d/angry/a.wav'),
      code: 'too-short',
      reason: `Too short: ${length}. A clip needs at least 50 ms of sound.`,
    },
  ]);
});

test('a clip of the minimum length is read', async () => {
  using folder = corpusFolder({ 'd/angry/a.wav': { sound: 'a', seconds: MIN_CLIP_SECONDS } });
  expect((await scanFolders([folder.at('d')])).clips).toHaveLength(1);
});

test('a truncated file with too little sound is too short, and the reason says why', async () => {
  const cut = tinyWav({ sound: 'a', seconds: 1 }).slice(0, 44 + 200);
  using folder = corpusFolder({ 'd/angry/a.wav': cut });
  const { problems } = await scanFolders([folder.at('d')]);
  expect(problems.map(({ reason }) => reason)).toEqual([
    'Too short: 100 samples, 12.5 ms (truncated: 0.01 of 1.00 s). A clip needs at least 50 ms of sound.',
  ]);
});
