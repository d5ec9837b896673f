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
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { ruleOf } from '#core/laboratory/library/corpus-rule.ts';
import { createLibraryScan } from '#core/laboratory/library/library-scan.ts';
import { libraryRequests } from '#core/laboratory/library/requests.ts';
import type { RequestContext } from '#core/laboratory/services.ts';
import { requests } from '#shared/contract.ts';
import { type CorpusRule, corpusRuleSchema } from '#shared/corpus-rules.ts';
import { type Content, type CorpusFolder, corpusFolder } from '../../corpora/corpus-folder.ts';
import { NO_CONTEXT, playedServices } from '../laboratory-services.ts';

const RAVDESS = ['Actor_01/03-01-03-01-01-01-01.wav', 'Actor_02/03-01-04-01-01-01-02.wav'];

function folderOf(files: readonly string[] | Record<string, Content>): CorpusFolder {
  const folder = corpusFolder(files);
  onTestFinished(() => folder[Symbol.dispose]());
  return folder;
}

function library() {
  const services = playedServices();
  const handlers = libraryRequests(services, createLibraryScan(services.log));
  return {
    log: services.log,
    folder: services.folder,
    list: () => handlers['library.list']({}, NO_CONTEXT),
    add: (folders: string[], context: RequestContext = NO_CONTEXT) =>
      handlers['library.add']({ folders }, context),
    remove: (folder: string) => handlers['library.remove']({ folder }, NO_CONTEXT),
    rename: (key: string, name: string) => handlers['library.rename']({ key, name }, NO_CONTEXT),
    overlaps: () => handlers['library.overlaps']({}, NO_CONTEXT),
    preview: (folder: string, rule: CorpusRule | null = null) =>
      handlers['library.previewRule']({ folder, rule }, NO_CONTEXT),
    rule: (folder: string) => handlers['library.rule']({ folder }, NO_CONTEXT),
    setRule: (folder: string, rule: CorpusRule | null) =>
      handlers['library.setRule']({ folder, rule }, NO_CONTEXT),
    detect: (folder: string) => handlers['library.detect']({ folder }, NO_CONTEXT),
    clips: async (folders: string[]) =>
      requests['library.clips'].output.parse(
        await handlers['library.clips']({ folders, offset: 0, limit: 100_000 }, NO_CONTEXT),
      ),
    stretch: (folders: string[], offset: number, limit: number) =>
      handlers['library.clips']({ folders, offset, limit }, NO_CONTEXT),
  };
}

describe('the name of a corpus', () => {
  test('is shown everywhere, survives a new scan, and can be taken back', async () => {
    const first = folderOf(RAVDESS);
    const second = folderOf(['Actor_03/03-01-05-01-01-01-03.wav']);
    const { add, clips, list, rename } = library();
    const folders = [first.path, second.path];
    const added = await add(folders);
    const key = added[1].corpora[0].key!;
    expect((await clips(folders)).clips.map(({ corpus }) => corpus)).toContain('RAVDESS 2');
    await rename(key, '  My \t  copy ');
    expect((await list()).map(({ corpora }) => corpora[0].name)).toEqual(['RAVDESS', 'My copy']);
    await add([second.path]);
    expect((await list())[1].corpora[0].name).toBe('My copy');
    const named = (await clips(folders)).clips.find(({ corpus }) => corpus === 'My copy');
    // Speakers are those of the published corpus under any name.
    expect(named?.speaker).toBe('RAVDESS/03');
    await rename(key, '');
    expect((await list())[1].corpora[0].name).toBe('RAVDESS');
  });

  test('is of one of the corpora of a folder', async () => {
    const folder = folderOf(['03-01-03-01-01-01-01.wav', '03-02-04-01-01-01-01.wav']);
    const { add, list, rename } = library();
    const [{ corpora }] = await add([folder.path]);
    expect(corpora.map(({ name }) => name)).toEqual(['RAVDESS', 'RAVDESS song']);
    await rename(corpora[1].key!, 'Songs');
    expect((await list())[0].corpora.map(({ name }) => name)).toEqual(['RAVDESS', 'Songs']);
  });

  test('survives another automatic name, and is not found again after it was taken back', async () => {
    const folder = folderOf(['sad/1.wav', 'angry/2.wav']);
    const { add, clips, list, log, rename } = library();
    const [{ corpora }] = await add([folder.path]);
    // As a version saved it that called the corpus after another folder.
    const [layout, , at] = JSON.parse(corpora[0].key!);
    log.nameCorpus(JSON.stringify([layout, 'versions', at]), 'My set');
    for (const other of [JSON.stringify([layout, 'versions (synthetic)', at]), 'damaged ["'])
      log.nameCorpus(other, 'Another');
    expect((await list())[0].corpora[0].name).toBe('My set');
    await add([folder.path]);
    expect((await clips([folder.path])).clips.map(({ corpus }) => corpus)).toEqual(['My set', 'My set']);
    await rename(corpora[0].key!, '');
    expect((await list())[0].corpora[0].name).toBe(corpora[0].name);
    expect([...log.corpusNames().values()]).toEqual(['Another', 'Another']);
  });

  test('is refused if it is taken or would break other names', async () => {
    const first = folderOf(RAVDESS);
    const second = folderOf(['Actor_03/03-01-05-01-01-01-03.wav']);
    const { add, list, rename } = library();
    const [, { corpora }] = await add([first.path, second.path]);
    const key = corpora[0].key!;
    await expect(rename(key, 'ravdess')).rejects.toMatchObject({ code: 'name-taken' });
    for (const name of ['a/b', 'a\\b', 'a\u202eb'])
      await expect(rename(key, name)).rejects.toMatchObject({ code: 'invalid-name' });
    await expect(rename('unknown', 'x')).rejects.toMatchObject({ code: 'no-such-corpus' });
    expect((await list())[1].corpora[0].name).toBe('RAVDESS');
  });
});

