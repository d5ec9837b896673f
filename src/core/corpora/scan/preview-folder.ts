import { createSyntheticCheck } from '#core/corpora/sample-voices/sample-voices-marker.ts';
import { withOwnWords } from '#core/corpora/words/own-words.ts';
import type { Detection } from '#shared/library.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';
import { collect } from './collect-clips.ts';
import { listCorpora } from './corpus-list.ts';

import { withoutRepeats } from './merge-scan.ts';
import type { ScanOptions } from './scan-folders.ts';

/** A preview ends at these limits, so that the user does not wait. */
const MAX_FILES = 20_000;
const MAX_MILLISECONDS = 1500;

/** Limits of a preview, for tests of previews that end early. */
export interface PreviewLimits {
  files?: number;
  milliseconds?: number;
}

/**
 * What a scan of a folder or table would find, according to names and tables. Reads no sound. Ends early in large
 * folders. Problems are in `remark`. Throws only {@link UserError} `cancelled`.
 */
export async function previewFolder(
  folder: string,
  options: Pick<ScanOptions, 'signal' | 'reader' | 'ruleOf' | 'ownWords'> = {},
  { files: maxFiles = MAX_FILES, milliseconds = MAX_MILLISECONDS }: PreviewLimits = {},
): Promise<Detection> {
  const endsAt = performance.now() + milliseconds;
  let complete = true;
  const enough = (files: number) => {
    if (files >= maxFiles || performance.now() > endsAt) complete = false;
    return !complete;
  };
  const found = withoutRepeats([
    await withOwnWords(options.ownWords ?? [], () =>
      collect(folder, { ...options, isSynthetic: createSyntheticCheck(), enough }),
    ),
  ]);
  const { candidates, problems } = found;
  const unread = candidates.map((candidate) => ({ candidate, sound: { fingerprint: '', warning: null } }));
  const { corpora } = listCorpora(
    candidates.map(({ corpus }) => corpus),
    unread,
  );
  const skipped = problems.filter(({ path }) => isSoundFileName(path));
  return {
    folder,
    files: candidates.length + skipped.length,
    complete,
    corpora: corpora.map(({ name, layout, folder, clips, tables }) => ({
      name,
      layout,
      folder,
      files: clips,
      ...(tables === undefined ? {} : { tables }),
    })),
    remark: remarkOn(candidates.length, skipped, problems, complete),
  };
}

function remarkOn(
  clips: number,
  skipped: readonly { reason: string }[],
  problems: readonly { path: string; reason: string }[],
  complete: boolean,
): string | null {
  const partial = complete ? '' : ' The folder is large: this preview covers only part of it.';
  if (clips === 0 && problems.length === 0) {
    return complete
      ? 'No sound files found. Choose the folder that contains the clips.'
      : `No sound files found.${partial} Choose the folder that contains the clips.`;
  }
  if (clips === 0) {
    const { reason } = skipped[0] ?? problems[0];
    const count =
      skipped.length > 1 ? `None of the ${skipped.length} sound files can be used. First problem: ` : '';
    return `${count}${reason}${partial}`;
  }
  if (skipped.length > 0) {
    const files = skipped.length === 1 ? '1 sound file' : `${skipped.length} sound files`;
    return `${files} will be skipped. First problem: ${skipped[0].reason}${partial}`;
  }
  if (problems.length > 0) {
    return `Part of the folder cannot be read. ${problems[0].path}: ${problems[0].reason}${partial}`;
  }
  return complete
    ? null
    : 'The folder is large: this preview covers only part of it. A scan reads all of it.';
}
