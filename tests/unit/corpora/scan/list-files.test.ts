import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isInside, listFiles } from '#core/corpora/scan/list-files.ts';
import { forEachBounded } from '#core/system/bounded-parallel.ts';
import { corpusFolder } from '../corpus-folder.ts';

test('skips hidden files, devices and pipes', async () => {
  using folder = corpusFolder({
    'a.wav': '',
    '.hidden.wav': '',
    '._a.wav': '',
    '.git/b.wav': '',
    '__MACOSX/c.wav': '',
    'x/d.wav': '',
  });
  if (process.platform !== 'win32') execFileSync('mkfifo', [folder.at('pipe.wav')]);
  const { files, problems } = await listFiles(folder.path);
  expect(files.map((file) => path.relative(folder.path, file.path))).toEqual([
    'a.wav',
    path.join('x', 'd.wav'),
  ]);
  expect(problems).toEqual([]);
});

test('ends in folders with links to each other', async () => {
  using folder = corpusFolder([]);
  const names = Array.from({ length: 8 }, (_, index) => `f${index}`);
  for (const name of names) {
    mkdirSync(folder.at(name));
    writeFileSync(folder.at(path.join(name, 'x.wav')), '');
  }
  for (const from of names)
    for (const to of names) symlinkSync(path.join('..', to), folder.at(path.join(from, to)));
  const { files } = await listFiles(folder.path);
  expect(new Set(files.map(({ realPath }) => realPath)).size).toBe(8);
  expect(files.length).toBeLessThanOrEqual(16);
  expect(files.slice(0, 8).every(({ linked }) => !linked)).toBe(true);
});

test('lists deep and wide folders', async () => {
  using folder = corpusFolder([]);
  const deep = Array.from({ length: 300 }, () => 'd').join(path.sep);
  mkdirSync(folder.at(deep), { recursive: true });
  writeFileSync(folder.at(path.join(deep, 'x.wav')), '');
  mkdirSync(folder.at('wide'));
  for (let i = 0; i < 3000; i++) writeFileSync(folder.at(path.join('wide', `${i}.wav`)), '');
  const found: number[] = [];
  const { files, problems } = await listFiles(folder.path, { onFound: (count) => found.push(count) });
  expect([files.length, problems.length, found.at(-1)]).toEqual([3001, 0, 3001]);
});

test('rejects a missing folder and a cancelled listing', async () => {
  using folder = corpusFolder(['a.wav']);
  await expect(listFiles(folder.at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(listFiles(folder.path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('isInside distinguishes siblings with a common prefix', () => {
  expect(isInside('/a/b', '/a/b')).toBe(true);
  expect(isInside('/a/b/c', '/a/b')).toBe(true);
  expect(isInside('/a/b/..c', '/a/b')).toBe(true);
  expect(isInside('/a/bc', '/a/b')).toBe(false);
  expect(isInside('/a', '/a/b')).toBe(false);
});

test('forEachBounded keeps its limit and stops at the first failure', async () => {
  let running = 0;
  let maxRunning = 0;
  const seen: number[] = [];
  const work = async (item: number) => {
    running++;
    maxRunning = Math.max(maxRunning, running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    seen.push(item);
    if (item === 40) throw new Error('forty');
  };
  const items = Array.from({ length: 100 }, (_, index) => index);
  await expect(forEachBounded(items, 7, undefined, work)).rejects.toThrow('forty');
  expect(maxRunning).toBe(7);
  expect(running).toBe(0);
  expect(seen.length).toBeLessThan(60);
  await forEachBounded([], 7, undefined, work);
});
