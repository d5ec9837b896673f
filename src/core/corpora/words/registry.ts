import { arabic } from './arabic.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { hindiUrdu } from './hindi-urdu.ts';
import { italian } from './italian.ts';
import { japanese } from './japanese.ts';
import { korean } from './korean.ts';
import type { EmotionWords } from './language.ts';
import { mandarin } from './mandarin.ts';
import { persian } from './persian.ts';
import { polish } from './polish.ts';
import { russian } from './russian.ts';
import { spanish } from './spanish.ts';
import { turkish } from './turkish.ts';

/** The languages whose words are known. A new one is one file and one line here. English words keep their meaning. */
export const LANGUAGES = {
  English: english,
  German: german,
  French: french,
  Italian: italian,
  Spanish: spanish,
  Russian: russian,
  Polish: polish,
  Turkish: turkish,
  Persian: persian,
  Arabic: arabic,
  'Hindi and Urdu': hindiUrdu,
  Mandarin: mandarin,
  Japanese: japanese,
  Korean: korean,
} as const satisfies Record<string, EmotionWords>;
export type Language = keyof typeof LANGUAGES;
