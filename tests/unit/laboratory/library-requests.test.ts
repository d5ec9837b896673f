import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scanFolders } from '../../../src/core/corpora/scan.ts';
import { libraryRequests } from '../../../src/core/laboratory/library-requests.ts';
import type { CallContext } from '../../../src/core/laboratory/parts.ts';
import { requests } from '../../../src/shared/contract.ts';
import { type Content, type CorpusFolder, corpusFolder } from '../corpora/corpus-folder.ts';
import { NO_CONTEXT, playedParts } from './laboratory-parts.ts';

const RAVDESS = ['Actor_01/03-01-03-01-01-01-01.wav', 'Actor_02/03-01-04-01-01-01-02.wav'];

function folderOf(files: readonly string[] | Record<string, Content>): CorpusFolder {
  const folder = corpusFolder(files);
  onTestFinished(() => folder[Symbol.dispose]());
  return folder;
}

function library() {
  const parts = playedParts();
  const handlers = libraryRequests(parts);
  return {
    log: parts.log,
    changes: () => parts.events.filter(({ name }) => name === 'library.changed').length,
    list: () => handlers['library.list']({}, NO_CONTEXT),
    add: (folders: string[], context: CallContext = NO_CONTEXT) =>
      handlers['library.add']({ folders }, context),
    remove: (folder: string) => handlers['library.remove']({ folder }, NO_CONTEXT),
    detect: (folder: string) => handlers['library.detect']({ folder }, NO_CONTEXT),
    clips: async (folders: string[]) =>
      requests['library.clips'].output.parse(
        await handlers['library.clips']({ folders, offset: 0, limit: 100_000 }, NO_CONTEXT),
      ),
    stretch: (folders: string[], offset: number, limit: number) =>
      handlers['library.clips']({ folders, offset, limit }, NO_CONTEXT),
  };
}

