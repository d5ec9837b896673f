import type { Detection } from '../../shared/library.ts';
import { collect } from './collect.ts';
import { withoutRepeats } from './conclude-scan.ts';
import { listCorpora } from './corpus-list.ts';
import { isSoundFile } from './detect.ts';
import { createSyntheticCheck } from './synthetic.ts';

/** A look ends here: it must be over before the user wonders. */
const MOST_FILES = 20_000;
const MOST_MILLISECONDS = 1500;

/** How much a look may see; for tests of looks that end early. */
export interface LookBounds {
  files?: number;
  milliseconds?: number;
}

/**
 * What a scan of a folder or table would find, as far as names and tables tell: no sound is read. Ends early in
 * folders of very many files. Throws {@link UserError} `cancelled` alone: what is wrong stands in the remark.
 */
export async function lookAtFolder(
  folder: string,
  signal?: AbortSignal,
  { files: mostFiles = MOST_FILES, milliseconds = MOST_MILLISECONDS }: LookBounds = {},
): Promise<Detection> {
  const until = performance.now() + milliseconds;
  let complete = true;
  const enough = (files: number) => {
    if (files >= mostFiles || performance.now() > until) complete = false;
    return !complete;
  };
  const found = withoutRepeats([
    await collect(folder, { signal, isSynthetic: createSyntheticCheck(), enough }),
  ]);
  const { candidates, problems } = found;
  const unread = candidates.map((candidate) => ({ candidate, sound: { fingerprint: '', warning: null } }));
  const { corpora } = listCorpora(
    candidates.map(({ corpus }) => corpus),
    unread,
  );
  const left = problems.filter(({ path }) => isSoundFile(path));
  return {
    folder,
    files: candidates.length + left.length,
    complete,
    corpora: corpora.map(({ name, layout, folder, clips }) => ({ name, layout, folder, files: clips })),
    remark: remarkOn(candidates.length, left, problems, complete),
  };
}

function remarkOn(
  clips: number,
  left: readonly { reason: string }[],
  problems: readonly { path: string; reason: string }[],
  complete: boolean,
): string | null {
  const further = complete ? '' : ' The folder holds very much, and the look at it ended early.';
  if (clips === 0 && problems.length === 0) {
    return complete
      ? 'There are no sound files in it. Choose the folder that the clips lie in.'
      : `No sound files were found.${further} Choose the folder that the clips lie in.`;
  }
  if (clips === 0) {
    const { reason } = left[0] ?? problems[0];
    const many = left.length > 1 ? `None of ${left.length} sound files can be used. The first: ` : '';
    return `${many}${reason}${further}`;
  }
  if (left.length > 0) {
    const files = left.length === 1 ? 'One sound file' : `${left.length} sound files`;
    return `${files} would be left out. The first: ${left[0].reason}${further}`;
  }
  if (problems.length > 0) {
    return `Not all of it can be read. ${problems[0].path}: ${problems[0].reason}${further}`;
  }
  return complete
    ? null
    : `The folder holds very much, and the look at it ended early. A scan goes through all of it.`;
}
