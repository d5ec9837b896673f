import path from 'node:path';
import type { Problem } from '../../shared/corpora.ts';
import type { Emotion } from '../../shared/emotions.ts';

/** What {@link withoutDuplicates} looks at. */
interface Sound {
  path: string;
  emotion: Emotion;
  fingerprint: string;
  warning: string | null;
}

/**
 * Of the clips that hold the very same sound the first stays, in the order given; the others become problems that
 * name it. Where they carry another emotion the one that stays gets a warning: one of the two labels is wrong, and
 * nothing in the files tells which.
 */
export function withoutDuplicates<T extends Sound>(clips: readonly T[]): { kept: T[]; problems: Problem[] } {
  const first = new Map<string, T>();
  const problems: Problem[] = [];
  const doubted = new Map<string, string>();
  for (const clip of clips) {
    const twin = first.get(clip.fingerprint);
    if (twin === undefined) {
      first.set(clip.fingerprint, clip);
      continue;
    }
    const agree = twin.emotion === clip.emotion;
    const doubt = agree
      ? ''
      : ` They disagree: ${twin.emotion} there, ${clip.emotion} here; one of them is wrong.`;
    problems.push({ path: clip.path, code: 'duplicate', reason: `The same sound as ${twin.path}.${doubt}` });
    if (!agree && !doubted.has(clip.fingerprint))
      doubted.set(
        clip.fingerprint,
        `The same sound is also named ${clip.emotion}, in ${path.basename(clip.path)}: one of the two is wrong.`,
      );
  }
  const kept = [...first.values()].map((clip) => {
    const doubt = doubted.get(clip.fingerprint);
    return doubt === undefined ? clip : { ...clip, warning: joinWarnings(clip.warning, doubt) };
  });
  return { kept, problems };
}

/** Both warnings as one text; null where there is neither. */
export function joinWarnings(first: string | null, second: string | null): string | null {
  return first === null ? second : second === null ? first : `${first} ${second}`;
}
