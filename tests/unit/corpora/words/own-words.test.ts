import { describe, expect, onTestFinished, test } from 'vitest';
import {
  agreesWithWord,
  isEmotionWord,
  labelOfWord,
  wordReaderFor,
} from '#core/corpora/layouts/emotion-words.ts';
import { applyRule } from '#core/corpora/rules/apply-rule.ts';
import { previewRule } from '#core/corpora/rules/preview-rule.ts';
import { previewFolder } from '#core/corpora/scan/preview-folder.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createScanMemory } from '#core/corpora/scan/scan-memory.ts';
import { withOwnWords } from '#core/corpora/words/own-words.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { corpusRuleSchema } from '#shared/corpus-rules.ts';
import { type OwnWord, ownWordSchema, SKIPPED } from '#shared/emotion-words.ts';
import { ENTRIES } from '../../../program-scripts.ts';
import { type Content, corpusFolder } from '../corpus-folder.ts';

const words = (own: Record<string, string | null>): OwnWord[] =>
  Object.entries(own).map(([word, label]) => ownWordSchema.parse({ word, label }));

function folderOf(files: readonly string[] | Record<string, Content>) {
  const folder = corpusFolder(files);
  onTestFinished(() => folder[Symbol.dispose]());
  return folder;
}

/** The emotions of the clips by path, and the reasons of the files that are left out. */
async function scanned(folder: string, own: Record<string, string | null>) {
  const scan = await scanFolders([folder], { ownWords: words(own) });
  const below = (path: string) => path.slice(folder.length + 1);
  return {
    emotions: Object.fromEntries(scan.clips.map(({ path, emotion }) => [below(path), emotion])),
    reasons: Object.fromEntries(scan.problems.map(({ path, reason }) => [below(path), reason])),
    used: scan.words,
    warnings: scan.clips.flatMap(({ warning }) => warning ?? []),
  };
}

describe('what a text means', () => {
  const meant = (own: Record<string, string | null>, text: string) =>
    withOwnWords(words(own), () => labelOfWord(text));

  test.each([
    [
      'a new word, in any writing',
      { Krass: 'angry' },
      ['krass', 'KRASS', '03_krass_2', 'krass clips'],
      'angry',
    ],
    ['a word of the program', { joy: 'amused' }, ['Joy', 'joy (2)'], 'amused'],
    ['composed and decomposed', { wütig: 'angry' }, ['wu\u0308tig', 'WÜTIG', 'wutig'], 'angry'],
    ['from right to left', { خشمگینم: 'angry' }, ['خشمگینم', '\u200fخشمگينم'], 'angry'],
    ['a phrase with a filler', { 'no voice': 'neutral' }, ['no_voice', 'No Voice'], 'neutral'],
    ['a skipped word', { sad: null }, ['Sad', 'sad clips'], SKIPPED],
    ['beside a word of the program with the same label', { krass: 'angry' }, ['krass (angry)'], 'angry'],
  ])('%s', (_, own, texts, label) => {
    for (const text of texts)
      expect([text, meant(own as Record<string, string>, text)]).toEqual([text, label]);
  });

  test('is nothing where the words contradict each other, and only within the call', () => {
    expect(meant({ joy: 'amused' }, 'happy joy')).toBeNull();
    expect(meant({ krass: 'angry' }, 'krass sad')).toBeNull();
    expect(labelOfWord('krass')).toBeNull();
    expect(labelOfWord('joy')).toBe('happy');
    withOwnWords(words({ krass: 'sad' }), () =>
      withOwnWords([], () => expect(isEmotionWord('krass')).toBe(false)),
    );
  });

  test('decides a word of two meanings', () => {
    const read = withOwnWords(words({ غصه: 'boredom' }), () => wordReaderFor(['غصه', 'خنثی'])('غصه'));
    expect(read).toBe('boredom');
  });

  test('agrees with what the program means by it', () => {
    withOwnWords(words({ angry: 'annoyed' }), () => {
      expect(agreesWithWord({ label: 'angry', code: '05' }, 'angry')).toBe(true);
      expect(agreesWithWord({ label: 'annoyed', code: 'angry' }, 'Wut')).toBe(true);
      expect(agreesWithWord({ label: 'sad', code: '04' }, 'angry')).toBe(false);
    });
  });
});

test('words of two scans at the same time are apart', async () => {
  const folder = folderOf(['krass/1.wav', 'sad/2.wav']);
  const [one, other, none] = await Promise.all([
    scanned(folder.path, { krass: 'angry' }),
    scanned(folder.path, { krass: 'fear' }),
    scanned(folder.path, {}),
  ]);
  expect(one.emotions).toEqual({ 'krass/1.wav': 'angry', 'sad/2.wav': 'sad' });
  expect(other.emotions['krass/1.wav']).toBe('fear');
  expect(none.emotions).toEqual({ 'sad/2.wav': 'sad' });
  expect([one.used, none.used]).toEqual([[{ word: 'krass', label: 'angry' }], []]);
});

