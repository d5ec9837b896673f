/** The seven emotions, in the order of every table, matrix and probability vector of the laboratory. */
export const EMOTIONS = ['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise'] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** Index of each emotion in {@link EMOTIONS}. */
export const EMOTION_INDEX = Object.fromEntries(EMOTIONS.map((emotion, index) => [emotion, index])) as Record<
  Emotion,
  number
>;

/** One value for each emotion, keyed by its name. */
export type PerEmotion<T> = Record<Emotion, T>;

/** Builds a record with one value for each emotion. */
export function perEmotion<T>(value: (emotion: Emotion, index: number) => T): PerEmotion<T> {
  return Object.fromEntries(
    EMOTIONS.map((emotion, index) => [emotion, value(emotion, index)]),
  ) as PerEmotion<T>;
}