test('after a change of words for emotions, corpora say that they were scanned with others', async () => {
  const folder = folderOf(['krass/1.wav', 'sad/2.wav']);
  const { log, add, clips, detect, list } = library();
  expect(await add([folder.path])).toMatchObject([{ clips: 1, otherWords: false }]);
  log.saveOwnWords([{ word: 'Krass', label: 'angry' }]);
  expect(await list()).toMatchObject([{ clips: 1, otherWords: true }]);
  expect((await detect(folder.path)).files).toBe(2);
  expect(await add([folder.path])).toMatchObject([{ clips: 2, otherWords: false }]);
  expect((await clips([folder.path])).clips.map(({ emotion }) => emotion)).toEqual(['angry', 'sad']);
  // Another writing means the same.
  log.saveOwnWords([{ word: 'KRASS', label: 'angry' }]);
  expect(await list()).toMatchObject([{ otherWords: false }]);
  log.saveOwnWords([{ word: 'krass', label: 'fear' }]);
  expect(await list()).toMatchObject([{ otherWords: true }]);
  log.removeOwnWords(null);
  expect(await list()).toMatchObject([{ otherWords: true }]);
  expect(await add([folder.path])).toMatchObject([{ clips: 1, otherWords: false }]);
});

describe('the rule of a folder', () => {
  const RULE = corpusRuleSchema.parse({
    read: { by: 'parts', parts: { emotion: [{ name: 2 }], speaker: [{ folder: 1 }] } },
  });
  const FILES = ['anna/1_sad.wav', 'anna/1_happy.wav', 'ben/1_sad.wav', 'ben/1_happy.wav'];

  test('is used by previews and scans, also through a link, until it is removed', async () => {
    const folder = folderOf(FILES);
    const other = folderOf([]);
    symlinkSync(folder.path, other.at('link'));
    const { add, clips, detect, preview, rule, setRule } = library();
    expect(await preview(folder.path)).toMatchObject({ saved: false, rule: RULE });
    expect((await detect(folder.path)).corpora).toEqual([]);
    await setRule(other.at('link'), RULE);
    expect(await rule(folder.path)).toEqual({ rule: RULE, damaged: null });
    expect(await preview(folder.path)).toMatchObject({ saved: true, rule: RULE, clips: 4 });
    expect((await detect(folder.path)).corpora).toMatchObject([{ layout: 'rule', files: 4 }]);
    const [added] = await add([folder.path]);
    expect(added).toMatchObject({ clips: 4, voices: { unknown: 2 }, corpora: [{ layout: 'rule' }] });
    expect((await clips([folder.path])).clips.map(({ emotion }) => emotion)).toEqual([
      'happy',
      'sad',
      'happy',
      'sad',
    ]);
    await setRule(folder.path, null);
    expect((await add([folder.path]))[0]).toMatchObject({ clips: 0, problems: 4 });
  });

  test('names the columns of a single table', async () => {
    const folder = folderOf({ 'a.wav': { sound: 'a' }, 't.csv': 'x;y;z\na.wav;sad;anna\n' });
    const columns = { speaker: 'z' };
    const { add, setRule } = library();
    await setRule(
      folder.at('t.csv'),
      corpusRuleSchema.parse({ read: { by: 'table', table: 't.csv', columns } }),
    );
    expect((await add([folder.at('t.csv')]))[0]).toMatchObject({ clips: 1, voices: { unknown: 1 } });
  });

  test('stops only its own folder if its record is damaged, and can be replaced', async () => {
    const folder = folderOf(FILES);
    const other = folderOf(RAVDESS);
    const { add, clips, detect, folder: data, list, log, preview, rule, setRule } = library();
    await setRule(folder.path, RULE);
    await add([folder.path]);
    const db = new Database(join(data, 'laboratory.sqlite'));
    // As a faulty disk does, which knows no constraints.
    db.pragma('ignore_check_constraints = on');
    db.prepare(`UPDATE corpus_rules SET rule = '{"version":1,"read"'`).run();
    db.close();

    const named = { code: 'record-damaged', message: expect.stringContaining(folder.path) };
    await expect(add([folder.path, other.path])).rejects.toMatchObject(named);
    expect((await list()).map((entry) => entry.clips)).toEqual([4, 2]);
    expect((await clips([folder.path, other.path])).clips).toHaveLength(6);
    expect((await detect(folder.path)).remark).toContain(folder.path);
    const scan = await scanFolders([folder.path, other.path], { ruleOf: ruleOf(log) });
    expect(scan.clips).toHaveLength(2);
    expect(scan.problems).toMatchObject([{ path: folder.path, reason: named.message }]);

    expect(await rule(folder.path)).toEqual({ rule: null, damaged: named.message });
    expect(await preview(folder.path)).toMatchObject({ saved: false, rule: RULE, clips: 4 });
    await setRule(folder.path, RULE);
    expect((await add([folder.path]))[0]).toMatchObject({ clips: 4, problems: 0 });
  });

  test('is refused if it cannot be used, or is not for a folder', async () => {
    const folder = folderOf(FILES);
    const { rule, setRule } = library();
    const pattern = (text: string) => corpusRuleSchema.parse({ read: { by: 'pattern', pattern: text } });
    await expect(setRule(folder.path, pattern('('))).rejects.toMatchObject({ code: 'rule-pattern' });
    await expect(setRule(folder.path, pattern('x'))).rejects.toMatchObject({ code: 'rule-pattern' });
    await expect(setRule(folder.at('gone'), RULE)).rejects.toMatchObject({ code: 'folder-missing' });
    await expect(setRule(folder.at(FILES[0]), RULE)).rejects.toMatchObject({ code: 'not-a-folder' });
    expect(await rule(folder.path)).toEqual({ rule: null, damaged: null });
  });
});

