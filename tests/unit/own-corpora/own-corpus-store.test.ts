import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createOwnCorpusStore } from '#core/own-corpora/own-corpus-store.ts';
import { openZip } from '#core/system/zip-archive.ts';
import { LABELS } from '#shared/labels.ts';
import type { OwnTake, Prompt, Prompts } from '#shared/own-corpora.ts';
import { createRandom } from '#shared/random.ts';
import { decodeWav } from '../../decode-wav.ts';

const disk = vi.hoisted(() => ({ freeFiles: Number.POSITIVE_INFINITY }));

// A disk with room for a limited number of files. Everything else is real.
vi.mock('#core/system/write-whole-file.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('#core/system/write-whole-file.ts')>();
  return {
    ...real,
    writeWholeFile: async (...[path, content]: Parameters<typeof real.writeWholeFile>) => {
      if (disk.freeFiles-- <= 0) throw Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
      await real.writeWholeFile(path, content);
    },
  };
});

const PROMPTS: Prompts = {
  emotions: ['happy', 'sad'],
  sentences: ['Good morning.', '“Well”, he said, no.', '=1+1'],
  repetitions: 2,
  order: 'random',
};
const FIRST: Prompt = { sentence: 0, emotion: 0, repetition: 1 };
const SECOND: Prompt = { sentence: 1, emotion: 1, repetition: 2 };
const NEW = { name: 'My voices', prompts: PROMPTS, statement: 'I agree.', seed: 5 };

/** A second of noise that depends on `sound`. */
function wav(sound: string | number, { seconds = 1, gain = 0.3, rateHz = 8000 } = {}): Uint8Array {
  const random = createRandom('own', sound);
  const samples = Float32Array.from({ length: seconds * rateHz }, () => gain * random.between(-1, 1));
  return encodeWav(samples, rateHz, 'pcm16');
}

function folderAndStore(start = '2026-11-29T20:00:00.000Z') {
  const folder = mkdtempSync(join(tmpdir(), 'own-corpora-'));
  const clock = { now: new Date(start) };
  disk.freeFiles = Number.POSITIVE_INFINITY;
  onTestFinished(() => {
    disk.freeFiles = Number.POSITIVE_INFINITY;
    rmSync(folder, { recursive: true, force: true });
  });
  const open = () => createOwnCorpusStore(folder, () => clock.now);
  return { folder, clock, open, store: open(), corpus: join(folder, NEW.name) };
}

async function withSpeakers(codes = ['p01', 'p02']) {
  const made = folderAndStore();
  await made.store.create(NEW);
  for (const code of codes) {
    await made.store.saveSpeaker(NEW.name, { code, sex: 'female', ageGroup: '20–29', language: 'English' });
    await made.store.giveConsent(NEW.name, code, 'Anna Muster');
  }
  return made;
}

const table = (corpus: string): Record<string, string>[] =>
  parse(readFileSync(join(corpus, 'metadata.csv')), { columns: true });
const used = (takes: readonly OwnTake[]) => takes.filter((take) => take.used).map(({ take }) => take);