describe('a folder that is added', () => {
  test('is listed with what was found, and its clips and problems are known without it', async () => {
    const folder = folderOf({
      ...Object.fromEntries(RAVDESS.map((file) => [file, { sound: file }])),
      'Actor_02/broken-03-01.wav': 'x',
      'Actor_01/03-01-04-01-01-01-01.wav': 'no sound',
    });
    const { add, list, clips, changes } = library();
    const added = await add([folder.path]);
    expect(added).toEqual(await list());
    expect(added).toMatchObject([
      {
        folder: folder.path,
        there: true,
        clips: 2,
        problems: 2,
        voices: { female: 1, male: 1, unknown: 0 },
        sampleRatesHz: [8000],
        corpora: [{ name: 'RAVDESS', layout: 'ravdess', clips: 2, speakers: 2, synthetic: false }],
      },
    ]);
    expect(added[0].durationSeconds).toBeCloseTo(0.4, 5);
    expect(changes()).toBe(1);
    rmSync(folder.path, { recursive: true });
    expect((await list())[0].there).toBe(false);
    const found = await clips([folder.path]);
    expect(found.clips.map(({ path, speaker, sex, emotion }) => [path, speaker, sex, emotion])).toEqual([
      [folder.at(RAVDESS[0]), 'RAVDESS/01', 'male', 'happy'],
      [folder.at(RAVDESS[1]), 'RAVDESS/02', 'female', 'sad'],
    ]);
    expect(found.problems.map(({ code }) => code)).toEqual(['unreadable', 'unknown-emotion']);
  });

  test('counts once however it is written, and is scanned anew the second time', async () => {
    const folder = folderOf(RAVDESS);
    const link = `${folder.path}-link`;
    symlinkSync(folder.path, link);
    onTestFinished(() => rmSync(link));
    const { add, clips } = library();
    await add([folder.path, `${folder.path}/`, link]);
    writeFileSync(folder.at('Actor_01/03-01-05-01-01-01-01.wav'), '');
    const again = await add([link]);
    expect(again).toMatchObject([{ folder: folder.path, clips: 2, problems: 1 }]);
    expect((await clips([folder.path])).clips).toHaveLength(2);
  });

  test('gives each clip once where another holds it too, and each corpus a name of its own', async () => {
    const outer = folderOf({
      'a/Actor_01/03-01-03-01-01-01-01.wav': { sound: 'one' },
      'b/Actor_02/03-01-04-01-01-01-02.wav': { sound: 'two' },
    });
    const other = folderOf({
      'Actor_03/03-01-05-01-01-01-03.wav': { sound: 'three' },
      'Actor_01/03-01-03-01-01-01-01.wav': { sound: 'one' },
    });
    const { add, clips } = library();
    const inner = outer.at('a');
    const all = [outer.path, inner, other.path];
    expect((await add(all)).map(({ clips }) => clips)).toEqual([2, 1, 2]);
    const found = await clips(all);
    expect(found.clips.map(({ speaker }) => speaker).toSorted()).toEqual([
      'RAVDESS/01',
      'RAVDESS/02',
      'RAVDESS/03',
    ]);
    expect(new Set(found.clips.map(({ corpus }) => corpus))).toEqual(new Set(['RAVDESS', 'RAVDESS 2']));
    // As a run of these folders would find them.
    const scan = await scanFolders(all);
    expect(found).toEqual({
      clips: scan.clips.map(({ signature: _s, fingerprint: _f, namedSplit: _n, ...row }) => row),
      problems: scan.problems,
      total: { clips: 3, problems: 1 },
    });
    expect(found.problems).toMatchObject([{ code: 'duplicate' }]);
    expect((await clips([inner])).clips).toHaveLength(1);
  });

  test('is given in stretches, anew once it was scanned anew', async () => {
    const folder = folderOf([...RAVDESS, 'unnamed.wav']);
    const { add, stretch } = library();
    await add([folder.path]);
    const all = await stretch([folder.path], 0, 10);
    expect(all.total).toEqual({ clips: 2, problems: 1 });
    const first = await stretch([folder.path], 0, 1);
    expect(first).toEqual({ ...all, clips: all.clips.slice(0, 1) });
    expect(await stretch([folder.path], 1, 1)).toEqual({ ...all, clips: all.clips.slice(1), problems: [] });
    expect(await stretch([folder.path], 2, 1)).toEqual({ ...all, clips: [], problems: [] });
    rmSync(folder.at(RAVDESS[0]));
    await add([folder.path]);
    expect((await stretch([folder.path], 0, 1)).clips).toEqual(all.clips.slice(1));
  });

  test('may be a table of clips', async () => {
    const folder = folderOf({
      'x.wav': { sound: 'x' },
      'table.csv': 'Emotions,Path\nfear,x.wav\nfear,gone.wav\n',
    });
    const { add, clips } = library();
    await add([folder.at('table.csv')]);
    const found = await clips([folder.at('table.csv')]);
    expect(found.clips).toMatchObject([{ path: folder.at('x.wav'), emotion: 'fear', layout: 'csv' }]);
    expect(found.problems).toMatchObject([{ code: 'missing' }]);
  });

  test('is kept where nothing in it can be used, with the reasons', async () => {
    const folder = folderOf(['clip-1.wav', 'clip-2.wav']);
    const { add, clips } = library();
    expect(await add([folder.path])).toMatchObject([{ clips: 0, problems: 2, corpora: [] }]);
    expect((await clips([folder.path])).problems).toHaveLength(2);
  });

  test('bears any name', async () => {
    const name = process.platform === 'win32' ? 'é漢 字%20' : 'é漢 字%20\n"\'; DROP TABLE scans; --';
    const folder = folderOf([`${name}/angry/x.wav`]);
    const { add, clips, remove, list } = library();
    const place = folder.at(name);
    expect(await add([place])).toMatchObject([{ folder: place, clips: 1, corpora: [{ name }] }]);
    expect((await clips([place])).clips).toMatchObject([{ path: join(place, 'angry/x.wav'), corpus: name }]);
    await remove(place);
    expect(await list()).toEqual([]);
  });
});

