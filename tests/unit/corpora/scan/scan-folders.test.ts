import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ScanProgress, scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createScanMemory, type ScanMemory } from '#core/corpora/scan/scan-memory.ts';
import { clipSchema, corpusSchema, problemSchema, type Scan } from '#shared/corpora.ts';
import { corpusFolder, tinyWav } from '../corpus-folder.ts';

const relative = (root: string, file: string) => path.relative(root, file).split(path.sep).join('/');
const clipsOf = (scan: Scan, root: string) => scan.clips.map((clip) => relative(root, clip.path));
const problemsOf = (scan: Scan, root: string) =>
  scan.problems.map((problem) => `${problem.code} ${relative(root, problem.path)}`);
const corporaOf = (scan: Scan) =>
  scan.corpora.map(({ name, layout, clips, speakers }) => [name, layout, clips, speakers]);

const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 81990\n`;

describe('layouts', () => {
  test('finds many corpora in one folder', async () => {
    using folder = corpusFolder([
      'data/ravdess/Actor_01/03-01-02-01-01-01-01.wav',
      'data/ravdess/Actor_02/03-01-08-02-02-01-02.wav',
      'data/ravdess/Actor_02/03-02-03-02-02-01-02.wav',
      'data/TESS Toronto/OAF_Fear/OAF_back_fear.wav',
      'data/TESS Toronto/YAF_pleasant_surprised/YAF_back_ps.wav',
      'data/TESS Toronto/OAF_neutral/OA_bite_neutral.wav',
      'data/savee/ALL/DC_a01.wav',
      'data/savee-original/AudioData/JE/su15.wav',
      'data/crema/AudioWAV/1001_IEO_ANG_HI.WAV',
      'data/mine/Anger/one.wav',
      'data/mine/calm/two.wav',
      'data/notes/three.wav',
    ]);
    const scan = await scanFolders([folder.path]);
    for (const clip of scan.clips) clipSchema.parse(clip);
    for (const corpus of scan.corpora) corpusSchema.parse(corpus);
    for (const problem of scan.problems) z.strictObject(problemSchema.shape).parse(problem);
    expect(corporaOf(scan)).toEqual([
      ['TESS', 'tess', 3, 2],
      ['CREMA-D', 'crema-d', 1, 1],
      ['mine', 'folders', 2, 0],
      ['RAVDESS', 'ravdess', 2, 2],
      ['RAVDESS song', 'ravdess', 1, 1],
      ['SAVEE', 'savee', 2, 2],
    ]);
    expect(problemsOf(scan, folder.path)).toEqual(['unknown-emotion data/notes/three.wav']);
    expect(
      scan.clips.map(({ speaker, sentence, emotion, code }) => [speaker, sentence, emotion, code]),
    ).toEqual([
      ['TESS/OAF', 'TESS/back', 'fear', 'fear'],
      ['TESS/OAF', 'TESS/bite', 'neutral', 'neutral'],
      ['TESS/YAF', 'TESS/back', 'surprise', 'ps'],
      ['CREMA-D/1001', 'CREMA-D/IEO', 'angry', 'ANG'],
      [null, null, 'angry', 'Anger'],
      [null, null, 'calm', 'calm'],
      ['RAVDESS/01', 'RAVDESS/01', 'calm', '02'],
      ['RAVDESS/02', 'RAVDESS/02', 'surprise', '08'],
      ['RAVDESS/02', 'RAVDESS/02', 'happy', '03'],
      ['SAVEE/JE', 'SAVEE/su15', 'surprise', 'su'],
      ['SAVEE/DC', 'SAVEE/a01', 'angry', 'a'],
    ]);
    expect(
      scan.clips.filter(({ warning }) => warning !== null).map(({ path: file }) => path.basename(file)),
    ).toEqual(['OA_bite_neutral.wav']);
    expect(
      scan.corpora.every(
        (corpus) => corpus.folder === (corpus.name === 'mine' ? folder.at('data/mine') : folder.path),
      ),
    ).toBe(true);
  });

  test('parts of a corpus that are scanned together are one corpus', async () => {
    using folder = corpusFolder([
      'R/Actor_01/03-01-03-01-01-01-01.wav',
      'R/Actor_02/03-01-04-01-01-01-02.wav',
      'mine/angry/a.wav',
      'mine/sad/b.wav',
      'SAVEE/DC/a01.wav',
    ]);
    const parts = await scanFolders(
      ['R/Actor_02', 'R/Actor_01', 'mine/angry', 'mine/sad', 'SAVEE/DC'].map((part) => folder.at(part)),
    );
    expect(corporaOf(parts)).toEqual([
      ['RAVDESS', 'ravdess', 2, 2],
      ['mine', 'folders', 2, 0],
      ['SAVEE', 'savee', 1, 1],
    ]);
    // The folder is never larger than the scanned one, unless several parts were scanned.
    expect(parts.corpora.map((corpus) => corpus.folder)).toEqual(['R', 'mine', 'SAVEE/DC'].map(folder.at));
    const one = await scanFolders([folder.at('mine/sad')]);
    expect(one.corpora).toMatchObject([{ name: 'mine', folder: folder.at('mine/sad'), clips: 1 }]);
    const files = await scanFolders(parts.clips.map((clip) => clip.path));
    expect(files.clips).toEqual(parts.clips);
  });

  test('ignores an emotion in the name of the scanned folder if its subfolders name emotions', async () => {
    using folder = corpusFolder(['Sad/angry/a.wav', 'Sad/happy/a.wav', 'Sad/other/b.wav']);
    const scan = await scanFolders([folder.at('Sad')]);
    expect(scan.clips.map(({ emotion }) => emotion)).toEqual(['angry', 'happy']);
    expect(problemsOf(scan, folder.path)).toEqual(['unknown-emotion Sad/other/b.wav']);
  });

  test('speaker folders that are scanned together are one corpus with speakers', async () => {
    using folder = corpusFolder(['mine/speaker_1/sad/a.wav', 'mine/speaker_2/sad/b.wav']);
    const scan = await scanFolders([folder.at('mine/speaker_1'), folder.at('mine/speaker_2')]);
    expect(corporaOf(scan)).toEqual([['mine', 'folders', 2, 2]]);
    expect(scan.clips.map(({ speaker }) => speaker)).toEqual(['mine/speaker_1', 'mine/speaker_2']);
    expect((await scanFolders([folder.path])).clips).toEqual(scan.clips);
  });

  test('reads the sex of CREMA-D actors from its table, in the folder or beside it', async () => {
    const table =
      '"ActorID","Age","Sex","Race","Ethnicity"\n1001,51,"Male","x","y"\n1002,21,"Female","x","y"\n';
    using folder = corpusFolder({
      'AudioWAV/1001_IEO_ANG_HI.wav': { sound: '1' },
      'AudioWAV/1002_IEO_NEU_XX.wav': { sound: '2' },
      'AudioWAV/1003_IEO_NEU_XX.wav': { sound: '3' },
      'VideoDemographics.csv': table,
    });
    for (const root of [folder.path, folder.at('AudioWAV')]) {
      const scan = await scanFolders([root]);
      expect(scan.clips.map(({ sex, intensity }) => [sex, intensity])).toEqual([
        ['male', 'high'],
        ['female', null],
        [null, null],
      ]);
    }
  });

  test('folders of a split name the split, a single one does not', async () => {
    using folder = corpusFolder([
      'x/train/sad/1.wav',
      'x/val/sad/2.wav',
      'x/test/sad/3.wav',
      'test/sad/4.wav',
    ]);
    const scan = await scanFolders([folder.at('x')]);
    expect(scan.clips.map(({ namedSplit }) => namedSplit)).toEqual(['test', 'train', 'validation']);
    expect(scan.corpora.map(({ name }) => name)).toEqual(['x']);
    expect((await scanFolders([folder.at('test')])).clips.map(({ namedSplit }) => namedSplit)).toEqual([
      null,
    ]);
  });

  test('reads a given table, and a table beside clips without an emotion in their path', async () => {
    using folder = corpusFolder({
      'wavs/1.wav': { sound: '1' },
      'wavs/2.wav': { sound: '2' },
      'wavs/3.wav': { sound: '3' },
      'wavs/4.mp3': 'ID3',
      'Actor_03/03-01-04-01-02-01-03.wav': { sound: '4' },
      'labels.csv':
        'Emotions,Path,speaker,split\nfear,wavs/1.wav,ann,train\nsad,wavs/2.wav,,test\nsad,wavs/gone.wav,,\nsad,wavs/4.mp3,,\nhappy,Actor_03/03-01-04-01-02-01-03.wav,,\n',
      'unrelated.csv': 'name,label\nx.wav,sad\n',
    });
    const table = await scanFolders([folder.at('labels.csv')]);
    expect(corporaOf(table)).toEqual([['labels', 'csv', 3, 2]]);
    expect(
      table.clips.map((clip) => [clip.speaker, clip.sex, clip.sentence, clip.emotion, clip.namedSplit]),
    ).toEqual([
      // Values that the table does not have come from the published name; the emotion comes from the table.
      ['RAVDESS/03', 'male', 'RAVDESS/02', 'happy', null],
      ['labels/ann', null, null, 'fear', 'train'],
      [null, null, null, 'sad', 'test'],
    ]);
    expect(problemsOf(table, folder.path)).toEqual(['unreadable wavs/4.mp3', 'missing wavs/gone.wav']);

    const whole = await scanFolders([folder.path]);
    const name = path.basename(folder.path);
    expect(corporaOf(whole)).toEqual([
      ['RAVDESS', 'ravdess', 1, 1],
      [name, 'csv', 2, 1],
    ]);
    expect(problemsOf(whole, folder.path)).toEqual([
      'unknown-emotion wavs/3.wav',
      'unreadable wavs/4.mp3',
      'missing wavs/gone.wav',
    ]);

    const both = await scanFolders([folder.at('labels.csv'), folder.path]);
    expect(both.clips).toEqual(table.clips);
  });
});

describe('names of corpora', () => {
  test('two folders of one layout are two corpora with the same speakers', async () => {
    using folder = corpusFolder([
      'a/Actor_01/03-01-03-01-01-01-01.wav',
      'b/Actor_01/03-01-04-01-01-01-01.wav',
      'c/x/sad/1.wav',
      'd/X/sad/2.wav',
    ]);
    const scan = await scanFolders([folder.at('b'), folder.at('a'), folder.at('c/x'), folder.at('d/X')]);
    expect(scan.corpora.map((corpus) => [corpus.name, relative(folder.path, corpus.folder)])).toEqual([
      ['RAVDESS', 'b'],
      ['RAVDESS 2', 'a'],
      ['x', 'c/x'],
      ['X 2', 'd/X'],
    ]);
    expect(scan.clips.map(({ corpus, speaker }) => [corpus, speaker])).toEqual([
      ['RAVDESS 2', 'RAVDESS/01'],
      ['RAVDESS', 'RAVDESS/01'],
      ['x', null],
      ['X 2', null],
    ]);
  });

  test('marks synthetic clips, also if only a part of them is scanned', async () => {
    using folder = corpusFolder({
      'made/neural-ser-sample-voices.json': '{}',
      'made/Actor_01/03-01-03-01-01-01-01.wav': { sound: '1' },
      'real/Actor_01/03-01-03-01-01-01-01.wav': { sound: '2' },
    });
    const whole = await scanFolders([folder.path]);
    expect(whole.corpora.map(({ name, synthetic }) => [name, synthetic])).toEqual([
      ['RAVDESS (synthetic)', true],
      ['RAVDESS', false],
    ]);
    expect(whole.clips.map(({ speaker, sentence, synthetic }) => [speaker, sentence, synthetic])).toEqual([
      ['RAVDESS (synthetic)/01', 'RAVDESS (synthetic)/01', true],
      ['RAVDESS/01', 'RAVDESS/01', false],
    ]);
    const part = await scanFolders([folder.at('made/Actor_01')]);
    expect(part.corpora.map(({ synthetic }) => synthetic)).toEqual([true]);
  });
});

describe('skipped files', () => {
  test('gives a reason for every skipped file and never ends the scan', async () => {
    using folder = corpusFolder({
      'Actor_01/03-01-01-01-01-01-01.wav': { sound: 'good' },
      'Actor_01/03-01-01-01-01-02-01.wav': 'this is no sound',
      'Actor_01/03-01-01-01-02-01-01.wav': '',
      'Actor_01/03-01-01-01-02-02-01.wav': { sound: 'empty', seconds: 0 },
      'Actor_01/03-01-09-01-02-02-01.wav': { sound: 'code 09' },
      'Actor_01/03-01-03-01-02-02-02.wav': { sound: 'wrong actor' },
      'Actor_01/02-01-03-01-02-02-01.wav': { sound: 'video' },
      'Actor_01/03-01-04-01-02-02-01.mp3': 'ID3',
      'Actor_01/01-01-01-01-01-01-01.mp4': 'a video of what is there as WAV',
      'Actor_01/._03-01-01-01-01-01-01.wav': 'Mac OS X resource',
      '__MACOSX/Actor_01/03-01-01-01-01-01-01.wav': { sound: 'mac' },
      'AudioWAV/1076_MTI_SAD_XX.wav': {
        sound: 'noise of a converter',
        seconds: 2.57,
        gain: 1e-4,
        offset: 0.01,
      },
      'AudioWAV/1001_DFA_ANG_XX.wav': LFS_POINTER,
      'AudioMP3/1001_DFA_ANG_XX.mp3': 'ID3',
      'OAF_Fear/OAF_back_sad.wav': { sound: 'TESS' },
      'readme.md': '# RAVDESS',
    });
    const scan = await scanFolders([folder.path]);
    expect(clipsOf(scan, folder.path)).toEqual(['Actor_01/03-01-01-01-01-01-01.wav']);
    expect(problemsOf(scan, folder.path)).toEqual([
      'contradiction Actor_01/02-01-03-01-02-02-01.wav',
      'unreadable Actor_01/03-01-01-01-01-02-01.wav',
      'empty Actor_01/03-01-01-01-02-01-01.wav',
      'empty Actor_01/03-01-01-01-02-02-01.wav',
      'contradiction Actor_01/03-01-03-01-02-02-02.wav',
      'unreadable Actor_01/03-01-04-01-02-02-01.mp3',
      'unknown-emotion Actor_01/03-01-09-01-02-02-01.wav',
      'lfs-pointer AudioWAV/1001_DFA_ANG_XX.wav',
      'silent AudioWAV/1076_MTI_SAD_XX.wav',
      'contradiction OAF_Fear/OAF_back_sad.wav',
    ]);
    for (const problem of scan.problems)
      expect(Object.keys(problem).sort()).toEqual(['code', 'path', 'reason']);
    for (const { reason } of scan.problems) expect(reason).toMatch(/^[A-Z“].{10,}\.$/s);
  });

  test('reads the start of a truncated clip, with a warning', async () => {
    const whole = tinyWav({ sound: 'cut', seconds: 1 });
    using folder = corpusFolder({ 'sad/x.wav': whole.subarray(0, 44 + 8000) });
    const scan = await scanFolders([folder.path]);
    expect(scan.clips).toMatchObject([
      { durationSeconds: 0.5, warning: expect.stringContaining('truncated') },
    ]);
  });

  test('reports a file that disappears and a file that is too large', async () => {
    using folder = corpusFolder(['sad/a.wav', 'sad/b.wav', 'sad/large.wav']);
    truncateSync(folder.at('sad/large.wav'), 2 ** 28);
    const learned: string[] = [];
    const memory: ScanMemory = {
      recall: (file) => {
        if (file.endsWith('b.wav')) rmSync(file);
        return undefined;
      },
      remember: (file) => learned.push(path.basename(file)),
    };
    const scan = await scanFolders([folder.path], { memory });
    expect(clipsOf(scan, folder.path)).toEqual(['sad/a.wav']);
    expect(problemsOf(scan, folder.path)).toEqual(['missing sad/b.wav', 'unreadable sad/large.wav']);
    expect(learned.sort()).toEqual(['a.wav', 'large.wav']);
  });

  test("counts each clip of Kaggle's RAVDESS once, although it is there twice", async () => {
    const clip = (n: string) => ({ sound: n });
    using folder = corpusFolder({
      'Actor_01/03-01-03-01-01-01-01.wav': clip('1'),
      'Actor_02/03-01-04-01-01-01-02.wav': clip('2'),
      'audio_speech_actors_01-24/Actor_01/03-01-03-01-01-01-01.wav': clip('1'),
      'audio_speech_actors_01-24/Actor_02/03-01-04-01-01-01-02.wav': clip('2'),
    });
    const scan = await scanFolders([folder.path]);
    expect(corporaOf(scan)).toEqual([['RAVDESS', 'ravdess', 2, 2]]);
    expect(clipsOf(scan, folder.path)).toEqual([
      'Actor_01/03-01-03-01-01-01-01.wav',
      'Actor_02/03-01-04-01-01-01-02.wav',
    ]);
    expect(scan.problems.map(({ code, reason }) => [code, reason])).toEqual([
      ['duplicate', `Duplicate of ${folder.at('Actor_01/03-01-03-01-01-01-01.wav')}.`],
      ['duplicate', `Duplicate of ${folder.at('Actor_02/03-01-04-01-01-01-02.wav')}.`],
    ]);
  });

  test('a sound with two emotions gives the first clip a warning', async () => {
    using folder = corpusFolder({ 'happy/a.wav': { sound: '1' }, 'sad/b.wav': { sound: '1' } });
    const scan = await scanFolders([folder.path]);
    expect(scan.clips).toMatchObject([
      { emotion: 'happy', warning: expect.stringContaining('is labelled sad') },
    ]);
    expect(scan.problems).toMatchObject([
      { code: 'duplicate', reason: expect.stringContaining('happy there, sad here') },
    ]);
  });

  test('reports folders and files without permission', async (context) => {
    // Root can read everything, so the test changes its user for a moment.
    if (process.getuid?.() !== 0 || process.seteuid === undefined)
      context.skip('needs root to change its user');
    using folder = corpusFolder(['open/sad/a.wav', 'open/sad/shut.wav', 'open/shut/sad/b.wav']);
    await scanFolders([folder.path]);
    const { chmodSync } = await import('node:fs');
    chmodSync(folder.path, 0o755);
    chmodSync(folder.at('open/shut'), 0);
    chmodSync(folder.at('open/sad/shut.wav'), 0);
    const memory = createScanMemory();
    process.seteuid?.(65534);
    let scan: Scan;
    try {
      scan = await scanFolders([folder.path], { memory });
    } finally {
      process.seteuid?.(0);
    }
    expect(clipsOf(scan, folder.path)).toEqual(['open/sad/a.wav']);
    expect(problemsOf(scan, folder.path)).toEqual(['unreadable open/sad/shut.wav', 'unreadable open/shut']);
    // A missing permission is not remembered: granting it does not change the file's time.
    expect(clipsOf(await scanFolders([folder.path], { memory }), folder.path)).toEqual([
      'open/sad/a.wav',
      'open/sad/shut.wav',
      'open/shut/sad/b.wav',
    ]);
  });
});

describe('links', () => {
  test('follows links inside the folder, ends loops, and does not follow links outside', async () => {
    using outside = corpusFolder(['sad/secret.wav']);
    using folder = corpusFolder(['angry/a.wav', 'store/x.wav']);
    symlinkSync('../store/x.wav', folder.at('angry/x.wav'));
    symlinkSync('store', folder.at('happy-is-no-word'));
    symlinkSync('..', folder.at('angry/loop'));
    symlinkSync('angry', folder.at('again'));
    symlinkSync('self', folder.at('self'));
    symlinkSync(outside.at('sad'), folder.at('sad'));
    symlinkSync(outside.at('sad/secret.wav'), folder.at('angry/secret.wav'));
    symlinkSync('/dev/zero', folder.at('angry/zero.wav'));
    symlinkSync('nowhere.wav', folder.at('angry/broken.wav'));
    const scan = await scanFolders([folder.path]);
    expect(scan.clips.map(({ emotion, path: file }) => [emotion, path.basename(file)])).toEqual([
      ['angry', 'a.wav'],
      ['angry', 'x.wav'],
    ]);
    expect(problemsOf(scan, folder.path)).toEqual([
      'missing angry/broken.wav',
      'outside angry/secret.wav',
      'outside sad',
    ]);
  });

  test('scans a linked folder, and counts a clip with several paths once', async () => {
    using folder = corpusFolder(['real/sad/a.wav']);
    symlinkSync('real', folder.at('link'));
    const direct = await scanFolders([folder.at('real')]);
    expect((await scanFolders([folder.at('link')])).clips.map(({ path: file }) => file)).toEqual([
      folder.at('link/sad/a.wav'),
    ]);
    const all = await scanFolders(['real', 'link', '.', 'real/sad', 'real/sad/a.wav', 'real'].map(folder.at));
    expect(all).toEqual(direct);
  });
});

describe('arguments', () => {
  test('rejects no folders and only missing folders; one missing folder is a problem', async () => {
    using folder = corpusFolder(['sad/a.wav', 'x.pdf']);
    await expect(scanFolders([])).rejects.toMatchObject({ code: 'no-folders' });
    await expect(scanFolders([folder.at('none'), folder.at('neither')])).rejects.toMatchObject({
      code: 'folder-missing',
    });
    const scan = await scanFolders([folder.at('none'), folder.at('sad'), folder.at('x.pdf')]);
    expect(clipsOf(scan, folder.path)).toEqual(['sad/a.wav']);
    expect(problemsOf(scan, folder.path)).toEqual(['missing none', 'unreadable x.pdf']);
  });

  test('an empty folder has no corpora', async () => {
    using folder = corpusFolder([]);
    expect(await scanFolders([folder.path])).toEqual({ corpora: [], clips: [], problems: [], words: [] });
  });
});

describe('a second scan', () => {
  /** A memory that counts its calls. */
  const counting = (): ScanMemory & { known: number; learned: string[] } => {
    const memory = createScanMemory();
    const counts = { known: 0, learned: [] as string[] };
    return Object.assign(counts, {
      recall: (...file: Parameters<ScanMemory['recall']>) => {
        const found = memory.recall(...file);
        if (found !== undefined) counts.known++;
        // As if stored in a database.
        return found && JSON.parse(JSON.stringify(found));
      },
      remember: (...file: Parameters<ScanMemory['remember']>) => {
        counts.learned.push(path.basename(file[0]));
        memory.remember(...file);
      },
    });
  };

  test('reads only changed files and gives the same result as the first scan', async () => {
    using folder = corpusFolder({
      'sad/a.wav': { sound: 'a' },
      'sad/b.wav': { sound: 'b' },
      'sad/c.wav': 'no sound',
      'sad/d.wav': { sound: 'a' },
    });
    const memory = counting();
    const first = await scanFolders([folder.path], { memory });
    expect(memory.learned.sort()).toEqual(['a.wav', 'b.wav', 'c.wav', 'd.wav']);
    memory.learned.length = 0;
    expect(await scanFolders([folder.path], { memory })).toEqual(first);
    expect([memory.known, memory.learned]).toEqual([4, []]);

    appendFileSync(folder.at('sad/a.wav'), 'more');
    utimesSync(folder.at('sad/b.wav'), 1, 2);
    rmSync(folder.at('sad/c.wav'));
    renameSync(folder.at('sad/d.wav'), folder.at('sad/e.wav'));
    const second = await scanFolders([folder.path], { memory });
    expect(memory.learned.sort()).toEqual(['a.wav', 'b.wav', 'e.wav']);
    expect(second).toEqual(await scanFolders([folder.path]));
  });

  test('measures files of another version again', async () => {
    using folder = corpusFolder(['sad/a.wav']);
    const memory = counting();
    const first = await scanFolders([folder.path], { memory });
    const old: ScanMemory = {
      recall: (...file) => ({ ...memory.recall(...file)!, version: 0 }),
      remember: memory.remember,
    };
    memory.learned.length = 0;
    expect(await scanFolders([folder.path], { memory: old })).toEqual(first);
    expect(memory.learned).toEqual(['a.wav']);
  });

  test('a cancelled scan remembers the files that it has read', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `sad/${index}.wav`);
    using folder = corpusFolder(names);
    const memory = counting();
    const cancel = new AbortController();
    const remember = memory.remember;
    memory.remember = (...file) => {
      remember(...file);
      if (memory.learned.length === 20) cancel.abort();
    };
    await expect(scanFolders([folder.path], { memory, signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(memory.learned.length).toBeGreaterThanOrEqual(20);
    expect(memory.learned.length).toBeLessThan(60);
    const before = memory.learned.length;
    expect((await scanFolders([folder.path], { memory })).clips).toHaveLength(60);
    expect(memory.known).toBe(before);
    await expect(scanFolders([folder.path], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

test('progress ends at the total in both phases', async () => {
  using folder = corpusFolder(['sad/a.wav', 'sad/b.wav', 'notes.txt']);
  const seen: ScanProgress[] = [];
  await scanFolders([folder.path], { onProgress: (progress) => seen.push(progress) });
  const last = (phase: string) => seen.findLast((progress) => progress.phase === phase);
  expect(last('searching')).toEqual({ phase: 'searching', done: 3, total: 0, folder: folder.path });
  expect(last('reading')).toEqual({ phase: 'reading', done: 2, total: 2, folder: folder.path });
});

test('the result does not depend on the order of folders on the disk', async () => {
  using folder = corpusFolder(['b/sad/2.wav', 'a/sad/1.wav', 'B/sad/3.wav', 'ä/sad/4.wav']);
  mkdirSync(folder.at('empty'));
  const scan = await scanFolders([folder.path]);
  expect(clipsOf(scan, folder.path)).toEqual(['B/sad/3.wav', 'a/sad/1.wav', 'b/sad/2.wav', 'ä/sad/4.wav']);
});
