import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createScanMemory } from '#core/corpora/scan/scan-memory.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { SHARED } from '../../../shared-folder.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** Real clips beside the checkout. Their licences do not allow them in the repository. */
const data = path.join(SHARED, 'data');

describe.skipIf(!existsSync(data))(
  'published clips beside the checkout (../shared/data, skipped if missing)',
  () => {
    test('originals: two corpora, one file in the folder of another actor', async () => {
      const scan = await scanFolders([path.join(data, 'originals')]);
      expect(
        scan.corpora.map((corpus) => [
          corpus.name,
          corpus.clips,
          corpus.speakers,
          [...EMOTIONS, 'calm'].map((e) => corpus.emotions[e] ?? 0),
        ]),
      ).toEqual([
        ['RAVDESS', 25, 8, [3, 3, 3, 2, 3, 3, 4, 4]],
        ['TESS', 42, 2, [6, 6, 6, 6, 6, 6, 6, 0]],
      ]);
      expect(scan.problems.map((problem) => [problem.code, path.relative(data, problem.path)])).toEqual([
        ['contradiction', path.join('originals', 'ravdess', 'Actor_05', '03-01-05-01-01-01-02.wav')],
      ]);
      const count = (values: unknown[]) =>
        Object.fromEntries(
          Map.groupBy(values, String)
            .entries()
            .map(([k, v]) => [k, v.length]),
        );
      expect(count(scan.clips.map((clip) => `${clip.corpus} ${clip.sampleRateHz} ${clip.channels}`))).toEqual(
        {
          'RAVDESS 22050 1': 7,
          'RAVDESS 48000 1': 16,
          'RAVDESS 48000 2': 2,
          'TESS 24414 1': 42,
        },
      );
      expect(
        scan.clips
          .filter((clip) => clip.warning !== null)
          .map((clip) => [path.basename(clip.path), clip.speaker]),
      ).toEqual([['OA_bite_neutral.wav', 'TESS/OAF']]);
      expect(count(scan.clips.map((clip) => clip.speaker))).toMatchObject({ 'TESS/OAF': 21, 'TESS/YAF': 21 });
      expect(
        new Set(scan.clips.filter((clip) => clip.corpus === 'TESS').map((clip) => clip.sentence)),
      ).toEqual(new Set(['TESS/back', 'TESS/bar', 'TESS/base', 'TESS/bite']));
    });

    test('ravdess-16k: 720 clips of 12 actors, and the same from memory', async () => {
      const memory = createScanMemory();
      const scan = await scanFolders([path.join(data, 'ravdess-16k')], { memory });
      expect(scan.problems).toEqual([]);
      expect(scan.corpora).toEqual([
        {
          name: 'RAVDESS',
          layout: 'ravdess',
          folder: path.join(data, 'ravdess-16k'),
          clips: 720,
          speakers: 12,
          emotions: {
            ...{ angry: 96, disgust: 96, fear: 96, happy: 96, neutral: 48, calm: 96, sad: 96, surprise: 96 },
          },
          synthetic: false,
          key: expect.any(String),
        },
      ]);
      expect(scan.clips.filter((clip) => clip.code === '02')).toHaveLength(96);
      expect(scan.clips.filter((clip) => clip.sex === 'female')).toHaveLength(360);
      expect(scan.clips.filter((clip) => clip.intensity === 'strong')).toHaveLength(336);
      expect(new Set(scan.clips.map((clip) => clip.fingerprint)).size).toBe(720);
      expect(await scanFolders([path.join(data, 'ravdess-16k')], { memory })).toEqual(scan);
    });

    test('resampled and original clips are two corpora with the same actors', async () => {
      const scan = await scanFolders([
        path.join(data, 'ravdess-16k', 'Actor_01'),
        path.join(data, 'originals', 'ravdess'),
      ]);
      expect(scan.corpora.map((corpus) => [corpus.name, corpus.clips])).toEqual([
        ['RAVDESS', 60],
        ['RAVDESS 2', 25],
      ]);
      expect(new Set(scan.clips.map((clip) => clip.speaker)).size).toBe(8);
    });

    test('does not follow a link from another folder', async () => {
      using folder = corpusFolder([]);
      mkdirSync(folder.at('x'));
      symlinkSync(path.join(data, 'originals'), folder.at('x/originals'));
      const scan = await scanFolders([folder.path]);
      expect([scan.clips.length, scan.problems.map((problem) => problem.code)]).toEqual([0, ['outside']]);
    });
  },
);
