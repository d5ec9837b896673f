import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** `layout emotion speaker` of each clip, and the codes of the problems. */
async function read(paths: readonly string[]) {
  using folder = corpusFolder(paths.map((path) => `d/${path}`));
  const { clips, problems } = await scanFolders([folder.at('d')]);
  return {
    clips: clips.map(({ layout, emotion, speaker }) => [layout, emotion, speaker]),
    problems: problems.map(({ code, path }) => `${code} ${path.split('/d/')[1]}`),
  };
}

describe('clips whose labels are in missing tables have the emotion of their folder', () => {
  test.each([
    ['anger/Ses01F_impro01_F000.wav', ['iemocap', 'angry', 'IEMOCAP/Ses01F']],
    ['anger/x/Ses01F_impro01_F000.wav', 'unknown-emotion'],
    ['angry/MSP-PODCAST_0001_0008.wav', ['msp-podcast', 'angry', null]],
    ['happy/dia0_utt1.wav', ['folders', 'happy', null]],
  ])('%s', async (path, expected) => {
    const { clips, problems } = await read([path]);
    if (typeof expected === 'string') expect(problems).toEqual([`${expected} ${path}`]);
    else expect([clips, problems]).toEqual([[expected], []]);
  });

  test('also below persons, if there are folders of several emotions', async () => {
    const { clips } = await read(['anger/x/Ses01F_impro01_F000.wav', 'sad/x/Ses02F_impro01_M000.wav']);
    expect(clips).toEqual([
      ['iemocap', 'angry', 'IEMOCAP/Ses01F'],
      ['iemocap', 'sad', 'IEMOCAP/Ses02M'],
    ]);
  });

  test('sessions stay, a row of the table counts more, with a warning', async () => {
    using folder = corpusFolder({
      'happy/MSP-PODCAST_0001_0008.wav': { sound: '1' },
      'sad/MSP-PODCAST_0002_0001.wav': { sound: '2' },
      'Labels/labels_consensus.csv': 'FileName,EmoClass,SpkrID\nMSP-PODCAST_0002_0001.wav,A,3\n',
    });
    const { clips } = await scanFolders([folder.path]);
    expect(clips.map(({ emotion, group, speaker, warning }) => [emotion, group, speaker, warning])).toEqual([
      ['happy', 'MSP-Podcast/0001', null, null],
      [
        'angry',
        'MSP-Podcast/0002',
        'MSP-Podcast/3',
        "The corpus's table says angry, the folder says sad: the table is used.",
      ],
    ]);
  });
});
