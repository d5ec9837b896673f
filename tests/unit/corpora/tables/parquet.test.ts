import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { isParquet, parseParquet } from '#core/corpora/tables/formats/parquet.ts';
import { readTable } from '#core/corpora/tables/read-table.ts';
import { createRandom } from '#shared/random.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** Written by pyarrow, see `make.py` there. */
const written = (name: string) =>
  readFileSync(new URL(`../../../fixtures/parquet/${name}.parquet`, import.meta.url));
const SOUNDS = { 'one.wav': { sound: 'one', seconds: 4 }, 'two.wav': { sound: 'two', seconds: 4 } };

describe('a table that pyarrow wrote', () => {
  test.each(['snappy', 'gzip', 'zstd', 'brotli', 'none'])('with compression %s', async (name) => {
    using folder = corpusFolder({ ...SOUNDS, [`${name}.parquet`]: written(name) });
    const { clips, problems, header } = await readTable(folder.at(`${name}.parquet`));
    expect(problems).toEqual([]);
    expect(clips).toMatchObject([
      { path: folder.at('one.wav'), emotion: 'sad', speaker: '1', votes: { sad: 2, angry: 1 } },
      { path: folder.at('two.wav'), emotion: 'happy', speaker: '2', votes: { happy: 2 } },
    ]);
    expect(header).not.toContain('raw');
  });

  test('among the clips of a folder labels them', async () => {
    using folder = corpusFolder({ ...SOUNDS, 'metadata.parquet': written('snappy') });
    expect((await scanFolders([folder.path])).clips.map(({ emotion }) => emotion)).toEqual(['sad', 'happy']);
  });

  test('with its audio inside says what to do', async () => {
    await expect(parseParquet(written('inside'))).rejects.toMatchObject({
      code: 'table-unreadable',
      message: /audio is inside.*Save the clips as files/,
    });
  });
});

test('a database of audformat that stores its tables as Parquet', async () => {
  const header =
    'name: sessions\ntables:\n  parts:\n    type: segmented\n    columns:\n      emotion: {}\n  files:\n    type: filewise\n    columns:\n      speaker: {}\n';
  using folder = corpusFolder({
    ...SOUNDS,
    'db.yaml': header,
    'db.parts.parquet': written('db.parts'),
    'db.files.parquet': written('db.files'),
  });
  const { clips, problems } = await readTable(folder.at('db.yaml'));
  expect(problems).toEqual([]);
  expect(clips.map(({ path, emotion, speaker }) => [path, emotion, speaker])).toEqual([
    [`${folder.at('one.wav')}#t=0,1.5`, 'sad', '1'],
    [`${folder.at('one.wav')}#t=1.5,3.25`, 'angry', '1'],
    [`${folder.at('two.wav')}#t=0.5,`, 'happy', '2'],
  ]);
});

describe('a damaged file', () => {
  test('is refused with the reason, whichever byte is wrong', async () => {
    const original = written('snappy');
    const random = createRandom('parquet');
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from(original);
      for (let change = 0; change < 3; change++)
        bytes[4 + random.integer(bytes.length - 8)] = random.integer(256);
      await parseParquet(bytes).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'UserError', code: 'table-unreadable' });
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(50);
  }, 60_000);

  test('or one that is cut off is not taken for a table', async () => {
    const original = written('snappy');
    for (const length of [0, 4, 8, 11, 100, original.length - 1])
      expect(isParquet(original.subarray(0, length))).toBe(false);
    using folder = corpusFolder({ ...SOUNDS, 'cut.parquet': original.subarray(0, 700) });
    await expect(readTable(folder.at('cut.parquet'))).rejects.toMatchObject({ code: 'table-unreadable' });
  });
});
