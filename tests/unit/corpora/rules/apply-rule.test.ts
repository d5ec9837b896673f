import { describe, expect, test } from 'vitest';
import { applyRule } from '#core/corpora/rules/apply-rule.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createYielder } from '#core/system/yielder.ts';
import { type CorpusRule, corpusRuleSchema } from '#shared/corpus-rules.ts';
import { corpusFolder } from '../corpus-folder.ts';

const rule = (value: object): CorpusRule => corpusRuleSchema.parse(value);
const byPattern = (pattern: string, words = {}) => rule({ read: { by: 'pattern', pattern }, words });

async function apply({ read, words }: CorpusRule, paths: readonly string[]) {
  if (read.by === 'table') throw new Error('a table has no paths');
  return applyRule({ read, words }, paths, createYielder());
}

describe('a rule', () => {
  test('reads parts of paths, from both ends, and joins those of a speaker', async () => {
    const parts = {
      emotion: [{ name: -1 }],
      speaker: [{ folder: 1 }, { folder: -1 }],
      sentence: [{ name: 1 }],
    };
    const [first, short] = await apply(rule({ read: { by: 'parts', parts } }), [
      'north/deep/p01/s3 (take_2)-Sad.wav',
      'angry.wav',
    ]);
    expect(first).toMatchObject({ label: 'sad', code: 'Sad', speaker: 'north-p01', sentence: 's3' });
    expect(
      [...first.pieces].map(([role, pieces]) => [role, pieces.map(({ text, start }) => [text, start])]),
    ).toEqual([
      ['emotion', [['Sad', 27]]],
      [
        'speaker',
        [
          ['north', 0],
          ['p01', 11],
        ],
      ],
      ['sentence', [['s3', 15]]],
    ]);
    expect(short).toMatchObject({ label: 'angry', speaker: null, sentence: 'angry', group: null });
  });

  test('reads named groups of a pattern in any script, and the values that tables have too', async () => {
    const own = byPattern(
      '(?i)^(?<split>[^/]+)/(?P<speaker>\\pL+\\d*)/(?<sex>[fm])_(?<emotion>\\pL+)\\d*(?:_(?<intensity>\\w+))?\\.wav$',
    );
    const paths = ['train/Änne/f_гнев2_strong.wav', 'Test/unknown/M_Neutral.WAV', 'dev/x/q_sad.wav'];
    expect(await apply(own, paths)).toEqual([
      expect.objectContaining({
        label: 'angry',
        speaker: 'Änne',
        sex: 'female',
        intensity: 'strong',
        split: 'train',
      }),
      expect.objectContaining({
        label: 'neutral',
        speaker: null,
        sex: 'male',
        intensity: null,
        split: 'test',
      }),
      expect.objectContaining({ label: null, reason: 'The path does not fit the rule.' }),
    ]);
  });

  test('maps words to labels, leaves out others, and keeps usual meanings', async () => {
    const words = { W: 'angry', L: null, Q: 'my own label' };
    const own = byPattern('_(?<emotion>[^_.]+)\\.wav$', words);
    const read = await apply(own, [
      '1_W.wav',
      '2_w2.wav',
      '3_L1.wav',
      '4_q.wav',
      '5_Ekel.wav',
      '6_zz.wav',
      '7.wav',
    ]);
    expect(read.map(({ label, reason }) => label ?? reason)).toEqual([
      'angry',
      'angry',
      '“L” is skipped by the rule.',
      'my own label',
      'disgust',
      '“zz” is not a known word for an emotion. Map it to one.',
      'The path does not fit the rule.',
    ]);
  });

  test.each([
    ['(', /missing closing/],
    ['(?<emotion>a)(?=b)', /RE2, without look-around/],
    ['(?<speaker>a)', /no group for the emotion/],
    ['(?<emotion>a)(?<mood>b)', /a group “mood”/],
    ['(?<emotion>a){2000}', /repeat/],
  ])('refuses the pattern %s', async (pattern, message) => {
    await expect(apply(byPattern(pattern), ['a'])).rejects.toMatchObject({ code: 'rule-pattern', message });
  });

  test('a pattern that would backtrack without end is linear', async () => {
    const own = byPattern('^(?<emotion>(([a-z])+.)+)+[A-Z]([a-z])+$|^(a|a|aa)+$');
    const [read] = await apply(own, [`${'a'.repeat(4000)}!`]);
    expect(read.reason).not.toBeNull();
  });

  test.each([
    [{ read: { by: 'parts', parts: { speaker: [{ folder: 1 }] } } }],
    [{ read: { by: 'parts', parts: { emotion: [{ folder: 0 }] } } }],
    [{ read: { by: 'parts', parts: { emotion: [] } } }],
    [{ read: { by: 'pattern', pattern: 'x'.repeat(501) } }],
    [{ read: { by: 'pattern', pattern: 'x' }, words: { a: '' } }],
    [{ read: { by: 'pattern', pattern: 'x' }, name: 'a/b' }],
    [{ read: { by: 'magic' } }],
    [{ version: 2, read: { by: 'pattern', pattern: 'x' } }],
  ])('the data %j is refused', (value) => {
    expect(corpusRuleSchema.safeParse(value).success).toBe(false);
  });
});

