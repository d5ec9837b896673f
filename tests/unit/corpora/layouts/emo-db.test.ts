import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LAYOUT_READERS } from '#core/corpora/layouts/registry.ts';
import { readPublishedName } from '#core/corpora/scan/detect-layout.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { voicesOf } from '#core/corpora/scan/voices.ts';
import { underLabelSet } from '#core/corpora/under-label-set.ts';
import { LABEL_SETS } from '#shared/label-sets.ts';

const REAL = path.resolve('../shared/data/emodb-flac');

test.skipIf(!existsSync(REAL))('the names of the whole published EMO-DB', () => {
  const stems = readdirSync(REAL).map((file) => path.parse(file).name);
  expect(LAYOUT_READERS['emo-db'].isOwnFolder?.(stems)).toBe(true);
  const namings = stems.map((stem) => readPublishedName(['emodb-flac'], stem));
  expect(namings.every((naming) => naming?.layout === 'emo-db')).toBe(true);
  const counts = Map.groupBy(namings, (naming) => naming?.label);
  expect(Object.fromEntries([...counts].map(([label, group]) => [label, group.length]))).toEqual({
    angry: 127,
    boredom: 81,
    disgust: 46,
    fear: 69,
    happy: 71,
    neutral: 79,
    sad: 62,
  });
  const speakers = new Map(namings.map((naming) => [naming?.speaker, naming?.sex]));
  expect(speakers.size).toBe(10);
  expect([...speakers.values()].filter((sex) => sex === 'female')).toHaveLength(5);
  expect(new Set(namings.map((naming) => naming?.sentence)).size).toBe(10);
});

test.skipIf(!existsSync(REAL))(
  'the whole published EMO-DB, stored as FLAC',
  { timeout: 60_000 },
  async () => {
    const scan = await scanFolders([REAL]);
    expect(scan.problems).toEqual([]);
    expect(scan.corpora).toMatchObject([{ name: 'EMO-DB', layout: 'emo-db', clips: 535, speakers: 10 }]);
    expect(voicesOf(scan.clips)).toEqual({ female: 5, male: 5, unknown: 0 });
    const seven = underLabelSet(scan, LABEL_SETS.seven);
    expect(seven.corpora[0].emotions).toEqual({
      angry: 127,
      disgust: 46,
      fear: 69,
      happy: 71,
      neutral: 79,
      sad: 62,
      surprise: 0,
    });
    expect(seven.problems).toHaveLength(81);
    for (const { code, reason } of seven.problems) {
      expect(code).toBe('left-out');
      expect(reason).toMatch(/^Labelled boredom \(L in EMO-DB\)/);
    }
    const { corpora, problems } = underLabelSet(scan, LABEL_SETS['emodb-seven']);
    expect([corpora[0].clips, corpora[0].emotions.boredom, problems]).toEqual([535, 81, []]);
  },
);
