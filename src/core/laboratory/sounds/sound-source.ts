import { resolve } from 'node:path';
import { fileOfPath } from '#core/audio/sound-part.ts';
import type { SoundSource } from '#core/audio/sound-reader.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import type { SoundInput } from '#shared/sounds.ts';

/**
 * A sound of a request for a task of a process, and the number of its bytes. A file is read once before, so that what is no
 * regular file, or too large, is refused as everywhere.
 * @throws UserError as {@link readSound}.
 */
export async function taskSource(
  sound: SoundInput,
  maxBytes: number,
): Promise<{ source: SoundSource; bytes: number }> {
  if ('wav' in sound) return { source: { bytes: sound.wav }, bytes: sound.wav.length };
  const path = resolve(sound.path);
  return { source: { path }, bytes: (await readSound(path, maxBytes)).length };
}

/** The bytes of the file of a sound, also of a part of one. @throws UserError `sound-missing`, `sound-unreadable`, `sound-too-long`. */
export async function readSound(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readRegularFile(
      fileOfPath(resolve(path)).file,
      maxBytes,
      () => new UserError('sound-too-long', `${path} is too large to show. Cut it into parts.`),
    );
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    const code = known.code === 'missing' ? 'sound-missing' : 'sound-unreadable';
    throw new UserError(code, `${path} cannot be read. ${known.reason}`, { cause: error });
  }
}
