import { basename, extname, join, resolve } from 'node:path';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import { clipTooLarge } from '#core/corpora/scan/measure-clip.ts';
import { encoderFolder } from '#core/features/encoder/encoder-files.ts';
import { checkFeatures, createExtractor } from '#core/features/feature-kinds.ts';
import { networkInputReading } from '#core/features/network-input-reading.ts';
import { writeNpy } from '#core/features/npy.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { taskSource } from '#core/laboratory/sounds/sound-source.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { writeInto } from '#core/system/write-into.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import { encoderOf, FEATURES, type FeatureSettings } from '#shared/settings/features.ts';

const UNWRITABLE = { what: 'Features', code: 'features-unwritable' };

/** Built-in feature settings. @throws UserError `unknown-recipe`. */
export function featuresNamed(name: string): FeatureSettings {
  if (Object.hasOwn(FEATURES, name)) return FEATURES[name];
  throw new UserError(
    'unknown-recipe',
    `There are no feature settings “${name}”. Choose one of these: ${Object.keys(FEATURES).join(', ')}.`,
  );
}

export function featureRequests({
  folder: laboratory,
  sounds,
  reader,
}: Services): Handlers<RequestsOf<'features'>> {
  return {
    'features.show': async ({ sound, features }, { signal }) => {
      const { source, bytes } = await taskSource(sound, MAX_CLIP_BYTES);
      const checked = checkFeatures(features);
      const encoder = encoderOf(checked);
      if (encoder === null) return sounds.run({ kind: 'features', source, features: checked }, bytes, signal);
      const encoders = encodersFolder(laboratory);
      const path = join(encoderFolder(encoders, encoder), encoder.files[0].name);
      return reader.read(networkInputReading, { path, source, features: checked, encoders }, signal);
    },
    'features.write': async ({ files, features: name, offsetSamples, target }, { signal, progress }) => {
      using extractor = await createExtractor(featuresNamed(name));
      const folder = resolve(target);
      await writeInto(folder, UNWRITABLE, () => makeFolder(folder));
      const nameFor = uniqueNames();
      const answers = [];
      for (const [index, file] of files.entries()) {
        throwIfCancelled(signal);
        progress('features', index, files.length);
        const path = resolve(file);
        let matrix: Float32Array;
        try {
          const { sound, fingerprint } = await readSoundFile(path, {
            maxBytes: MAX_CLIP_BYTES,
            maxFrames: MAX_CLIP_FRAMES,
            tooLarge: clipTooLarge,
            reader: sounds,
            signal,
          });
          const options = offsetSamples === null ? {} : { offsetSamples };
          matrix = await extractor.extract(sound.samples, sound.sampleRateHz, fingerprint, options);
        } catch (error) {
          answers.push({ path, problem: problemOf(error) });
          continue;
        }
        const npy = join(folder, nameFor(path));
        const shape: [number, number] = [extractor.shape[0], extractor.shape[1]];
        await writeInto(folder, UNWRITABLE, () => writeNpy(npy, matrix, shape));
        answers.push({ path, npy, shape });
      }
      progress('features', files.length, files.length);
      return answers;
    },
  };
}

/** The reason why a file gives no features, as a message. Throws a defect of the program again. */
function problemOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const known = fileReason(error);
  if (known === null) throw error;
  return known.reason;
}

/** `a.npy` for `…/a.wav`, `a-2.npy` for the next file of that name, so that no file is overwritten on any file system. */
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
