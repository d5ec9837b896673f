import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { encoderFolder } from '#core/features/encoder/encoder-files.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { type InstalledEncoder, installedEncoderSchema } from '#shared/encoders.ts';

/** Written last, so that a folder without it is not an encoder. */
const RECORD = 'encoder.json';

/** The encoder of that name in the folder of encoders; null if its files are not there, or not complete. */
export async function installedEncoder(encoders: string, name: string): Promise<InstalledEncoder | null> {
  const folder = encoderFolder(encoders, name);
  let record: InstalledEncoder;
  try {
    record = installedEncoderSchema.parse(JSON.parse(await readFile(join(folder, RECORD), 'utf8')));
    // Checksums are compared when the encoder is loaded.
    for (const file of record.features.files) await stat(join(folder, file.name));
  } catch (error) {
    if (error instanceof RangeError || error instanceof ReferenceError) throw error;
    return null;
  }
  return record.features.encoder === name ? record : null;
}

export const writeEncoderRecord = (folder: string, record: InstalledEncoder): Promise<void> =>
  writeWholeFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);

/** Removes an encoder and what an unfinished download of it has left. Gives the freed bytes; 0 if there was none. */
export async function removeEncoder(encoders: string, name: string): Promise<number> {
  const record = await installedEncoder(encoders, name);
  await rm(encoderFolder(encoders, name), { recursive: true, force: true });
  await rm(downloadFolder(encoders, name), { recursive: true, force: true });
  return record?.bytes ?? 0;
}

/** Files that are being downloaded. They stay after an interruption, so that the next attempt continues. */
export const downloadFolder = (encoders: string, name: string): string => join(encoders, '.downloads', name);

/** The size of a file; null if there is no such file. */
export async function fileBytes(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}
