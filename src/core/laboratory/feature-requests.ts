import { mkdir, readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { throwIfCancelled, toFailure, UserError } from '../../shared/failure.ts';
import { RECIPES, type Recipe } from '../../shared/recipes.ts';
import { decodeWav, soundFingerprint } from '../audio/wav.ts';
import { createExtractor } from '../features/extract.ts';
import { writeNpy } from '../features/npy.ts';
import type { Handlers } from './parts.ts';

/** A shipped recipe. @throws UserError `unknown-recipe`. */
export function recipeNamed(name: string): Recipe {
  const recipe = RECIPES[name];
  if (recipe !== undefined) return recipe;
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
      await mkdir(folder, { recursive: true });
      const nameFor = uniqueNames();
      const answers = [];
      for (const [index, file] of files.entries()) {
        throwIfCancelled(signal);
        progress('features', index, files.length);
        const path = resolve(file);
        try {
          const bytes = await readFile(path);
          const { samples, sampleRateHz } = decodeWav(bytes);
          const options = offsetSamples === null ? {} : { offsetSamples };
          const matrix = await extractor.extract(samples, sampleRateHz, soundFingerprint(bytes), options);
          const npy = join(folder, nameFor(path));
          const shape: [number, number] = [extractor.shape[0], extractor.shape[1]];
          writeNpy(npy, matrix, shape);
          answers.push({ path, npy, shape });
        } catch (error) {
          answers.push({ path, problem: toFailure(error).message });
        }
      }
      progress('features', files.length, files.length);
      return answers;
    },
  };
}

/** `a.npy` for `…/a.wav`, and `a-2.npy` for the next file of that name: none is written over. */
function uniqueNames(): (path: string) => string {
  const taken = new Map<string, number>();
  return (path) => {
    const stem = basename(path, extname(path));
    const count = (taken.get(stem) ?? 0) + 1;
    taken.set(stem, count);
    return count === 1 ? `${stem}.npy` : `${stem}-${count}.npy`;
  };
}
