import { stat } from 'node:fs/promises';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { openSoundFile, type SoundFile } from './sound-file.ts';

/** One after another, the parts of a file are read in this time. Then its memory is free again. */
const KEPT_MS = 10_000;

/** The file whose part was read last in this thread. */
let recent: { identity: string; file: SoundFile; timer: NodeJS.Timeout } | null = null;

/**
 * Opens a sound file to decode a part of it. The file that was opened last is kept for a while with what was decoded of it,
 * because a table names dozens of parts of one file.
 * @throws UserError as `openSoundFile`; the errors of `readRegularFile`.
 */
export async function openForPart(path: string, maxBytes: number, tooLarge: () => Error): Promise<SoundFile> {
  const { size, mtimeMs, ino } = await stat(path);
  const identity = JSON.stringify([path, size, mtimeMs, ino]);
  if (recent?.identity === identity) {
    recent.timer.refresh();
    return recent.file;
  }
  forget();
  const file = openSoundFile(await readRegularFile(path, maxBytes, tooLarge));
  forget();
  recent = { identity, file, timer: setTimeout(forget, KEPT_MS).unref() };
  return file;
}

function forget(): void {
  if (recent !== null) clearTimeout(recent.timer);
  recent = null;
}
