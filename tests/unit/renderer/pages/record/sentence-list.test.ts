import { describe, expect, test } from 'vitest';
import { emotionsToRecord } from '#renderer/pages/record/prompt-emotions.ts';
import { sentencesOfFile, sentencesOfText } from '#renderer/pages/record/sentence-list.ts';
import { LABEL_SETS, type LabelSet } from '#shared/label-sets.ts';

test('text has one sentence per line, without empty and repeated ones', () => {
  expect(sentencesOfText(' One.\r\n\nTwo,  too.\tYes.\rOne.\n \u2028Three.\u0007')).toEqual([
    'One.',
    'Two, too. Yes.',
    'Three.',
  ]);
  expect(sentencesOfText('')).toEqual([]);
});

describe('a file', () => {
  test.each([
    ['a.txt', '\uFEFFOne, two.\nThree;\n', ['One, two.', 'Three;']],
    ['a.csv', 'One.\nTwo.\n', ['One.', 'Two.']],
    ['a.csv', 'id,Sentence\r\n1,"One, ""two""."\r\n2,Three.\r\n', ['One, "two".', 'Three.']],
    ['a.csv', 'id;text;x\n1;One, two.;y\n2;;z\n', ['One, two.']],
    ['a.csv', '"Line one\nline two."\n', ['Line one line two.']],
    ['a.TSV', 'prompt\tid\nOne.\t1\n', ['One.']],
    ['a.csv', '"never closed\nTwo.', ['never closed Two.']],
    ['a.csv', '', []],
  ])('%s: %j', (name, text, expected) => expect(sentencesOfFile(name, text)).toEqual(expected));
});

describe('the emotions of a label set', () => {
  test('are labels that count as them', () => {
    expect(emotionsToRecord(LABEL_SETS.seven)).toEqual(LABEL_SETS.seven.emotions.map(({ name }) => name));
    const own: LabelSet = {
      name: 'own',
      emotions: [
        { name: 'positive', colour: null, labels: ['ravdess:02', 'happy', 'excited'] },
        { name: 'other', colour: null, labels: ['sad', 'other'] },
        { name: 'odd', colour: null, labels: ['ravdess:03'] },
      ],
    };
    expect(emotionsToRecord(own)).toEqual(['happy', 'other', 'odd']);
  });
  test('of the set that takes every label are the known ones', () => {
    expect(emotionsToRecord(LABEL_SETS['as-labelled'])).toEqual(expect.arrayContaining(['angry', 'boredom']));
  });
});
