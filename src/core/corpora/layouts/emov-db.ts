import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * EmoV-DB: Adigwe A et al. (2018), The Emotional Voices Database, arXiv:1806.09514. Emotion, range of sentences and
 * sentence (of CMU Arctic), in a folder for each speaker and emotion: `bea_Amused/amused_1-15_0001.wav`. The names repeat
 * from speaker to speaker.
 */
const NAME = /^(amused|anger|disgust|neutral|sleepiness)_\d+[-_]\d+_(\d{4})$/i;
const SPEAKER_FOLDER = /^(bea|jenie|josh|sam)(?:[_ -]|$)/i;
const WOMEN = new Set(['bea', 'jenie']);

const LABEL_OF: Record<string, string> = {
  amused: 'amused',
  anger: 'angry',
  disgust: 'disgust',
  neutral: 'neutral',
  sleepiness: 'sleepy',
};

export const emovDb = publishedLayout({
  layout: 'emov-db',
  name: 'EmoV-DB',
  part: /^(?:(?:bea|jenie|josh|sam)(?:[_ -]\w+)?|amused|angry|disgust(?:ed)?|neutral|sleepy)$/i,
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const code = fields[1].toLowerCase();
    const folder = folders.findLast((name) => SPEAKER_FOLDER.test(name));
    const speaker = SPEAKER_FOLDER.exec(folder ?? '')?.[1].toLowerCase() ?? null;
    const sex = speaker === null ? null : WOMEN.has(speaker) ? 'female' : 'male';
    return { code, label: labelOf(LABEL_OF, code), speaker, sex, sentence: fields[2] };
  },
});
