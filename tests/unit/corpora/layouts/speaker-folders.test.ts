import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** The speakers of the clips below a scanned folder, without the name of the corpus; null if unknown. */
async function speakersIn(paths: readonly string[], root = ''): Promise<(string | null)[]> {
  using folder = corpusFolder([...paths]);
  const { clips } = await scanFolders([folder.at(root)]);
  return clips.map(({ speaker }) => speaker?.split('/').slice(1).join('/') ?? null);
}

describe('a folder is a speaker', () => {
  test.each([
    [
      'a keyword and a number',
      ['d/speaker_03/angry/a.wav', 'd/Actor 5/sad/b.wav', 'd/spk12/sad/c.wav'],
      ['Actor 5', 'speaker_03', 'spk12'],
    ],
    [
      'a keyword and a letter or a letter with a number',
      ['d/subject-A/sad/a.wav', 'd/speaker_F01/sad/b.wav'],
      ['speaker_F01', 'subject-A'],
    ],
    ['above or below the emotion', ['d/sad/voice_2/a.wav', 'd/voice_1/sad/b.wav'], ['voice_2', 'voice_1']],
    [
      'numbers and short ids in a folder of persons',
      ['d/participants/p01/sad/a.wav', 'd/participants/p02/sad/b.wav', 'd/participants/03/sad/c.wav'],
      ['03', 'p01', 'p02'],
    ],
    [
      'names in a folder of persons',
      ['d/speakers/anna/sad/a.wav', 'd/speakers/Jörg M/sad/b.wav'],
      ['Jörg M', 'anna'],
    ],
    [
      'a person in a folder of women or men',
      ['d/speakers/female/anna/sad/a.wav', 'd/speakers/male/ben/sad/b.wav'],
      ['anna', 'ben'],
    ],
    [
      'a person called like an emotion',
      ['d/actors/Joy/angry/a.wav', 'd/actors/Joy/sad/a.wav', 'd/actors/Tom/sad/b.wav'],
      ['Joy', 'Joy', 'Tom'],
    ],
    [
      'a number in the folder of one keyword',
      ['d/speaker/03/sad/a.wav', 'd/speaker/04/sad/b.wav'],
      ['03', '04'],
    ],
    [
      'a number in a group of persons',
      [
        'd/participants/control/p01/sad/a.wav',
        'd/participants/control/p02/sad/b.wav',
        'd/participants/patients/p03/sad/c.wav',
        'd/participants/patients/train/p04/sad/d.wav',
        'd/participants/patients/test/p03/angry/e.wav',
      ],
      ['p01', 'p02', 'p03', 'p03', 'p04'],
    ],
    [
      'a person above numbered sessions, and a number above them',
      [
        'd/speakers/anna/s1/sad/a.wav',
        'd/speakers/ben/s1/sad/b.wav',
        'd/speakers/p07/s2/sad/c.wav',
        'd/speakers/p07/session_2/sad/d.wav',
      ],
      ['anna', 'ben', 'p07', 'p07'],
    ],
    [
      'a number like a year beside others that are none',
      ['d/speaker_2012/sad/a.wav', 'd/speaker_4077/sad/b.wav', 'd/x/subjects/1999/sad/c.wav'].concat(
        'd/x/subjects/17/sad/d.wav',
      ),
      ['speaker_2012', 'speaker_4077', '17', '1999'],
    ],
  ])('%s', async (_, paths, speakers) => expect(await speakersIn(paths, 'd')).toEqual(speakers));

  test('also if the folder of persons is the scanned one', async () => {
    const paths = ['participants/p01/sad/a.wav', 'participants/p02/angry/b.wav'];
    expect(await speakersIn(paths, 'participants')).toEqual(['p01', 'p02']);
  });
});

describe('a folder is no speaker', () => {
  test.each([
    [
      'voice and a kind of voice',
      ['d/voice_clean/sad/a.wav', 'd/voice_noisy/sad/b.wav', 'd/voice_pitched/sad/c.wav'],
    ],
    [
      'a keyword and a word',
      ['d/speaker_data/sad/a.wav', 'd/person_of_interest/sad/b.wav', 'd/subjects_2024_final/sad/d.wav'],
    ],
    ['a keyword and a sex', ['d/speaker_F/sad/a.wav', 'd/actor-m/sad/b.wav']],
    [
      'a kind of voice in a folder of voices or persons',
      ['d/voices/clean/sad/a.wav', 'd/speakers/noisy/sad/b.wav', 'd/participants/raw_16khz/sad/c.wav'],
    ],
    [
      'women, men and parts of a split in a folder of persons',
      ['d/speakers/female/sad/a.wav', 'd/speakers/train/sad/b.wav'],
    ],
    [
      'sessions, days, takes and languages of persons',
      ['session_1', 'day1', 'take2', 'english', 'Français', 'cd1'].map(
        (name) => `d/speakers/${name}/sad/a.wav`,
      ),
    ],
    [
      'rooms, dates, versions and groups of persons',
      [
        'room3',
        '2024-05-01',
        '20240501',
        '1.5.24',
        '2024',
        'v2',
        'anna v2',
        '16k',
        'control',
        'patients',
      ].map((name) => `d/subjects/${name}/sad/a.wav`),
    ],
    [
      'versions, years and sample rates of a voice',
      ['voice_v2', 'person_v2', 'speaker_2024', 'subject_16k', 'speaker2023', 'voice/v2', 'voices/16k'].map(
        (name) => `d/${name}/sad/a.wav`,
      ),
    ],
    [
      'a number that two groups have',
      ['a', 'b'].map((group) => `d/participants/${group} group/p01/sad/a.wav`),
    ],
    [
      'a year or a day that starts the name',
      ['d/2023/angry/2023-05-01_a.wav', 'd/01/angry/01_anna.wav', 'd/0511/angry/0511_anna.wav'],
    ],
    ['any other name', ['d/alice/sad/a.wav', 'd/2024/sad/b.wav', 'd/site_1/sad/c.wav']],
  ])('%s', async (_, paths) => expect(await speakersIn(paths, 'd')).toEqual(paths.map(() => null)));

  test.each(['voice_dataset', 'speaker_1', 'subject-A', '0011'])('%s, the scanned folder', async (root) => {
    expect(await speakersIn([`${root}/angry/0011_1.wav`, `${root}/sad/0011_2.wav`], root)).toEqual([
      null,
      null,
    ]);
  });
});

test('several speaker folders that are scanned are speakers, and their corpus is above them', async () => {
  using folder = corpusFolder([
    'mine/speaker_1/sad/a.wav',
    'mine/speaker_2/sad/b.wav',
    'mine/voice_raw/sad/c.wav',
  ]);
  const scan = await scanFolders(
    ['speaker_1', 'speaker_2', 'voice_raw'].map((part) => folder.at(`mine/${part}`)),
  );
  expect(scan.clips.map(({ speaker }) => speaker)).toEqual(['mine/speaker_1', 'mine/speaker_2', null]);
});

test('the corpus is named after the folder above its persons', async () => {
  using folder = corpusFolder(['mine/participants/p01/sad/a.wav', 'mine/participants/p01/angry/a2.wav']);
  const { corpora } = await scanFolders([folder.at('mine')]);
  expect(corpora.map(({ name, speakers }) => [name, speakers])).toEqual([['mine', 1]]);
});
