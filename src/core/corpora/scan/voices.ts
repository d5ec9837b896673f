import type { Clip, Voices } from '#shared/corpora.ts';

/** The known speakers of clips by sex. */
export function voicesOf(clips: readonly Pick<Clip, 'speaker' | 'sex'>[]): Voices {
  const sexes = new Map<string, keyof Voices>();
  for (const { speaker, sex } of clips) if (speaker !== null) sexes.set(speaker, sex ?? 'unknown');
  const voices = { female: 0, male: 0, unknown: 0 };
  for (const sex of sexes.values()) voices[sex]++;
  return voices;
}
