import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncoderName, encoderFolder, modelsFolder } from '#core/features/encoder/encoder-files.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { type InstalledEncoder, installedEncoderSchema } from '#shared/encoders.ts';

/** Written last, so that a folder without it is not an encoder. */
const RECORD = 'encoder.json';

/** The encoder or model of that name in the folder of encoders; null if its files are not there, or not complete. */
export async function installedEncoder(
  encoders: string,
  name: EncoderName,
): Promise<InstalledEncoder | null> {
  const folder = encoderFolder(encoders, name);
  let record: InstalledEncoder;
  try {
    record = installedEncoderSchema.parse(
      JSON.parse((await readRegularFile(join(folder, RECORD))).toString('utf8')),
    );
    // Checksums are compared when the encoder is loaded.
    for (const file of record.features.files) await stat(join(folder, file.name));
  } catch (error) {
    if (error instanceof RangeError || error instanceof ReferenceError) throw error;
    return null;
  }
  const { encoder, emotions } = record.features;
  const isIt = encoder === name.encoder && (emotions === undefined) === (name.emotions === undefined);
  return isIt ? record : null;
}

/** All installed ready-made models by name. */
export async function installedModels(encoders: string): Promise<Map<string, InstalledEncoder>> {
  let names: string[];
  try {
    names = await readdir(modelsFolder(encoders));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Map();
    throw error;
  }
  const found = await Promise.all(
    names.sort().map((encoder) => installedEncoder(encoders, { encoder, emotions: true })),
  );
  return new Map(found.flatMap((record) => (record === null ? [] : [[record.features.encoder, record]])));
}

export const writeEncoderRecord = (folder: string, record: InstalledEncoder): Promise<void> =>
  writeWholeFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);

/** Removes an encoder or model and what an unfinished download of it has left. Gives the freed bytes; 0 if there was none. */
export async function removeEncoder(encoders: string, name: EncoderName): Promise<number> {
  const record = await installedEncoder(encoders, name);
  await rm(encoderFolder(encoders, name), { recursive: true, force: true });
  await rm(downloadFolder(encoders, name), { recursive: true, force: true });
  return record?.bytes ?? 0;
}

/** Files that are being downloaded. They stay after an interruption, so that the next attempt continues. */
export const downloadFolder = (encoders: string, name: EncoderName): string =>
  encoderFolder(join(encoders, '.downloads'), name);

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