describe('the sheet', () => {
  test('is saved whole, listed, shown, and found again', async () => {
    const { store, open, corpus } = await withSpeakers();
    expect(await store.list()).toEqual([
      { name: 'My voices', folder: corpus, speakers: 2, clips: 0, problem: null },
    ]);
    const shown = await open().show('My voices');
    expect(shown).toMatchObject({ ...NEW, folder: corpus, createdAt: '2026-11-29T20:00:00.000Z' });
    expect(shown.speakers[0]).toEqual({
      ...{ code: 'p01', sex: 'female', ageGroup: '20–29', language: 'English', clips: 0, trashed: 0 },
      consent: { statement: 'I agree.', givenBy: 'Anna Muster', givenAt: '2026-11-29T20:00:00.000Z' },
    });
    const consent = readFileSync(join(corpus, 'consent-p01.txt'), 'utf8');
    for (const part of ['I agree.', 'Anna Muster', '2026-11-29T20:00:00.000Z', 'p01'])
      expect(consent).toContain(part);
    expect(readFileSync(join(corpus, 'speakers.csv'), 'utf8')).not.toContain('Anna');
  });

  test('has names that are folders on every system, each once', async () => {
    const { store, folder } = folderAndStore();
    for (const name of [
      '..',
      '.',
      '',
      '../x',
      'a/b',
      'a\\b',
      'CON',
      'lpt1',
      'x.',
      '.takes',
      ' x',
      'x\u0000',
      'a'.repeat(61),
    ])
      await expect(store.create({ ...NEW, name }), name).rejects.toMatchObject({ code: 'no-own-corpus' });
    for (const name of ['happy', 'Angry clips', 'Trauer'])
      await expect(store.create({ ...NEW, name }), name).rejects.toMatchObject({ code: 'invalid-name' });
    await store.create({ ...NEW, name: 'Übung 1' });
    for (const name of ['Übung 1', 'übung 1'])
      await expect(store.create({ ...NEW, name }), name).rejects.toMatchObject({ code: 'name-taken' });
    expect(readdirSync(folder)).toEqual(['Übung 1']);
    await expect(store.show('../Übung 1')).rejects.toMatchObject({ code: 'no-own-corpus' });
    await expect(store.show('other')).rejects.toMatchObject({ code: 'no-own-corpus' });
  });

  test('has codes that tables and folders do not read as something else', async () => {
    const { store } = await withSpeakers(['p01']);
    const speaker = { sex: null, ageGroup: '', language: '' };
    for (const code of ['sad', 'Wut', 'none', 'NaN', 'unknown'])
      await expect(store.saveSpeaker(NEW.name, { code, ...speaker }), code).rejects.toMatchObject({
        code: 'invalid-speaker',
      });
    await expect(store.saveSpeaker(NEW.name, { code: 'P01', ...speaker })).rejects.toMatchObject({
      code: 'speaker-taken',
    });
    await store.saveSpeaker(NEW.name, { code: 'p01', ...speaker, sex: 'male' });
    const [changed] = (await store.show(NEW.name)).speakers;
    expect(changed).toMatchObject({ sex: 'male', consent: { givenBy: 'Anna Muster' } });
  });

  test('that is damaged is named in the list, and nothing is written over it', async () => {
    const { open, corpus } = await withSpeakers();
    for (const text of ['', '{', '{"version":1}', 'null']) {
      writeFileSync(join(corpus, 'corpus.json'), text);
      const store = open();
      expect((await store.list())[0].problem).toContain('corpus.json');
      await expect(store.saveTake(NEW.name, 'p01', FIRST, wav(1))).rejects.toMatchObject({
        code: 'sheet-damaged',
      });
      expect(readFileSync(join(corpus, 'corpus.json'), 'utf8')).toBe(text);
    }
  });

  test('has emotions that a scan reads as they are written', async () => {
    const { store } = folderAndStore();
    for (const [emotion, read] of [
      ['joy', 'happy'],
      ['Wut', 'angry'],
      ['Bored', 'boredom'],
      ['My Mood', 'my mood'],
    ])
      await expect(
        store.create({ ...NEW, prompts: { ...PROMPTS, emotions: [emotion] } }),
      ).rejects.toMatchObject({ code: 'invalid-emotion', message: expect.stringContaining(`“${read}”`) });
    const known = [...Object.keys(LABELS), 'my mood'];
    await store.create({ ...NEW, prompts: { ...PROMPTS, emotions: known, sentences: ['One.'] } });
    expect((await store.show(NEW.name)).prompts.emotions).toEqual(known);
  });

  test('has the name of its folder, also after that was renamed', async () => {
    const { store, corpus, folder } = await withSpeakers(['p01']);
    await store.saveTake(NEW.name, 'p01', FIRST, wav(1));
    renameSync(corpus, join(folder, 'Other'));
    expect(await store.list()).toMatchObject([{ name: 'Other', clips: 1 }]);
    expect(await store.show('Other')).toMatchObject({ name: 'Other', speakers: [{ clips: 1 }] });
    await store.saveTake('Other', 'p01', SECOND, wav(2));
    expect(table(join(folder, 'Other'))).toHaveLength(2);
  });

  test('of a new corpus does not get the takes of a removed one', async () => {
    const { store, corpus } = await withSpeakers(['p01']);
    for (const sound of [1, 2]) await store.saveTake(NEW.name, 'p01', FIRST, wav(sound));
    rmSync(corpus, { recursive: true });
    await expect(store.show(NEW.name)).rejects.toMatchObject({ code: 'no-own-corpus' });
    await expect(store.create(NEW)).rejects.toMatchObject({ code: 'name-taken' });
  });

  test('keeps the prompts of recorded clips', async () => {
    const { store } = await withSpeakers();
    const swapped = { ...PROMPTS, emotions: ['sad', 'happy'] };
    await store.change(NEW.name, swapped, 'I agree.');
    await store.change(NEW.name, PROMPTS, 'I agree to all.');
    await store.saveTake(NEW.name, 'p01', FIRST, wav(1));
    for (const prompts of [swapped, { ...PROMPTS, repetitions: 1 }, { ...PROMPTS, sentences: ['Other.'] }])
      await expect(store.change(NEW.name, prompts, 'I agree.')).rejects.toMatchObject({
        code: 'prompts-recorded',
      });
    await store.change(
      NEW.name,
      { ...PROMPTS, sentences: [...PROMPTS.sentences, 'Last.'], repetitions: 3 },
      'New.',
    );
    expect(await store.show(NEW.name)).toMatchObject({ prompts: { repetitions: 3 }, statement: 'New.' });
    // The statement that was agreed to stays.
    expect((await store.show(NEW.name)).speakers[0].consent?.statement).toBe('I agree.');
  });
});