test('a path is written as in a shell', async () => {
  const { detect } = library();
  await expect(detect('~/no such folder here')).rejects.toMatchObject({
    message: expect.stringContaining(join(homedir(), 'no such folder here')),
  });
});

describe('what cannot be added', () => {
  test('is refused with a sentence', async () => {
    const folder = folderOf({ 'x.wav': { sound: 'x' }, 'notes.md': 'text', 'empty/.hidden': '' });
    const { add, detect, list, changes } = library();
    const refused: [string, string][] = [
      [folder.at('gone'), 'folder-missing'],
      [folder.at('x.wav/below'), 'folder-missing'],
      [`${folder.path}/nul\0l`, 'folder-missing'],
      [folder.at('x.wav'), 'not-a-corpus'],
      [folder.at('notes.md'), 'not-a-corpus'],
      [folder.at('empty'), 'no-clips'],
    ];
    for (const [place, code] of refused) {
      await expect(add([place]), place).rejects.toMatchObject({ name: 'UserError', code });
      if (code !== 'no-clips') await expect(detect(place), place).rejects.toMatchObject({ code });
    }
    expect([await list(), changes()]).toEqual([[], 0]);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'may be a folder that nobody may read: its reason is told',
    async () => {
      const folder = folderOf(['angry/x.wav']);
      chmodSync(folder.at('angry'), 0);
      onTestFinished(() => chmodSync(folder.at('angry'), 0o755));
      const { add, detect } = library();
      expect((await detect(folder.path)).remark).toContain('no permission');
      expect(await add([folder.path])).toMatchObject([{ clips: 0, problems: 1 }]);
    },
  );
});

describe('what was known stays', () => {
  test('when the folder is gone or empty at the next scan', async () => {
    const folder = folderOf(RAVDESS);
    const { add, list, clips } = library();
    const before = await add([folder.path]);
    renameSync(folder.path, `${folder.path}-away`);
    await expect(add([folder.path])).rejects.toMatchObject({
      code: 'folder-missing',
      message: expect.stringContaining('still stands'),
    });
    mkdirSync(folder.path);
    await expect(add([folder.path])).rejects.toMatchObject({ code: 'folder-empty' });
    expect(await list()).toEqual(before);
    expect((await clips([folder.path])).clips).toHaveLength(2);
    rmSync(folder.path, { recursive: true });
    renameSync(`${folder.path}-away`, folder.path);
  });

  test('when a scan is cancelled half-way; folders that were done before it are kept', async () => {
    const [first, second, third] = [
      folderOf(['sad/1.wav']),
      folderOf(['sad/2.wav']),
      folderOf(['sad/3.wav']),
    ];
    const { add, list, clips } = library();
    await add([second.path]);
    appendFileSync(second.at('sad/2.wav'), 'more');
    const abort = new AbortController();
    let read = 0;
    const context: CallContext = {
      signal: abort.signal,
      progress: (phase, done, total) => {
        if (phase === 'reading' && done === total && ++read === 2) abort.abort();
      },
    };
    await expect(add([first.path, second.path, third.path], context)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await list()).map(({ folder }) => folder).toSorted()).toEqual(
      [first.path, second.path].toSorted(),
    );
    expect((await clips([second.path])).clips).toHaveLength(1);
  });
});

describe('a folder that is removed', () => {
  test('is no longer listed; adding takes it back, even while its disk is away', async () => {
    const folder = folderOf(RAVDESS);
    const { add, list, remove, clips, changes } = library();
    const before = await add([folder.path]);
    await remove(folder.path);
    expect(await list()).toEqual([]);
    await expect(clips([folder.path])).rejects.toMatchObject({ code: 'folder-not-added' });
    await expect(remove(folder.path)).rejects.toMatchObject({ code: 'folder-not-added' });
    rmSync(folder.path, { recursive: true });
    expect(await add([folder.path])).toEqual(before.map((one) => ({ ...one, there: false })));
    expect((await clips([folder.path])).clips).toHaveLength(2);
    expect(changes()).toBe(3);
  });
});
