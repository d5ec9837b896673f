import { describe, expect, test } from 'vitest';
import { isUnclearSex, sexOf } from '#core/corpora/layouts/naming.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { identifierOf, isMissing } from '#core/corpora/tables/cell-values.ts';
import { corpusFolder } from '../corpus-folder.ts';

describe('speakers, groups and folds', () => {
  test.each(
    'NaN,unknown,unbekannt,Unbekannt,anonymous,Anonym,no speaker,-1,-1.0,inconnu,неизвестно,<none>'.split(
      ',',
    ),
  )('“%s” names nobody', (cell) => expect(identifierOf(cell)).toBeNull());

  test.each(['1', '01', '1.0', '1,0', '001', '1.'])('%s is 1', (cell) =>
    expect(identifierOf(cell)).toBe('1'),
  );

  test.each(['anna', '1.5', '1,5', 'p01', '-2', '10', 'nobody1'])('%s stays', (cell) =>
    expect(identifierOf(cell)).toBe(cell),
  );

  test('a value without a speaker can be one elsewhere', () => expect(isMissing('anonymous')).toBe(false));
});

describe('sexes', () => {
  test.each([
    ['weiblich', 'female'],
    ['Männlich', 'male'],
    ['Ma\u0308nnlich', 'male'],
    ['Frau', 'female'],
    ['femme', 'female'],
    ['uomo', 'male'],
    ['женский', 'female'],
    ['男', 'male'],
    ['F.', 'female'],
    ['females', 'female'],
  ])('%s', (cell, sex) => expect(sexOf(cell)).toBe(sex));

  test.each(['1', '0', 'xy', 'mm'])('“%s” is said', (cell) =>
    expect([sexOf(cell), isUnclearSex(cell)]).toEqual([null, true]),
  );
  test.each(['diverse', 'd', 'Non binary', 'other', 'f', 'männlich'])('“%s” is not', (cell) =>
    expect(isUnclearSex(cell)).toBe(false),
  );

  test('in a table', async () => {
    using folder = corpusFolder({
      'a.wav': { sound: 'a' },
      'b.wav': { sound: 'b' },
      't.csv': 'Path,Emotion,Speaker,Sex\na.wav,sad,anonymous,weiblich\nb.wav,sad,"1,0",1\n',
    });
    const { clips } = await scanFolders([folder.at('t.csv')]);
    expect(clips.map(({ speaker, sex, warning }) => [speaker, sex, warning])).toEqual([
      [null, 'female', null],
      ['t/1', null, "The table's word for the sex, “1”, is not known: use female and male."],
    ]);
  });
});
