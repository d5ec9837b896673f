import path from 'node:path';
import type { Problem } from '#shared/corpora.ts';
import type { Emotion } from '#shared/emotions.ts';

/** The fields that {@link withoutDuplicates} compares. */
interface Sound {
  path: string;
  emotion: Emotion;
  fingerprint: string;
  warning: string | null;
}

/**
 * Keeps the first clip of each sound, in the given order; the others become problems that name it. If the emotions
 * differ, the clip that is kept gets a warning: one of the labels is wrong, and the files do not show which.
 */
export function withoutDuplicates<T extends Sound>(clips: readonly T[]): { kept: T[]; problems: Problem[] } {
  const first = new Map<string, T>();
  const problems: Problem[] = [];
  const labelConflicts = new Map<string, string>();
  for (const clip of clips) {
    const original = first.get(clip.fingerprint);
    if (original === undefined) {
      first.set(clip.fingerprint, clip);
      continue;
    }
    const agree = original.emotion === clip.emotion;
    const conflict = agree
      ? ''
      : ` Labels differ: ${original.emotion} there, ${clip.emotion} here. One of them is wrong.`;
    problems.push({
      path: clip.path,
      code: 'duplicate',
      reason: `Duplicate of ${original.path}.${conflict}`,
    });
    if (!agree && !labelConflicts.has(clip.fingerprint))
      labelConflicts.set(
        clip.fingerprint,
        `The duplicate ${path.basename(clip.path)} is labelled ${clip.emotion}. One of the two labels is wrong.`,
      );
  }
  const kept = [...first.values()].map((clip) => {
    const conflict = labelConflicts.get(clip.fingerprint);
    return conflict === undefined ? clip : { ...clip, warning: joinWarnings(clip.warning, conflict) };
  });
  return { kept, problems };
}

/** Both warnings as one text; null if there are none. */
export function joinWarnings(first: string | null, second: string | null): string | null {
  return first === null ? second : second === null ? first : `${first} ${second}`;
}
