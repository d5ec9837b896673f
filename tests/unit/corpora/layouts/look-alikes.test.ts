import { describe, expect, test } from 'vitest';
import { SYNTHETIC_MARKER } from '#core/corpora/sample-voices/sample-voices-marker.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import type { Layout } from '#shared/corpora.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** Layout and label of the one clip at `path`, or the code of its problem. */
async function read(path: string): Promise<[Layout, string] | string> {
  using folder = corpusFolder([`d/${path}`]);
  const { clips, problems } = await scanFolders([folder.at('d')]);
  return clips.length === 1 ? [clips[0].layout, clips[0].emotion] : problems[0].code;
}

describe('a name that only looks like one of a published corpus is read by its folder', () => {
  test.each([
    // RAVDESS: dates and other numbers.
    ['sad/24-06-05-10-15-30-02.wav', ['folders', 'sad']],
    ['sad/03-01-05-01-01-01-25.wav', ['folders', 'sad']],
    ['sad/03-01-05-01-01-03-02.wav', ['folders', 'sad']],
    ['sad/03-01-09-01-01-01-02.wav', ['folders', 'sad']],
    ['happy/01-02-07-01-02-01-24.wav', ['folders', 'happy']],
    ['24-06-05-10-15-30-01.wav', 'unknown-emotion'],
    ['03-01-05-01-01-01-00.wav', 'unknown-emotion'],
    // TESS: other codes and other speakers.
    ['happy/YAF_dog_bored.wav', ['folders', 'happy']],
    ['angry/OAF_take_final.wav', ['folders', 'angry']],
    ['sad/ODF_demo_happy.wav', ['folders', 'sad']],
    ['OBF_back_happy.wav', 'unknown-emotion'],
    // CREMA-D: other codes, sentences, levels and actors.
    ['sad/1001_DFA_SUR_XX.wav', ['folders', 'sad']],
    ['sad/1001_ABC_ANG_HI.wav', ['folders', 'sad']],
    ['sad/1001_IEO_ANG_UK.wav', ['folders', 'sad']],
    ['sad/2024_IEO_ANG_HI.wav', ['folders', 'sad']],
    // SAVEE: other initials, which only sample voices have.
    ['ALL/EN_f01.wav', 'unknown-emotion'],
    ['ALL/AB_f01.wav', 'unknown-emotion'],
    ['savee/EN_f01.wav', 'unknown-emotion'],
    ['angry/ALL/EN_f01.wav', ['folders', 'angry']],
    ['ALL/angry/EN_f01.wav', ['folders', 'angry']],
    ['ALL/angry/en_f01.wav', ['folders', 'angry']],
    ['ALL/sad/EN_f01.wav', ['folders', 'sad']],
    ['ALL/sad/x/EN_a01.wav', ['folders', 'sad']],
    ['ALL/en_f01.wav', 'unknown-emotion'],
    // SAVEE's initials, and the emotion of the folder.
    ['sad/DC_a01.wav', ['folders', 'sad']],
  ] as const)('%s', async (path, expected) => expect(await read(path)).toEqual(expected));
});

describe('names of the published corpora and of sample voices are read as before', () => {
  test.each([
    ['03-01-05-01-02-02-24.wav', ['ravdess', 'angry']],
    ['Actor_26/03-01-05-01-02-03-26.wav', ['ravdess', 'angry']],
    ['x/03-02-06-01-02-02-01.wav', ['ravdess', 'fear']],
    ['ALL/DC_f01.wav', ['savee', 'fear']],
    ['savee/en_f01.wav', 'unknown-emotion'],
    ['OAF_back_happy.wav', ['tess', 'happy']],
    ['OBF_happy/OBF_back_happy.wav', ['tess', 'happy']],
    ['1091_WSI_HAP_XX.wav', ['crema-d', 'happy']],
    // A published name in the folder of another emotion stays a contradiction.
    ['sad/03-01-05-01-01-01-01.wav', 'contradiction'],
    ['sad/OAF_back_happy.wav', 'contradiction'],
    ['sad/1001_IEO_ANG_HI.wav', 'contradiction'],
  ] as const)('%s', async (path, expected) => expect(await read(path)).toEqual(expected));
});

test('sample voices have further speakers in the layout of SAVEE', async () => {
  using folder = corpusFolder({
    [`d/${SYNTHETIC_MARKER}`]: '{}',
    'd/ALL/AB_f01.wav': { sound: 'fear' },
  });
  const { clips } = await scanFolders([folder.at('d')]);
  expect(clips).toMatchObject([{ layout: 'savee', emotion: 'fear', speaker: 'SAVEE (synthetic)/AB' }]);
});
