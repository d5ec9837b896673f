import { expect, test } from 'vitest';
import { ageOf } from '#core/corpora/layouts/naming.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

test.each([
  ['26', 26],
  [' 26.5 ', 26.5],
  ['26,5', 26.5],
  ['64 years', 64],
  ['7 y', 7],
  ['60+', 60],
  ['20–29', 24.5],
  ['50-59 years', 54.5],
  // A range that is in two groups says nothing.
  ['25–34', null],
  ['29-20', null],
  ['adult', null],
  ['0', null],
  ['121', null],
  ['1985', null],
  ['-5', null],
  ['', null],
])('the age of %j is %j', (word, age) => {
  expect(ageOf(word)).toBe(age);
});

const ages = async (folder: string) =>
  (await scanFolders([folder])).clips.map(({ speaker, age }) => [speaker, age]);

test('corpora whose speakers have published ages', async () => {
  using tess = corpusFolder(['OAF_Fear/OAF_back_fear.wav', 'YAF_sad/YAF_bar_sad.wav']);
  expect(await ages(tess.path)).toEqual([
    ['TESS/OAF', 64],
    ['TESS/YAF', 26],
  ]);
  using emoDb = corpusFolder(['wav/03a01Fa.wav', 'wav/16b10Wb.wav']);
  expect(await ages(emoDb.path)).toEqual([
    ['EMO-DB/03', 31],
    ['EMO-DB/16', 31],
  ]);
  using baved = corpusFolder(['1/12-f-23-4-1-77.wav']);
  expect(await ages(baved.path)).toEqual([['BAVED/12', 23]]);
});

test('CREMA-D has them in its table; an actor without one has none', async () => {
  using folder = corpusFolder({
    'AudioWAV/1001_IEO_ANG_HI.wav': { sound: '1' },
    'AudioWAV/1002_IEO_SAD_LO.wav': { sound: '2' },
    'VideoDemographics.csv':
      '"ActorID","Age","Sex","Race","Ethnicity"\n1001,51,Male,Caucasian,Not Hispanic\n1002,?,Female,,\n',
  });
  const { clips } = await scanFolders([folder.path]);
  expect(clips.map(({ speaker, age, sex }) => [speaker, age, sex])).toEqual([
    ['CREMA-D/1001', 51, 'male'],
    ['CREMA-D/1002', undefined, 'female'],
  ]);
});

test('a table gives them by a column of its own, which can be chosen', async () => {
  using folder = corpusFolder({
    'a.wav': { sound: '1' },
    'b.wav': { sound: '2' },
    'table.csv': 'path,emotion,speaker,age,Alter\na.wav,angry,x,26,61\nb.wav,sad,y,20-29,n/a\n',
  });
  const { clips, corpora } = await scanFolders([folder.at('table.csv')]);
  expect(clips.map(({ age }) => age)).toEqual([26, 24.5]);
  expect(corpora[0].tables?.[0].columns).toMatchObject({ age: 'age' });
});