describe('folders with the same clips', () => {
  test('are found in both directions, also nearly identical clips, but not a folder inside another one', async () => {
    const sound = (name: string, gain = 0.3) => ({ sound: name, seconds: 2, gain });
    const first = folderOf({
      'deep/Actor_01/03-01-03-01-01-01-01.wav': sound('one'),
      'deep/Actor_01/03-01-04-01-01-01-01.wav': sound('two'),
      'deep/Actor_01/03-01-05-01-01-01-01.wav': sound('three'),
    });
    const second = folderOf({
      'happy/a.wav': sound('one'),
      'sad/b.wav': sound('two', 0.2),
    });
    const other = folderOf({ 'sad/c.wav': sound('four') });
    const { add, overlaps, remove } = library();
    await add([first.path, first.at('deep'), second.path, other.path]);
    const found = (await overlaps()).filter(({ folder }) => folder !== first.at('deep'));
    expect(found.filter((overlap) => overlap.other !== first.at('deep'))).toEqual([
      { folder: first.path, other: second.path, clips: 3, same: 1, nearIdentical: 1 },
      { folder: second.path, other: first.path, clips: 2, same: 1, nearIdentical: 1 },
    ]);
    await remove(second.path);
    expect(await overlaps()).toEqual([]);
  });
});

