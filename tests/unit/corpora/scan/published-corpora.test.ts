import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import type { Clip, SampleLayout } from '#shared/corpora.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'published-corpora-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What a scan finds in a corpus of two speakers with two clips of each label. Speakers are `name sex`. */
interface Expected {
  name: string;
  labels: string;
  speakers: string[];
  sentences: number;
  groups?: number;
  splits?: string;
}

const SEVEN = 'angry disgust fear happy neutral sad surprise';
const WITHOUT_SURPRISE = 'angry disgust fear happy neutral sad';

const EXPECTED: Record<SampleLayout, Expected> = {
  tess: { name: 'TESS', labels: SEVEN, speakers: ['OAF female', 'YAF female'], sentences: 4 },
  savee: { name: 'SAVEE', labels: SEVEN, speakers: ['DC male', 'JE male'], sentences: 14 },
  ravdess: { name: 'RAVDESS', labels: SEVEN, speakers: ['01 male', '02 female'], sentences: 2 },
  'crema-d': {
    name: 'CREMA-D',
    labels: WITHOUT_SURPRISE,
    speakers: ['1001 female', '1002 male'],
    sentences: 4,
  },
  'emo-db': {
    name: 'EMO-DB',
    labels: 'angry boredom disgust fear happy neutral sad',
    speakers: ['03 male', '08 female'],
    sentences: 2,
  },
  iemocap: {
    name: 'IEMOCAP',
    labels: 'angry disgust excited fear frustrated happy neutral other sad surprise',
    speakers: ['Ses01F female', 'Ses01M male'],
    sentences: 0,
    groups: 1,
  },
  meld: {
    name: 'MELD',
    labels: SEVEN,
    speakers: ['Rachel female', 'Ross male'],
    sentences: 0,
    groups: 4,
    splits: 'train validation',
  },
  'msp-podcast': {
    name: 'MSP-Podcast',
    labels: 'angry contempt disgust fear happy neutral other sad surprise',
    speakers: ['1 female', '2 male'],
    sentences: 0,
    groups: 1,
    splits: 'train validation',
  },
  esd: {
    name: 'ESD',
    labels: 'angry happy neutral sad surprise',
    speakers: ['0011 male', '0012 male'],
    sentences: 2,
    splits: 'train validation',
  },
  'jl-corpus': {
    name: 'JL-Corpus',
    labels: 'angry anxious apologetic assertive concerned encouraging excited happy neutral sad',
    speakers: ['female1 female', 'male1 male'],
    sentences: 2,
  },
  'emov-db': {
    name: 'EmoV-DB',
    labels: 'amused angry disgust neutral sleepy',
    speakers: ['bea female', 'sam male'],
    sentences: 2,
  },
  emovo: { name: 'EMOVO', labels: SEVEN, speakers: ['f1 female', 'm1 male'], sentences: 2 },
  emozionalmente: {
    name: 'Emozionalmente',
    labels: SEVEN,
    speakers: ['1 female', '2 male'],
    sentences: 2,
  },
  shemo: {
    name: 'ShEMO',
    labels: 'angry fear happy neutral sad surprise',
    speakers: ['F01 female', 'M01 male'],
    sentences: 0,
  },
  subesco: { name: 'SUBESCO', labels: SEVEN, speakers: ['F_01 female', 'M_01 male'], sentences: 2 },
  cafe: { name: 'CaFE', labels: SEVEN, speakers: ['01 male', '02 female'], sentences: 2 },
  aesdd: {
    name: 'AESDD',
    labels: 'angry disgust fear happy sad',
    speakers: ['1 male', '2 female'],
    sentences: 2,
  },
  urdu: {
    name: 'URDU',
    labels: 'angry happy neutral sad',
    speakers: ['SF1 female', 'SM1 male'],
    sentences: 0,
  },
  // The texts of each emotion are its own.
  oreau: { name: 'Oréau', labels: SEVEN, speakers: ['f01 female', 'm01 male'], sentences: 14 },
  nemo: {
    name: 'nEMO',
    labels: 'angry fear happy neutral sad surprise',
    speakers: ['EB0 female', 'WR0 male'],
    sentences: 2,
  },
  casia: {
    name: 'CASIA',
    labels: 'angry fear happy neutral sad surprise',
    speakers: ['liuchanhg female', 'wangzhe male'],
    sentences: 2,
  },
  'turev-db': {
    name: 'TurEV-DB',
    labels: 'angry calm happy sad',
    speakers: ['1157 null', '1984 null'],
    sentences: 2,
  },
  // No speaker in the names, only the kind of voice.
  mesd: { name: 'MESD', labels: WITHOUT_SURPRISE, speakers: ['null female', 'null male'], sentences: 1 },
  'asvp-esd': {
    name: 'ASVP-ESD',
    labels: 'angry boredom breath disappointed disgust excited fear happy neutral pain pleasure sad surprise',
    speakers: ['01 female', '02 male'],
    sentences: 0,
  },
  resd: {
    name: 'RESD',
    labels: 'angry disgust enthusiasm fear happy neutral sad',
    speakers: ['null null'],
    sentences: 0,
    groups: 14,
    splits: 'test train',
  },
  polish: { name: 'Polish', labels: 'angry fear neutral', speakers: ['m1 null', 'm2 null'], sentences: 2 },
  baved: { name: 'BAVED', labels: 'high low normal', speakers: ['1 female', '2 male'], sentences: 2 },
};

const distinct = (clips: readonly Clip[], field: (clip: Clip) => string | null) =>
  [...new Set(clips.map(field).filter((value) => value !== null))].sort();

describe('a corpus in the layout of', () => {
  test.each(Object.entries(EXPECTED) as [SampleLayout, Expected][])('%s', async (layout, expected) => {
    const folder = path.join(scratch, layout);
    const voices = { folder, layout, speakers: 2, clipsPerEmotion: 2, seed: 3, sampleRateHz: 8000 };
    const made = await writeSampleVoices(voices);
    const { corpora, clips, problems } = await scanFolders([folder]);

    expect(problems).toEqual([]);
    expect(corpora).toMatchObject([
      { name: `${expected.name} (synthetic)`, layout, folder, clips: made.clips },
    ]);
    expect(clips).toHaveLength(made.clips);
    expect(new Set(clips.map(({ fingerprint }) => fingerprint)).size).toBe(made.clips);
    expect(distinct(clips, ({ emotion }) => emotion).join(' ')).toBe(expected.labels);
    const family = `${expected.name} (synthetic)/`;
    const speakers = distinct(
      clips,
      ({ speaker, sex }) => `${speaker === null ? null : speaker.replace(family, '')} ${sex}`,
    );
    expect(speakers).toEqual(expected.speakers);
    expect(distinct(clips, ({ sentence }) => sentence)).toHaveLength(expected.sentences);
    const groups = distinct(clips, ({ group }) => group);
    expect(groups).toHaveLength(expected.groups ?? 0);
    for (const group of groups) expect(group.startsWith(family)).toBe(true);
    expect(distinct(clips, ({ namedSplit }) => namedSplit).join(' ')).toBe(expected.splits ?? '');
  });
});
