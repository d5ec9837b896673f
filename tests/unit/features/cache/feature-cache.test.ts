import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { HEADER_BYTES, openFeatureRows } from '#core/features/cache/feature-rows.ts';
import type { FeaturePart } from '#shared/settings/features.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';

const SMALL: FeaturePart = { ...LOG_MEL, durationSeconds: 0.05, hopSamples: 256, melBands: 10 };
const ROW_FLOATS = 10 * 4;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feature-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const matrix = (seed: number) =>
  Float32Array.from({ length: ROW_FLOATS }, (_, i) => Math.sin(seed * 1000 + i));

/** Fills a cache with clips 0 … count − 1 and returns the path of its rows. */
function fill(count: number): string {
  using cache = openFeatureCache(folder, SMALL);
  for (let i = 0; i < count; i++) cache.append(`clip ${i}`, matrix(i));
  return cache.rowsPath;
}

/** Which of the clips 0 … count − 1 the cache contains intact; each must have its own values. */
function intactClips(count: number): number[] {
  using cache = openFeatureCache(folder, SMALL);
  using rows = openFeatureRows(cache.rowsPath, cache.rowFloats);
  return Array.from({ length: count }, (_, i) => i).filter((i) => {
    const row = cache.rowOf(`clip ${i}`);
    expect(cache.has(`clip ${i}`)).toBe(row !== null);
    if (row === null) return false;
    const found = new Float32Array(ROW_FLOATS);
    rows.read(row, found);
    expect(found).toEqual(matrix(i));
    return true;
  });
}

function damage(path: string, position: number, bytes: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, position);
  closeSync(file);
}

const indexPath = (rowsPath: string) => rowsPath.replace(/\.rows$/, '.sqlite');

describe('an intact cache', () => {
  test('keeps rows after reopening, in one file per feature settings', () => {
    const rowsPath = fill(5);
    expect(intactClips(6)).toEqual([0, 1, 2, 3, 4]);
    using other = openFeatureCache(folder, { ...SMALL, topDb: 61 });
    expect(other.rowsPath).not.toBe(rowsPath);
    expect([other.size, other.has('clip 0'), other.rowOf('clip 0')]).toEqual([0, false, null]);
    using renamed = openFeatureCache(folder, { ...SMALL, name: 'mine' });
    expect([renamed.size, renamed.rowsPath, renamed.quarantined]).toEqual([5, rowsPath, []]);
  });

  test('appending a clip twice keeps its row and values', () => {
    using cache = openFeatureCache(folder, SMALL);
    const row = cache.append('a', matrix(1));
    expect(cache.append('a', matrix(2))).toBe(row);
    expect(cache.append('b', matrix(2))).toBe(row + 1);
    using rows = openFeatureRows(cache.rowsPath, ROW_FLOATS);
    const batch = new Float32Array(3 * ROW_FLOATS);
    rows.read(row, batch, ROW_FLOATS);
    expect(batch.subarray(ROW_FLOATS, 2 * ROW_FLOATS)).toEqual(matrix(1));
    expect(batch.subarray(2 * ROW_FLOATS)).toEqual(new Float32Array(ROW_FLOATS));
  });

  test('two open caches see each other’s rows', () => {
    using one = openFeatureCache(folder, SMALL);
    using two = openFeatureCache(folder, SMALL);
    expect(one.append('a', matrix(1))).toBe(0);
    expect(two.rowOf('a')).toBe(0);
    expect(two.append('b', matrix(2))).toBe(1);
    expect(one.append('b', matrix(3))).toBe(1);
    expect(one.append('c', matrix(3))).toBe(2);
    expect([one.size, two.size]).toEqual([3, 3]);
  });

  test('rejects a wrong row length, an offset outside the array and a missing row', () => {
    using cache = openFeatureCache(folder, SMALL);
    expect(() => cache.append('a', new Float32Array(ROW_FLOATS + 1))).toThrow(RangeError);
    cache.append('a', matrix(0));
    using rows = openFeatureRows(cache.rowsPath, ROW_FLOATS);
    expect(() => rows.read(0, new Float32Array(ROW_FLOATS), 1)).toThrow(RangeError);
    expect(() => rows.read(-1, new Float32Array(ROW_FLOATS))).toThrow(RangeError);
    expect(() => rows.read(1, new Float32Array(ROW_FLOATS))).toThrow(
      expect.objectContaining({ code: 'damaged-cache' }),
    );
  });
});

