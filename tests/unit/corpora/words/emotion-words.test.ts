import { describe, expect, test } from 'vitest';
import { labelOfWord, meaningsOf, wordReaderFor } from '#core/corpora/layouts/emotion-words.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { LANGUAGES } from '#core/corpora/words/registry.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** Words of each language, as corpora write them. */
const WORDS: Record<keyof typeof LANGUAGES, Record<string, string>> = {
  English: { Anger: 'angry', fearful: 'fear', 'no emotion': 'neutral', PS: 'surprise' },
  German: { Wut: 'angry', Überraschung: 'surprise', UEBERRASCHUNG: 'surprise', Langeweile: 'boredom' },
  French: { Colère: 'angry', DÉGOÛT: 'disgust', peur: 'fear', Neutre: 'neutral', Écœurement: 'disgust' },
  Italian: { rabbia: 'angry', felicità: 'happy', paura: 'fear', sorpresa: 'surprise' },
  Spanish: { enojo: 'angry', Alegría: 'happy', miedo: 'fear', asco: 'disgust' },
  Russian: { Гнев: 'angry', страх: 'fear', Удивлённый: 'surprise', нейтральный: 'neutral' },
  Polish: { ZŁOŚĆ: 'angry', radość: 'happy', smutek: 'sad', wstręt: 'disgust' },
  Turkish: { KIZGIN: 'angry', kızgın: 'angry', ÜZGÜN: 'sad', mutlu: 'happy', Nötr: 'neutral' },
  Persian: { خشم: 'angry', شادی: 'happy', شادي: 'happy', ترس: 'fear', خنثی: 'neutral' },
  Arabic: { غَضَب: 'angry', سعادة: 'happy', سعاده: 'happy', حزين: 'sad', مفاجأة: 'surprise' },
  'Hindi and Urdu': { गुस्सा: 'angry', डर: 'fear', خوشی: 'happy', اداس: 'sad', ख़ुशी: 'happy' },
  Mandarin: { 生气: 'angry', 快乐: 'happy', 中立: 'neutral', 伤心: 'sad', 惊喜: 'surprise', 愤怒的: 'angry' },
  Japanese: { 怒り: 'angry', かなしみ: 'sad', びっくり: 'surprise', 驚き: 'surprise', yorokobi: 'happy' },
  Korean: { 분노: 'angry', 슬픔: 'sad', 중립: 'neutral', 두려움: 'fear' },
};

describe.each(Object.entries(WORDS))('%s', (_, words) => {
  test.each(Object.entries(words))('%s is %s, composed or not, in a name', (word, label) => {
    const forms = [word, word.normalize('NFD'), word.normalize('NFC'), `05_${word}`, ` ${word} (2)`];
    expect(forms.map(labelOfWord)).toEqual(forms.map(() => label));
  });
});

test('every language has words for the usual emotions, and each word keeps its label', () => {
  for (const [language, words] of Object.entries(LANGUAGES) as [
    keyof typeof LANGUAGES,
    Record<string, string>,
  ][]) {
    expect(Object.keys(words), language).toEqual(
      expect.arrayContaining(['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise', 'calm']),
    );
    for (const [label, list] of Object.entries(words))
      for (const word of list.split(','))
        expect([word, meaningsOf(word).get(language)]).toEqual([word, label]);
  }
});

test.each(['', '17', 'Anna', 'angry sad', 'happy oder traurig', 'Ärgernisse', '普通话', 'content', '한국'])(
  '“%s” is no word for one emotion',
  (text) => expect(labelOfWord(text)).toBeNull(),
);

describe('a word of two meanings', () => {
  test('has none alone, and the meaning of the other words of a corpus', () => {
    expect(labelOfWord('غصه')).toBeNull();
    expect(wordReaderFor(['غصه', 'خنثی', 'ترس'])('غصه')).toBe('sad');
    expect(wordReaderFor(['غصہ', 'خوشی', 'اداس'])('غصہ')).toBe('angry');
    expect(wordReaderFor(['愉快', '生气', '难过'])('愉快')).toBe('happy');
    expect(wordReaderFor(['愉快', '怒り', '悲しみ'])('愉快')).toBe('amused');
  });

  test('has none if the other words decide nothing', () => {
    expect(wordReaderFor(['غصه'])('غصه')).toBeNull();
    expect(wordReaderFor(['غصه', 'خنثی', 'ڈر'])('غصه')).toBeNull();
    expect(wordReaderFor(['愉快', 'angry'])('愉快')).toBeNull();
  });

  test('is read in a table by the other rows', async () => {
    using folder = corpusFolder({
      'a.wav': { sound: 'a' },
      'b.wav': { sound: 'b' },
      'c.wav': { sound: 'c' },
      't.csv': 'path,emotion\na.wav,غصه\nb.wav,ترس\nc.wav,خنثی\n',
    });
    const { clips } = await scanFolders([folder.at('t.csv')]);
    expect(clips.map(({ emotion }) => emotion)).toEqual(['sad', 'fear', 'neutral']);
  });
});

test('folders in another language are emotion folders', async () => {
  using folder = corpusFolder([
    'корпус/гнев/1.wav',
    'корпус/Печаль/2.wav',
    'corpus/Wut/3.wav',
    'corpus/Ekel/4.wav',
  ]);
  const { clips } = await scanFolders([folder.path]);
  expect(clips.map(({ emotion, code }) => [code, emotion])).toEqual([
    ['Ekel', 'disgust'],
    ['Wut', 'angry'],
    ['Печаль', 'sad'],
    ['гнев', 'angry'],
  ]);
});
