import { noFacts, stemOf } from './companion-tables.ts';
import { labelOfWord } from './emotion-words.ts';
import { splitPartOf } from './naming.ts';
import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * ESD: Zhou K et al. (2022), Speech Communication 137, doi:10.1016/j.specom.2021.11.006. Speaker and number, in a folder
 * for each speaker, emotion and part of the split: `0011/Angry/test/0011_000371.wav`. Speakers 1 to 10 speak Mandarin,
 * 11 to 20 English, each the same 350 sentences in each emotion. `0011/0011.txt` has text and emotion of each clip.
 */
const NAME = /^(00(?:0[1-9]|1\d|20))_(\d{6})$/;
const TABLE = /^(00\d\d)\.txt$/;
const SENTENCES = 350;
const LAST_MANDARIN = 10;
const WOMEN = new Set([1, 2, 3, 7, 9, 15, 16, 17, 18, 19]);

/** The words of the Mandarin tables. */
const CHINESE_LABEL_OF: Record<string, string> = {
  生气: 'angry',
  快乐: 'happy',
  中立: 'neutral',
  伤心: 'sad',
  惊喜: 'surprise',
};

export const esd = publishedLayout({
  layout: 'esd',
  name: 'ESD',
  part: /^00(?:0[1-9]|1\d|20)$/,
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, speaker, number] = fields;
    // Only the folder of the clip, or the one above a part of the split.
    const emotionFolder = folders.slice(-2).findLast((folder) => labelOfWord(folder) !== null);
    // Without the speaker's or the emotion's folder, the name is too common.
    if (emotionFolder === undefined && !folders.includes(speaker)) return null;
    const sentence = ((Number(number) - 1 + SENTENCES) % SENTENCES) + 1;
    const language = Number(speaker) <= LAST_MANDARIN ? 'zh' : 'en';
    return {
      code: emotionFolder ?? '',
      label: emotionFolder === undefined ? null : labelOfWord(emotionFolder),
      speaker,
      sex: WOMEN.has(Number(speaker)) ? 'female' : 'male',
      sentence: `${language} ${sentence}`,
      split: folders.map(splitPartOf).findLast((part) => part !== null) ?? null,
      key: emotionFolder === undefined ? stem : null,
    };
  },
  companion: {
    what: 'the table of each speaker, such as 0011/0011.txt, or a folder for each emotion',
    places: ['.'],
    isTable: (name, folder) => TABLE.test(name) && stemOf(name) === folder,
    read(bytes) {
      const facts = noFacts();
      for (const line of chineseText(bytes).split(/\r?\n/)) {
        const [id, , code = ''] = line.split('\t').map((cell) => cell.trim());
        if (NAME.test(id))
          facts.clips.set(id, { code, label: labelOf(CHINESE_LABEL_OF, code) ?? labelOfWord(code) });
      }
      return facts;
    },
  },
});

/** Some of the tables are UTF-16 and some are in an older Chinese encoding. */
function chineseText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('gb18030').decode(bytes);
  }
}
