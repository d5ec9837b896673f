import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { promptsOf } from '#shared/prompt-plan.ts';
import { ENTRIES } from '../program-scripts.ts';

const NAME = 'Lab 2026';
/** The emotions with their codes in the names of the synthetic clips. */
const CODES = { neutral: '01', happy: '03', angry: '05' };
const SPEAKERS = ['p01', 'p02', 'p03'];

let folder = '';
let laboratory: Laboratory;
const open = () =>
  openLaboratory({ folder: join(folder, 'laboratory'), entries: ENTRIES, native: { explicit: 'off' } });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neural-ser-own-'));
  await writeSampleVoices({
    folder: join(folder, 'voices'),
    layout: 'ravdess',
    speakers: 3,
    clipsPerEmotion: 2,
    seed: 3,
  });
  laboratory = await open();
});
afterAll(async () => {
  await laboratory[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A synthetic voice as the microphone would give it. */
function spoken(speaker: number, emotion: keyof typeof CODES, sentence: number): Uint8Array<ArrayBuffer> {
  const actor = `0${speaker + 1}`;
  const names = [1, 2].flatMap((intensity) =>
    [1, 2].map(
      (repetition) => `03-01-${CODES[emotion]}-0${intensity}-0${sentence + 1}-0${repetition}-${actor}.wav`,
    ),
  );
  const paths = names.map((name) => join(folder, 'voices', `Actor_${actor}`, name));
  return new Uint8Array(readFileSync(paths.find(existsSync)!));
}

test('a corpus is recorded, also after a restart, scanned without a question, and trains', async () => {
  const prompts = {
    emotions: Object.keys(CODES),
    sentences: ['Kids are talking by the door.', 'Dogs are sitting by the door.'],
    repetitions: 1,
    order: 'random' as const,
  };
  await laboratory.invoke('ownCorpora.create', { name: NAME, prompts, statement: 'I agree.', seed: 1 });
  for (const [index, code] of SPEAKERS.entries()) {
    await laboratory.invoke('ownCorpora.saveSpeaker', {
      name: NAME,
      speaker: { code, sex: index === 1 ? 'female' : 'male' },
    });
    await laboratory.invoke('ownCorpora.giveConsent', { name: NAME, speaker: code, givenBy: 'The speaker' });
  }
  const record = async (index: number, from: number, to: number) => {
    const sheet = await laboratory.invoke('ownCorpora.show', { name: NAME });
    for (const prompt of promptsOf(sheet, SPEAKERS[index]).slice(from, to)) {
      const emotion = prompts.emotions[prompt.emotion] as keyof typeof CODES;
      const wav = spoken(index, emotion, prompt.sentence);
      await laboratory.invoke('ownCorpora.saveTake', { name: NAME, speaker: SPEAKERS[index], prompt, wav });
    }
  };
  await record(0, 0, 6);
  await record(1, 0, 4);
  await laboratory[Symbol.asyncDispose]();
  laboratory = await open();
  expect(
    (await laboratory.invoke('ownCorpora.show', { name: NAME })).speakers.map(({ clips }) => clips),
  ).toEqual([6, 4, 0]);
  await record(1, 4, 6);
  await record(2, 0, 6);

  const [own] = await laboratory.invoke('ownCorpora.list', {});
  expect(own).toMatchObject({ name: NAME, speakers: 3, clips: 18, problem: null });
  const [added] = await laboratory.invoke('library.add', { folders: [own.folder] });
  expect(added).toMatchObject({ clips: 18, problems: 0, corpora: [{ name: NAME, layout: 'csv' }] });
  const { clips } = await laboratory.invoke('library.clips', { folders: [own.folder] });
  for (const [index, code] of SPEAKERS.entries()) {
    const mine = clips.filter(({ speaker }) => speaker === `${NAME}/${code}`);
    expect(mine.map(({ sex }) => sex)).toEqual(Array(6).fill(index === 1 ? 'female' : 'male'));
    for (const sentence of prompts.sentences)
      expect(
        mine
          .filter((clip) => clip.sentence === `${NAME}/${sentence}`)
          .map(({ emotion }) => emotion)
          .toSorted(),
      ).toEqual(['angry', 'happy', 'neutral']);
  }

  const { id } = await laboratory.invoke('runs.start', {
    folders: [own.folder],
    settings: { epochs: 1, labels: 'as-labelled' },
  });
  await vi.waitUntil(
    async () => ['finished', 'failed'].includes((await laboratory.invoke('runs.show', { run: id })).status),
    { timeout: 120_000 },
  );
  expect(await laboratory.invoke('runs.show', { run: id })).toMatchObject({ status: 'finished' });
}, 180_000);

test('a withdrawal takes the speaker out of the next scan', async () => {
  await laboratory.invoke('ownCorpora.withdrawConsent', { name: NAME, speaker: 'p02' });
  const [{ folder: own }] = await laboratory.invoke('ownCorpora.list', {});
  const [added] = await laboratory.invoke('library.add', { folders: [own] });
  expect(added).toMatchObject({ clips: 12, problems: 0 });
  await laboratory.invoke('ownCorpora.restoreConsent', { name: NAME, speaker: 'p02' });
  const [again] = await laboratory.invoke('library.add', { folders: [own] });
  expect(again).toMatchObject({ clips: 18, problems: 0 });
});