describe('a take', () => {
  test('is a clip of a corpus that a scan reads without a rule', async () => {
    const { store, corpus } = await withSpeakers();
    await store.saveSpeaker(NEW.name, { code: 'p02', sex: 'male', ageGroup: '', language: '' });
    const saved = await store.saveTake(NEW.name, 'p01', FIRST, wav(1, { rateHz: 48_000 }));
    expect(saved).toMatchObject({ take: 1, used: true, durationSeconds: 1, warnings: [] });
    expect(decodeWav(readFileSync(saved.path))).toMatchObject({ sampleRateHz: 48_000, warning: null });
    await store.saveTake(NEW.name, 'p01', SECOND, wav(2));
    await store.saveTake(NEW.name, 'p02', { ...SECOND, sentence: 2 }, wav(3));
    const scan = await scanFolders([corpus]);
    expect(scan.problems).toEqual([]);
    expect(scan.corpora).toMatchObject([{ name: 'My voices', layout: 'csv' }]);
    expect(scan.clips.map((clip) => [clip.emotion, clip.speaker, clip.sex, clip.sentence])).toEqual([
      ['happy', 'My voices/p01', 'female', 'My voices/Good morning.'],
      ['sad', 'My voices/p01', 'female', 'My voices/“Well”, he said, no.'],
      ['sad', 'My voices/p02', 'male', "My voices/'=1+1"],
    ]);
    expect(table(corpus)[1]).toEqual({
      ...{
        path: 'p01/p01_s002_e02-sad_r2_t1.wav',
        emotion: 'sad',
        speaker: 'p01',
        sex: 'female',
        age: '20–29',
      },
      ...{ language: 'English', sentence: '“Well”, he said, no.', repetition: '2', take: '1' },
    });
  });

  test('is not recorded without consent, for an unknown speaker, or for no prompt', async () => {
    const { store, corpus } = await withSpeakers(['p01']);
    await store.saveSpeaker(NEW.name, { code: 'p03', sex: null, ageGroup: '', language: '' });
    const save = (code: string, prompt: Prompt, sound = wav(1)) =>
      store.saveTake(NEW.name, code, prompt, sound);
    await expect(save('p03', FIRST)).rejects.toMatchObject({ code: 'no-consent' });
    await expect(save('p04', FIRST)).rejects.toMatchObject({ code: 'no-speaker' });
    for (const prompt of [{ sentence: 3 }, { emotion: 2 }, { repetition: 3 }])
      await expect(save('p01', { ...FIRST, ...prompt })).rejects.toMatchObject({ code: 'no-prompt' });
    await expect(save('p01', FIRST, wav(1, { seconds: 0.02 }))).rejects.toMatchObject({
      code: 'take-too-short',
    });
    await expect(save('p01', FIRST, wav(1, { seconds: 121 }))).rejects.toMatchObject({
      code: 'take-too-long',
    });
    await expect(save('p01', FIRST, new Uint8Array(50))).rejects.toMatchObject({ code: 'wav-unreadable' });
    expect(table(corpus)).toEqual([]);
    expect(existsSync(join(corpus, 'p03'))).toBe(false);
  });

  test.each([
    ['too-short', { seconds: 0.3 }],
    ['quiet', { gain: 0.005 }],
    ['silent', { gain: 0.0005 }],
    ['clipped', { gain: 6 }],
  ])('is saved with the warning %s', async (warning, options) => {
    const { store } = await withSpeakers(['p01']);
    expect(await store.saveTake(NEW.name, 'p01', FIRST, wav(1, options))).toMatchObject({
      warnings: [warning],
    });
  });

  test('replaces no other: all are kept, the newest or the chosen one counts', async () => {
    const { store, corpus, open } = await withSpeakers(['p01']);
    for (const sound of [1, 2, 3]) await store.saveTake(NEW.name, 'p01', FIRST, wav(sound));
    expect(used(await store.takes(NEW.name, 'p01'))).toEqual([3]);
    await store.useTake(NEW.name, 'p01', { ...FIRST, take: 1 });
    const takes = await open().takes(NEW.name, 'p01');
    expect(takes.map(({ take, used }) => [take, used])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(readFileSync(takes[0].path)).toEqual(Buffer.from(wav(1)));
    expect(table(corpus).map(({ path }) => path)).toEqual(['p01/p01_s001_e01-happy_r1_t1.wav']);
    expect((await scanFolders([corpus])).clips).toHaveLength(1);
    await expect(store.useTake(NEW.name, 'p01', { ...FIRST, take: 9 })).rejects.toMatchObject({
      code: 'no-take',
    });
    await store.saveTake(NEW.name, 'p01', FIRST, wav(4));
    expect(used(await store.takes(NEW.name, 'p01'))).toEqual([4]);
  });

  test('of two pages at the same time are two takes', async () => {
    const { store } = await withSpeakers(['p01']);
    const both = await Promise.all([1, 2].map((sound) => store.saveTake(NEW.name, 'p01', FIRST, wav(sound))));
    expect(both.map(({ take }) => take).toSorted()).toEqual([1, 2]);
    expect(await store.takes(NEW.name, 'p01')).toHaveLength(2);
  });
});

describe('what a killed process or a full disk leaves', () => {
  test('two used takes, or none, or an old table, is repaired', async () => {
    const { store, open, corpus, folder } = await withSpeakers(['p01']);
    for (const sound of [1, 2]) await store.saveTake(NEW.name, 'p01', FIRST, wav(sound));
    const [other, own] = await store.takes(NEW.name, 'p01');
    const inCorpus = join(corpus, 'p01', 'p01_s001_e01-happy_r1_t1.wav');
    renameSync(other.path, inCorpus);
    expect(used(await open().takes(NEW.name, 'p01'))).toEqual([2]);
    renameSync(own.path, join(folder, '.takes', NEW.name, 'p01', 'p01_s001_e01-happy_r1_t2.wav'));
    writeFileSync(join(corpus, 'metadata.csv'), 'path,emotion\n');
    expect(used(await open().takes(NEW.name, 'p01'))).toEqual([2]);
    expect(table(corpus)).toMatchObject([{ take: '2' }]);
  });

  test.each([0, 1, 2])('nothing is lost when %i more files fit', async (files) => {
    const { store, corpus } = await withSpeakers(['p01']);
    await store.saveTake(NEW.name, 'p01', FIRST, wav(1));
    disk.freeFiles = files;
    const saving = store.saveTake(NEW.name, 'p01', SECOND, wav(2));
    if (files < 3)
      await expect(saving).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining(corpus),
      });
    disk.freeFiles = Number.POSITIVE_INFINITY;
    const takes = await store.takes(NEW.name, 'p01');
    expect(takes).toHaveLength(files === 0 ? 1 : 2);
    expect(table(corpus)).toHaveLength(takes.length);
    expect((await scanFolders([corpus])).problems).toEqual([]);
  });
});

