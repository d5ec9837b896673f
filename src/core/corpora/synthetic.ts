import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './file-reasons.ts';

/** Lies at the root of every folder that the laboratory's synthesizer made. */
export const SYNTHETIC_MARKER = 'neural-ser-sample-voices.json';

/**
 * Tells whether a folder is, or lies in, a corpus of the laboratory's synthesizer. Looks up to the root of the disk,
 * also when only a part of the sample corpus is scanned, and asks for each folder once.
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