describe('a scan with a rule', () => {
  const FILES = ['lab/anna/1_angry.wav', 'lab/ben/1_sad.wav', 'home/anna/2_happy.wav', 'home/odd.wav'];
  const own = rule({
    name: 'Sites',
    read: { by: 'parts', parts: { emotion: [{ name: 2 }], speaker: [{ folder: 2 }] } },
  });

  test('makes one corpus of the folder, and gives reasons for other files', async () => {
    using folder = corpusFolder(FILES);
    const scan = await scanFolders([folder.path], {
      ruleOf: async (given) => (given === folder.path ? own : null),
    });
    expect(scan.corpora).toMatchObject([
      { name: 'Sites', layout: 'rule', clips: 3, speakers: 2, folder: folder.path },
    ]);
    expect(scan.clips.map(({ speaker, emotion, code }) => [speaker, emotion, code])).toEqual([
      ['Sites/anna', 'happy', 'happy'],
      ['Sites/anna', 'angry', 'angry'],
      ['Sites/ben', 'sad', 'sad'],
    ]);
    expect(scan.problems).toMatchObject([
      { path: folder.at('home/odd.wav'), code: 'unknown-emotion', reason: 'The path does not fit the rule.' },
    ]);
  });

  test('reads a table with columns that the rule names and words that it maps', async () => {
    using folder = corpusFolder({
      'wav/1.wav': { sound: '1' },
      'wav/2.wav': { sound: '2' },
      'wav/3.wav': { sound: '3' },
      'wav/4.wav': { sound: '4' },
      'meta/t.csv': 'nr;klang;gefuehl;wer\n1;wav/1.wav;W;x\n2;wav/2.wav;sad;y\n3;wav/3.wav;L;y\n',
    });
    const columns = { path: 'klang', emotion: 'gefuehl', speaker: 'wer' };
    const table = rule({
      read: { by: 'table', table: 'meta/t.csv', columns },
      words: { W: 'angry', L: null },
    });
    const scan = await scanFolders([folder.path], { ruleOf: async () => table });
    expect(scan.clips.map(({ emotion, speaker }) => [emotion, speaker?.split('/')[1]])).toEqual([
      ['angry', 'x'],
      ['sad', 'y'],
    ]);
    expect(scan.problems.map(({ reason }) => reason)).toEqual([
      'Line 4 of t.csv: “L” is skipped by the rule.',
      'Not in the table meta/t.csv.',
    ]);
    const gone = rule({ read: { by: 'table', table: 'gone.csv' } });
    expect(await scanFolders([folder.path], { ruleOf: async () => gone })).toMatchObject({
      clips: [],
      problems: [{ code: 'unreadable', reason: expect.stringContaining('gone.csv: It does not exist') }],
    });
  });

  test('a recording in two formats is one clip', async () => {
    using folder = corpusFolder({ 'a/x_sad.wav': { sound: 'x' }, 'a/x_sad.mp3': 'x', 'a/y_sad.mp3': 'y' });
    const parts = rule({ read: { by: 'parts', parts: { emotion: [{ name: 2 }] } } });
    const scan = await scanFolders([folder.path], { ruleOf: async () => parts });
    expect(scan.clips).toHaveLength(1);
    expect(scan.problems.map(({ path }) => path)).toEqual([folder.at('a/y_sad.mp3')]);
  });
});
