import type { LABELS } from '#shared/labels.ts';

/**
 * The words of a language by the label that they mean, as names of folders and cells of tables have them: nouns and
 * adjectives, in its own script and in Latin letters. Separated by commas; case, accents and spaces do not matter.
 * `other` and the levels `low`, `normal` and `high` are words of too many meanings, so only layouts give them.
 */
export type EmotionWords = Partial<
  Record<Exclude<keyof typeof LABELS, 'other' | 'low' | 'normal' | 'high'>, string>
>;