describe('an added folder', () => {
  test('is listed with its results, and its clips and problems are available without the folder', async () => {
    const folder = folderOf({
      ...Object.fromEntries(RAVDESS.map((file) => [file, { sound: file }])),
      'Actor_02/broken-03-01.wav': 'x',
      'Actor_01/03-01-04-01-01-01-01.wav': 'no sound',
    });
    const { add, list, clips } = library();
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
    rmSync(folder.path, { recursive: true });
    expect((await list())[0].there).toBe(false);
    const found = await clips([folder.path]);
    expect(found.clips.map(({ path, speaker, sex, emotion }) => [path, speaker, sex, emotion])).toEqual([
      [folder.at(RAVDESS[0]), 'RAVDESS/01', 'male', 'happy'],
      [folder.at(RAVDESS[1]), 'RAVDESS/02', 'female', 'sad'],
    ]);
    expect(found.problems.map(({ code }) => code)).toEqual(['unreadable', 'unknown-emotion']);
  });

  test('is listed once for every spelling, and is scanned again the second time', async () => {
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

  test('lists duplicate clips once and gives each corpus a unique name', async () => {
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
    // The same result as a run of these folders.
    const scan = await scanFolders(all);
    expect(found).toEqual({
      clips: scan.clips.map(({ signature: _s, namedSplit: _n, ...row }) => row),
      problems: scan.problems,
      total: { clips: 3, problems: 1 },
    });
    expect(found.problems).toMatchObject([{ code: 'duplicate' }]);
    expect((await clips([inner])).clips).toHaveLength(1);
  });

  test('is returned in parts, and updated after a new scan', async () => {
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

  test('can be a table of clips', async () => {
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

  test('is listed with the reasons if no file can be used', async () => {
    const folder = folderOf(['clip-1.wav', 'clip-2.wav']);
    const { add, clips } = library();
    expect(await add([folder.path])).toMatchObject([{ clips: 0, problems: 2, corpora: [] }]);
    expect((await clips([folder.path])).problems).toHaveLength(2);
  });

  test('can have any name', async () => {
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

describe('an invalid folder', () => {
  test('is rejected with a message', async () => {
    const folder = folderOf({ 'x.wav': { sound: 'x' }, 'notes.md': 'text', 'empty/.hidden': '' });
    const { add, detect, list } = library();
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
    expect(await list()).toEqual([]);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'without read permission is rejected with the reason',
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

describe('the earlier scan stays', () => {
  test('if the folder is missing or empty at the next scan', async () => {
    const folder = folderOf(RAVDESS);
    const { add, list, clips } = library();
    const before = await add([folder.path]);
    renameSync(folder.path, `${folder.path}-away`);
    await expect(add([folder.path])).rejects.toMatchObject({
      code: 'folder-missing',
      message: expect.stringContaining('still available'),
    });
    mkdirSync(folder.path);
    await expect(add([folder.path])).rejects.toMatchObject({ code: 'folder-empty' });
    expect(await list()).toEqual(before);
    expect((await clips([folder.path])).clips).toHaveLength(2);
    rmSync(folder.path, { recursive: true });
    renameSync(`${folder.path}-away`, folder.path);
  });

  test('if a scan is cancelled; folders that were finished before are saved', async () => {
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
    let changes = 0;
    const context: RequestContext = {
      signal: abort.signal,
      progress: (phase, done, total) => {
        if (phase === 'reading' && done === total && ++read === 2) abort.abort();
      },
      changed: () => void changes++,
    };
    await expect(add([first.path, second.path, third.path], context)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await list()).map(({ folder }) => folder).toSorted()).toEqual(
      [first.path, second.path].toSorted(),
    );
    expect((await clips([second.path])).clips).toHaveLength(1);
    // After the first folder, before the second is scanned. The laboratory itself reports the end.
    expect(changes).toBe(1);
  });
});

describe('a removed folder', () => {
  test('is not listed; adding restores it, even without its disk', async () => {
    const folder = folderOf(RAVDESS);
    const { add, list, remove, clips } = library();
    const before = await add([folder.path]);
    await remove(folder.path);
    expect(await list()).toEqual([]);
    await expect(clips([folder.path])).rejects.toMatchObject({ code: 'folder-not-added' });
    await expect(remove(folder.path)).rejects.toMatchObject({ code: 'folder-not-added' });
    rmSync(folder.path, { recursive: true });
    expect(await add([folder.path])).toEqual(before.map((one) => ({ ...one, there: false })));
    expect((await clips([folder.path])).clips).toHaveLength(2);
  });
});