describe('a damaged cache', () => {
  test('does not use a row with a changed value and overwrites it in place', () => {
    const rowsPath = fill(4);
    damage(rowsPath, HEADER_BYTES + 2 * ROW_FLOATS * 4 + 50, 'x');
    expect(intactClips(4)).toEqual([0, 1, 3]);
    using cache = openFeatureCache(folder, SMALL);
    expect(cache.append('clip 2', matrix(2))).toBe(2);
    expect(intactClips(4)).toEqual([0, 1, 2, 3]);
  });

  test('rewrites rows after the file was truncated within a row', () => {
    const rowsPath = fill(4);
    truncateSync(rowsPath, HEADER_BYTES + 2 * ROW_FLOATS * 4 + 50);
    expect(intactClips(4)).toEqual([0, 1]);
    fill(4);
    expect(intactClips(4)).toEqual([0, 1, 2, 3]);
  });

  test('overwrites an incomplete row without an index entry', () => {
    const rowsPath = fill(2);
    damage(rowsPath, HEADER_BYTES + 2 * ROW_FLOATS * 4, 'half a row');
    fill(3);
    expect(intactClips(3)).toEqual([0, 1, 2]);
    expect(readFileSync(rowsPath).length).toBe(HEADER_BYTES + 3 * ROW_FLOATS * 4);
  });

  test('does not use rows that were swapped', () => {
    const index = new Database(indexPath(fill(2)));
    index.exec('UPDATE clips SET row = row + 10; UPDATE clips SET row = 11 - row');
    index.close();
    expect(intactClips(2)).toEqual([]);
  });

  test.each([
    ['short and foreign', 'one'],
    [
      'of another program',
      'RIFF, and many other bytes of a file that is not ours, much longer than the header',
    ],
  ])('moves away a rows file that is %s', (_, content) => {
    const rowsPath = fill(3);
    writeFileSync(rowsPath, content);
    using cache = openFeatureCache(folder, SMALL);
    expect(cache.quarantined).toEqual([`${rowsPath}.set-aside`]);
    expect(readFileSync(`${rowsPath}.set-aside`, 'utf8')).toBe(content);
    expect([cache.size, cache.has('clip 0')]).toEqual([0, false]);
    fill(3);
    expect(intactClips(3)).toEqual([0, 1, 2]);
  });

  test.each([0, 5, HEADER_BYTES - 1])('begins rows again of which a kill left %i bytes', (bytes) => {
    const rowsPath = fill(3);
    truncateSync(rowsPath, bytes);
    using cache = openFeatureCache(folder, SMALL);
    expect([cache.quarantined, cache.size]).toEqual([[], 0]);
    fill(3);
    expect(intactClips(3)).toEqual([0, 1, 2]);
    expect(readdirSync(folder).filter((name) => name.startsWith(basename(rowsPath)))).toHaveLength(1);
  });

  test('never overwrites a file that was moved away before', () => {
    const rowsPath = fill(1);
    const quarantined = ['one', 'two', 'three'].map((content) => {
      writeFileSync(rowsPath, content);
      using cache = openFeatureCache(folder, SMALL);
      return cache.quarantined[0];
    });
    expect(quarantined.map((path) => readFileSync(path, 'utf8'))).toEqual(['one', 'two', 'three']);
  });

  test('moves away a folder at the path of the rows', () => {
    const rowsPath = fill(1);
    rmSync(rowsPath);
    mkdirSync(rowsPath);
    expect(intactClips(1)).toEqual([]);
    expect(existsSync(`${rowsPath}.set-aside`)).toBe(true);
  });

  test('recreates a missing rows file', () => {
    rmSync(fill(3));
    expect(intactClips(3)).toEqual([]);
    fill(3);
    expect(intactClips(3)).toEqual([0, 1, 2]);
  });

  test.each([
    ['truncated', (path: string) => truncateSync(path, 5000)],
    ['not a database', (path: string) => writeFileSync(path, 'no database at all '.repeat(500))],
    ['overwritten inside', (path: string) => damage(path, 4096, 'garbage '.repeat(1000))],
    ['of another program', (path: string) => foreignDatabase(path)],
  ])('moves away an index that is %s', (_, damageIndex) => {
    const rowsPath = fill(200);
    damageIndex(indexPath(rowsPath));
    using cache = openFeatureCache(folder, SMALL);
    expect(cache.quarantined).toEqual([`${indexPath(rowsPath)}.set-aside`]);
    expect(cache.size).toBe(0);
    fill(3);
    expect(intactClips(200)).toEqual([0, 1, 2]);
  });

  test('moves away a database of another program with its companions, and changes no byte', () => {
    const path = indexPath(fill(2));
    rmSync(path);
    const other = new Database(path);
    other.pragma('journal_mode = WAL');
    other.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1)');
    const names = ['', '-wal'];
    const before = names.map((name) => readFileSync(path + name));
    using cache = openFeatureCache(folder, SMALL);
    expect(cache.quarantined).toEqual([`${path}.set-aside`]);
    expect(names.map((name) => readFileSync(`${path}.set-aside${name}`))).toEqual(before);
    other.close();
  });

  test.skipIf(process.platform === 'win32')('moves away a named pipe in place of the index', () => {
    const path = indexPath(fill(2));
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(intactClips(2)).toEqual([]);
    fill(2);
    expect(intactClips(2)).toEqual([0, 1]);
  });

  test('treats an empty index file as a missing one', () => {
    writeFileSync(indexPath(fill(2)), '');
    expect(intactClips(2)).toEqual([]);
    fill(2);
    expect(intactClips(2)).toEqual([0, 1]);
  });

  test('openFeatureRows rejects files that are missing, foreign or have another row length', () => {
    const rowsPath = fill(1);
    writeFileSync(join(folder, 'foreign'), Buffer.alloc(1000));
    for (const [path, length] of [
      [join(folder, 'none'), ROW_FLOATS],
      [join(folder, 'foreign'), ROW_FLOATS],
      [rowsPath, ROW_FLOATS + 1],
    ] as const) {
      expect(() => openFeatureRows(path, length)).toThrow(expect.objectContaining({ code: 'damaged-cache' }));
    }
  });
});

test('throws cache-unwritable when the folder is a file', () => {
  const path = join(folder, 'file');
  writeFileSync(path, '');
  expect(() => openFeatureCache(path, THESIS_MFCC)).toThrow(
    expect.objectContaining({ code: 'cache-unwritable' }),
  );
});

function foreignDatabase(path: string): void {
  rmSync(path);
  const database = new Database(path);
  database.exec('CREATE TABLE clips (fingerprint, row, checksum)');
  database.close();
}
