import { invalidFeatures } from '#core/features/invalid-features.ts';
import { type EncoderFeatures, encoderShape } from '#shared/settings/encoder-features.ts';

/** Values of a matrix: 16 MiB of float32. */
const MAX_MATRIX = 2 ** 22;

/** @throws UserError `invalid-recipe` with a message about the first setting that does not fit the others. */
export function checkEncoderFeatures(features: EncoderFeatures): void {
  const reject = (reason: string): never => {
    throw invalidFeatures(features.name, reason);
  };
  const { files, input, trim, durationSeconds, sampleRateHz, frameSamples } = features;
  const names = files.map(({ name }) => name);
  if (new Set(names).size < names.length) reject('two files have the same name.');
  if (names.some((name) => /^\.+$/.test(name))) reject('a file has no name.');
  if (input.kind === 'frame-windows' && !names.slice(1).includes(input.file))
    reject(`the file ${input.file} that makes the frames is not among the files.`);
  if (trim && !(trim.frameSamples >= 1 && trim.hopSamples >= 1 && trim.hopSamples <= trim.frameSamples))
    reject('trim: hopSamples must be from 1 to frameSamples.');
  if (durationSeconds * sampleRateHz < frameSamples)
    reject(`durationSeconds is ${durationSeconds}; one frame needs ${frameSamples / sampleRateHz} s.`);
  if (input.kind === 'whisper-mel' && durationSeconds > input.seconds)
    reject(`durationSeconds is ${durationSeconds}; it must be at most ${input.seconds}.`);
  if (features.layers !== undefined) {
    if (features.emotions !== undefined) reject('a ready-made model has no hidden layers.');
    if (new Set(features.layers).size < features.layers.length) reject('two hidden layers are the same.');
  }
  if (features.emotions !== undefined) {
    const { labels, rows, head, values } = features.emotions;
    const kept = rows.filter((row) => row !== null);
    const isDimensional = values === 'dimensions';
    if (rows.length !== labels.length || kept.length === 0 || kept.some((row) => row >= features.dimensions))
      reject('emotions.rows must have an emotion, or null, for each label.');
    if (isDimensional && (features.dimensions !== labels.length || rows.some((row, index) => row !== index)))
      reject('dimensions are not emotions, so emotions.rows must be 0, 1, 2 …');
    if (head !== null && !names.slice(1).includes(head))
      reject(`the file ${head} with the linear layer is not among the files.`);
  }
  const [dimensions, frames] = encoderShape(features);
  if (dimensions * frames > MAX_MATRIX)
    reject(`the matrix would have ${dimensions} × ${frames} values; lower durationSeconds.`);
}
