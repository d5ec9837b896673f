import type { Emotion } from '../../shared/emotions.ts';

/**
 * The spellings under which folders and tables name the seven emotions. Words that only border on one of them
 * (anxiety, boredom, contempt, excitement, frustration) are left out on purpose: guessing would put a label on a clip
 * that nobody gave it.
 */
const SPELLINGS: Record<Emotion, readonly string[]> = {
  angry: ['angry', 'anger', 'angriness', 'ang', 'mad', 'rage', 'furious', 'fury'],
  disgust: ['disgust', 'disgusted', 'disgusting', 'disgustful', 'dis', 'disg'],
  fear: ['fear', 'fearful', 'fearfull', 'fea', 'afraid', 'scared', 'frightened', 'fright', 'terrified'],
  happy: ['happy', 'happiness', 'happily', 'hap', 'joy', 'joyful', 'joyous', 'happyness'],
  neutral: ['neutral', 'neutrality', 'neu', 'ntr', 'calm', 'calmness', 'calmly', 'noemotion', 'neutralcalm'],
  sad: ['sad', 'sadness', 'sadly', 'unhappy', 'unhappiness', 'sorrow', 'sorrowful', 'grief'],
  surprise: [
    'surprise',
    'surprised',
    'surprising',
    'suprise',
    'suprised',
    'surprize',
    'sur',
    'ps',
    'pleasantsurprise',
    'pleasantsurprised',
    'pleasantlysurprised',
    'unpleasantsurprise',
  ],
};

const BY_SPELLING = new Map(
  Object.entries(SPELLINGS).flatMap(([emotion, words]) =>
    words.map((word): [string, Emotion] => [word, emotion as Emotion]),
  ),
);

/** Words around an emotion that say nothing: `Angry clips`, `emotion_sad`, `fear_wav`. */
const FILLERS = new Set(
  'emotion emotions emo class label category clip clips audio audios wav wavs speech sound sounds file files sample samples voice voices data set recordings recording the state tone in'.split(
    ' ',
  ),
);

/**
 * The emotion that a folder's name or a table's cell means, whatever its case, accents, separators, numbers
 * (`05_Angry`) and fillers (`angry clips`). Null when it names none, or more than one.
 */
export function emotionOfWord(text: string): Emotion | null {
  const known = memory.get(text);
  if (known !== undefined) return known;
  const emotion = readWord(text);
  if (memory.size >= MEMORY_WORDS) memory.clear();
  memory.set(text, emotion);
  return emotion;
}

/** 12,000 clips lie in a few folders, whose names are asked about for each of them. */
const memory = new Map<string, Emotion | null>();
const MEMORY_WORDS = 5000;

function readWord(text: string): Emotion | null {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '' && !FILLERS.has(word));
  if (words.length === 0) return null;
  const whole = BY_SPELLING.get(words.join(''));
  if (whole !== undefined) return whole;
  // `calm / neutral`, `happy (joy)`: several words for one emotion.
  const meant = new Set(words.map((word) => BY_SPELLING.get(word) ?? null));
  return meant.size === 1 ? [...meant][0] : null;
}
