import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '#core/system/file-errors.ts';

/** A file at the root of every folder that the synthesizer wrote. */
export const SYNTHETIC_MARKER = 'neural-ser-sample-voices.json';

/**
 * Creates a function that checks whether a folder is in a corpus of the synthesizer. It checks all parent folders, in
 * case only a part of the sample corpus is scanned. It checks each folder once.
 */
export function createSyntheticCheck(): (folder: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const check = (folder: string): Promise<boolean> => {
    let answer = known.get(folder);
    if (answer === undefined) {
      answer = isMarked(folder).then((marked) => {
        const above = path.dirname(folder);
        return marked || (above !== folder && check(above));
      });
      known.set(folder, answer);
    }
    return answer;
  };
  return check;
}

async function isMarked(folder: string): Promise<boolean> {
  try {
    return (await stat(path.join(folder, SYNTHETIC_MARKER))).isFile();
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}
