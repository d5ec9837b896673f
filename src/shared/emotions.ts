/** The emotions of the default label set, in the order of its tables, matrices and probability vectors. */
export const EMOTIONS: readonly Emotion[] = [
  'angry',
  'disgust',
  'fear',
  'happy',
  'neutral',
  'sad',
  'surprise',
];

/** The name of an emotion of a label set. In a scan, a clip's emotion is its own label. */
export type Emotion = string;

/** One value for each emotion, keyed by its name. */
export type PerEmotion<T> = Record<Emotion, T>;

/** Builds a record with one value for each emotion. */
export function perEmotion<T>(
  emotions: readonly Emotion[],
  value: (emotion: Emotion, index: number) => T,
): PerEmotion<T> {
  return Object.fromEntries(emotions.map((emotion, index) => [emotion, value(emotion, index)]));
}