describe('withdrawn consent', () => {
  test('moves everything of the speaker into the trash, for seven days', async () => {
    const { store, corpus, folder, clock } = await withSpeakers();
    for (const [code, sound] of [
      ['p01', 1],
      ['p01', 2],
      ['p02', 3],
    ] as const)
      await store.saveTake(NEW.name, code, FIRST, wav(sound));
    await store.withdrawConsent(NEW.name, 'p01');
    expect((await store.show(NEW.name)).speakers).toMatchObject([
      { code: 'p01', consent: null, clips: 0, trashed: 1 },
      { code: 'p02', clips: 1, trashed: 0 },
    ]);
    expect(readdirSync(corpus).toSorted()).toEqual(
      ['README.txt', 'consent-p02.txt', 'corpus.json', 'metadata.csv', 'p02', 'speakers.csv'].toSorted(),
    );
    expect(await store.takes(NEW.name, 'p01')).toEqual([]);
    expect((await scanFolders([corpus])).clips).toHaveLength(1);
    await expect(store.saveTake(NEW.name, 'p01', FIRST, wav(4))).rejects.toMatchObject({
      code: 'no-consent',
    });

    clock.now = new Date('2026-12-06T19:59:00Z');
    await store.restoreConsent(NEW.name, 'p01');
    expect(used(await store.takes(NEW.name, 'p01'))).toEqual([2]);
    expect(await store.takes(NEW.name, 'p01')).toHaveLength(2);
    expect((await store.show(NEW.name)).speakers[0].consent?.givenBy).toBe('Anna Muster');

    await store.withdrawConsent(NEW.name, 'p01');
    clock.now = new Date('2026-12-13T20:01:00Z');
    await store.list();
    expect(readdirSync(join(folder, '.trash'))).toEqual([]);
    await expect(store.restoreConsent(NEW.name, 'p01')).rejects.toMatchObject({ code: 'nothing-withdrawn' });
  });

  test('is not undone over new recordings; a speaker with recordings is not removed', async () => {
    const { store, corpus } = await withSpeakers();
    await store.saveTake(NEW.name, 'p01', FIRST, wav(1));
    await expect(store.removeSpeaker(NEW.name, 'p01')).rejects.toMatchObject({ code: 'speaker-recorded' });
    await store.withdrawConsent(NEW.name, 'p01');
    await store.giveConsent(NEW.name, 'p01', 'Anna Muster');
    await store.saveTake(NEW.name, 'p01', FIRST, wav(2));
    await expect(store.restoreConsent(NEW.name, 'p01')).rejects.toMatchObject({ code: 'speaker-recorded' });
    await store.withdrawConsent(NEW.name, 'p01');
    await store.removeSpeaker(NEW.name, 'p01');
    await store.removeSpeaker(NEW.name, 'p02');
    expect((await store.show(NEW.name)).speakers).toEqual([]);
    expect(readdirSync(corpus).filter((file) => file.startsWith('consent'))).toEqual([]);
  });
});

test('the zip file has clips and tables, and names no person', async () => {
  const { store, folder } = await withSpeakers();
  await store.saveTake(NEW.name, 'p01', FIRST, wav(1));
  await store.saveTake(NEW.name, 'p01', FIRST, wav(2));
  const path = join(folder, 'x.zip');
  const content = await store.archive(NEW.name);
  writeFileSync(path, content);
  using zip = await openZip(path);
  expect([...zip.entries.keys()].toSorted()).toEqual(
    ['README.txt', 'metadata.csv', 'p01/p01_s001_e01-happy_r1_t2.wav', 'speakers.csv'].map(
      (file) => `My voices/${file}`,
    ),
  );
  expect(statSync(path).size).toBeGreaterThan(16_000);
  expect(Buffer.from(content).includes('Muster')).toBe(false);
});
