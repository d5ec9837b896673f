import { readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import { RECIPES, type Recipe } from '../../shared/recipes.ts';
import { decodeWav, soundFingerprint } from '../audio/wav.ts';
import { errorCode, fileReason } from '../corpora/file-reasons.ts';
import { createExtractor } from '../features/extract.ts';
import { writeNpy } from '../features/npy.ts';
import { makeFolder } from './make-folder.ts';
import type { Handlers } from './parts.ts';

/** A shipped recipe. @throws UserError `unknown-recipe`. */
export function recipeNamed(name: string): Recipe {
  if (Object.hasOwn(RECIPES, name)) return RECIPES[name];
  throw new UserError(
    'unknown-recipe',
    `There is no recipe “${name}”. There are: ${Object.keys(RECIPES).join(', ')}.`,
  );
}

export function featureRequests(): Handlers<'recipes.list' | 'features.write'> {
  return {
    'recipes.list': async () => Object.values(RECIPES),
    'features.write': async ({ files, recipe: name, offsetSamples, target }, { signal, progress }) => {
      using extractor = await createExtractor(recipeNamed(name));
      const folder = resolve(target);
      await writing(folder, () => makeFolder(folder));
      const nameFor = uniqueNames();
      const answers = [];
      for (const [index, file] of files.entries()) {
        throwIfCancelled(signal);
        progress('features', index, files.length);
        const path = resolve(file);
        let matrix: Float32Array;
        try {
          const bytes = await readFile(path);
          const { samples, sampleRateHz } = decodeWav(bytes);
          const options = offsetSamples === null ? {} : { offsetSamples };
          matrix = await extractor.extract(samples, sampleRateHz, soundFingerprint(bytes), options);
        } catch (error) {
          answers.push({ path, problem: problemOf(error) });
          continue;
        }
        const npy = join(folder, nameFor(path));
        const shape: [number, number] = [extractor.shape[0], extractor.shape[1]];
        await writing(folder, () => writeNpy(npy, matrix, shape));
        answers.push({ path, npy, shape });
      }
      progress('features', files.length, files.length);
      return answers;
    },
  };
}

/** Why a file gives no features, in a sentence. A defect of ours is thrown on. */
function problemOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const known = fileReason(error);
  if (known === null) throw error;
  return known.reason;
}

/** @throws UserError `disk-full`, `features-unwritable` where the system does not let `write` do its work. */
async function writing<T>(folder: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
    throw new UserError(
      full ? 'disk-full' : 'features-unwritable',
      full
        ? `There is no room in ${folder}: free some space, or choose another folder.`
        : `Features cannot be written to ${folder} (${code}): choose a folder that can be written to.`,
      { cause: error },
    );
  }
}

/** `a.npy` for `…/a.wav`, `a-2.npy` for the next file of that name: none is written over, on any file system. */
function uniqueNames(): (path: string) => string {
  const taken = new Set<string>();
  return (path) => {
    const stem = basename(path, extname(path));
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}`;
    taken.add(name.toLowerCase());
    return `${name}.npy`;
  };
}