describe('a scan', () => {
  test('reads folders by them, and skips with a reason', async () => {
    const folder = folderOf(['my/krass/1.wav', 'my/joy/2.wav', 'my/sad/3.wav', 'my/unklar/4.wav']);
    const own = { krass: 'angry', joy: 'amused', sad: null, unklar: null, absent: 'fear' };
    const { emotions, reasons, used } = await scanned(folder.path, own);
    expect(emotions).toEqual({ 'my/krass/1.wav': 'angry', 'my/joy/2.wav': 'amused' });
    expect(reasons).toEqual({
      'my/sad/3.wav': '“sad” is skipped by your words for emotions.',
      'my/unklar/4.wav': '“unklar” is skipped by your words for emotions.',
    });
    // A word that occurs nowhere is not recorded.
    expect(used?.map(({ word }) => word)).toEqual(['joy', 'krass', 'sad', 'unklar']);
  });

  test('reads the words of published names, but no codes, and nothing becomes a conflict', async () => {
    const folder = folderOf([
      'tess/OAF_Fear/OAF_back_fear.wav',
      'tess/angst/OAF_bar_fear.wav',
      'ravdess/angry/03-01-05-01-01-01-01.wav',
      'ravdess/sad/03-01-04-01-01-01-01.wav',
    ]);
    const { emotions, reasons, warnings } = await scanned(folder.path, {
      fear: 'anxious',
      angry: 'annoyed',
      sad: null,
    });
    expect(emotions).toEqual({
      'tess/OAF_Fear/OAF_back_fear.wav': 'anxious',
      'tess/angst/OAF_bar_fear.wav': 'anxious',
      'ravdess/angry/03-01-05-01-01-01-01.wav': 'angry',
      'ravdess/sad/03-01-04-01-01-01-01.wav': 'sad',
    });
    expect([reasons, warnings]).toEqual([{}, []]);
  });

  test('reads tables by them, also where only they find the column, in the reader process', async () => {
    const folder = folderOf({
      'a.wav': { sound: 'a' },
      'b.wav': { sound: 'b' },
      'c.wav': { sound: 'c' },
      't.csv': 'x,y\na.wav,krass\nb.wav,mies\nc.wav,unklar\n',
    });
    await using reader = openReader(ENTRIES.reader);
    const ownWords = words({ krass: 'angry', mies: 'sad', unklar: null });
    const { clips, problems, words: used } = await scanFolders([folder.at('t.csv')], { ownWords, reader });
    expect(clips.map(({ emotion, code }) => [emotion, code])).toEqual([
      ['angry', 'krass'],
      ['sad', 'mies'],
    ]);
    expect(problems).toMatchObject(
      [{ code: 'unknown-emotion', reason: /skipped by your words/ }].map((one) => ({
        ...one,
        reason: expect.stringMatching(one.reason),
      })),
    );
    expect(used).toHaveLength(3);
    expect((await previewFolder(folder.at('t.csv'), { ownWords, reader })).files).toBe(3);
  });

  test('reads a rule’s own words first', async () => {
    const read = corpusRuleSchema.parse({
      read: { by: 'parts', parts: { emotion: [{ name: 1 }] } },
      words: { krass: 'sad' },
    });
    const { read: by, words: ofRule } = read as typeof read & { read: { by: 'parts' } };
    const labels = await withOwnWords(words({ krass: 'angry', mies: 'fear', joy: null }), () =>
      applyRule(
        { read: by, words: ofRule },
        ['krass_1.wav', 'mies_2.wav', 'joy_3.wav', 'sad_4.wav'],
        async () => undefined,
      ),
    );
    expect(labels.map(({ label, reason }) => [label, reason])).toEqual([
      ['sad', null],
      ['fear', null],
      [null, '“joy” is skipped by your words for emotions.'],
      ['sad', null],
    ]);
  });

  test('guesses a rule with them', async () => {
    const folder = folderOf(['anna_krass.wav', 'anna_mies.wav', 'ben_krass.wav', 'ben_mies.wav']);
    const before = await previewRule(folder.path, null, {});
    const after = await previewRule(folder.path, null, { ownWords: words({ krass: 'angry', mies: 'sad' }) });
    expect(before.clips).toBe(0);
    expect(after.labels).toEqual([
      { label: 'angry', count: 2 },
      { label: 'sad', count: 2 },
    ]);
  });

  test('measures no sound again after a change of words', async () => {
    const folder = folderOf(['krass/1.wav', 'sad/2.wav']);
    const memory = createScanMemory();
    await scanFolders([folder.path], { memory, ownWords: words({ krass: 'angry' }) });
    const read: string[] = [];
    const watched = { ...memory, remember: (path: string) => void read.push(path) };
    const { clips } = await scanFolders([folder.path], {
      memory: watched,
      ownWords: words({ krass: 'fear' }),
    });
    expect(clips.map(({ emotion }) => emotion)).toEqual(['fear', 'sad']);
    expect(read).toEqual([]);
  });
});

test('10,000 words make a scan hardly slower', async () => {
  const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const many = Array.from({ length: 10_000 }, (_, n) => ({ word: `wort ${letters(n)}`, label: 'sad' }));
  const folder = folderOf(['wort bcde/1.wav', 'angry/2.wav']);
  const startedAt = performance.now();
  const { clips } = await scanFolders([folder.path], { ownWords: many });
  expect(clips.map(({ emotion }) => emotion)).toEqual(['angry', 'sad']);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
