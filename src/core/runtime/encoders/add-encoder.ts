import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { encoderFeatures } from '#core/features/encoder/catalogue/catalogue.ts';
import type { EncoderEntry, EncoderFile } from '#core/features/encoder/catalogue/encoder-entry.ts';
import {
  type EncoderName,
  encoderFolder,
  encoderTitle,
  modelsFolder,
} from '#core/features/encoder/encoder-files.ts';
import { encoderReading } from '#core/features/encoder/encoder-reading.ts';
import type { Reader } from '#core/reader/reader.ts';
import { withInstallLock } from '#core/runtime/tensorflow/install-lock.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { openRegularFile } from '#core/system/open-regular-file.ts';
import { finishReplacing, replaceFolder } from '#core/system/replace-folder.ts';
import { withWriteErrors } from '#core/system/write-into.ts';
import type { InstalledEncoder } from '#shared/encoders.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { bytes as bytesText } from '#shared/format.ts';
import { fileBytes, writeEncoderRecord } from './installed-encoders.ts';

/** Files of an encoder whose checksum is not known may be this many times as large as expected: float64 and more layers. */
const MAX_TIMES_EXPECTED = 3;
/** A folder in which an encoder is put together. */
export const UNFINISHED_ENCODER = '.new-';

/** The name of an entry, which is an encoder or a ready-made model. */
export const nameOf = ({ name, emotions }: EncoderEntry): EncoderName => ({ encoder: name, emotions });

interface AddEncoder {
  /** The folder of all encoders. */
  encoders: string;
  entry: EncoderEntry;
  /** A file, or the folder with the files. */
  path: string;
  /** Shown to the user; by default the path. */
  source?: string;
  reader: Reader;
  progress(phase: string, done: number, total: number): void;
  signal?: AbortSignal;
}

/**
 * Copies an encoder's files into the folder of encoders, after they were compared with the catalogue and tried out in a
 * process of their own. An encoder of the same name is replaced at the end, so that a failure changes nothing.
 * @throws UserError `encoder-files-missing`, `corrupted` for another file than the catalogue's, `encoder-unusable`,
 *   `disk-full`, `encoder-unwritable`, `cancelled`.
 */
export async function addEncoder(options: AddEncoder): Promise<InstalledEncoder> {
  const { encoders, entry, path, signal } = options;
  const found = await findFiles(entry, path);
  const failure = {
    code: 'encoder-unwritable',
    full: `The disk of ${encoders} is full. Free ${bytesText(sum(found.map(({ bytes }) => bytes)))} and try again.`,
    other: (reason: string) => `The files cannot be written to ${encoders} (${reason}).`,
  };
  return withWriteErrors(failure, async () => {
    makeFolder(encoders);
    return withInstallLock(encoders, () => addLocked(options, found), { signal });
  });
}

async function addLocked(
  { encoders, entry, path, source = path, reader, progress, signal }: AddEncoder,
  found: readonly FoundFile[],
): Promise<InstalledEncoder> {
  for (const folder of [encoders, modelsFolder(encoders)]) await finishReplacing(folder);
  for (const name of await readdir(encoders)) {
    // Left by a killed process: this one has the lock.
    if (name.startsWith(UNFINISHED_ENCODER)) await rm(join(encoders, name), { recursive: true, force: true });
  }
  const work = join(encoders, `${UNFINISHED_ENCODER}${entry.name}-${process.pid}`);
  const folder = encoderFolder(work, nameOf(entry));
  try {
    await mkdir(folder, { recursive: true });
    const bytes = sum(found.map((file) => file.bytes));
    let copied = 0;
    const files: { name: string; sha256: string }[] = [];
    for (const file of found) {
      const sha256 = await copyWithChecksum(file.path, join(folder, file.name), signal, (count) => {
        copied += count;
        progress('copying', copied, bytes);
      });
      requireChecksum(entry, file, sha256);
      files.push({ name: file.name, sha256 });
    }
    progress('testing', 0, 1);
    const features = encoderFeatures(entry, files);
    const network = join(folder, files[0].name);
    const { layers, ...trial } = await reader.read(
      encoderReading,
      { path: network, features, encoders: work },
      signal,
    );
    throwIfCancelled(signal);
    const record: InstalledEncoder = {
      features: layers === null ? features : { ...features, layers },
      bytes,
      source,
      addedAt: new Date().toISOString(),
      ...trial,
    };
    await writeEncoderRecord(folder, record);
    const target = encoderFolder(encoders, nameOf(entry));
    await mkdir(dirname(target), { recursive: true });
    await replaceFolder(folder, target);
    return record;
  } catch (error) {
    if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
    // The temporary folder means nothing to the user.
    if (error instanceof UserError)
      throw new UserError(error.code, error.message.replaceAll(`${folder}/`, ''));
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface FoundFile extends EncoderFile {
  path: string;
}

/** The encoder's files in a folder, or its `onnx` folder; or the file itself where one is enough. */
async function findFiles(entry: EncoderEntry, path: string): Promise<FoundFile[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    throw new UserError('encoder-files-missing', `${path} cannot be used. ${known.reason}`);
  }
  if (!isFolder) {
    const [only, ...others] = entry.files;
    if (others.length === 0) return [sized({ ...only, path }, await fileBytes(path))];
    throw missing(entry, `${basename(path)} is one file`);
  }
  return Promise.all(
    entry.files.map(async (file) => {
      for (const candidate of [join(path, file.name), join(path, 'onnx', file.name)]) {
        const bytes = await fileBytes(candidate);
        if (bytes !== null) return sized({ ...file, path: candidate }, bytes);
      }
      throw missing(entry, `${path} has no file ${file.name}`);
    }),
  );
}

function sized(file: FoundFile, bytes: number | null): FoundFile {
  if (bytes === null) throw new UserError('encoder-files-missing', `${file.path} is not a file.`);
  const most = file.sha256 === null ? MAX_TIMES_EXPECTED * file.bytes : file.bytes;
  if (bytes > most) {
    throw new UserError(
      'corrupted',
      `${file.path} has ${bytesText(bytes)}, but ${file.name} has ${file.sha256 === null ? 'about ' : ''}${bytesText(file.bytes)}: it is another file.`,
    );
  }
  return { ...file, bytes };
}

function missing(entry: EncoderEntry, what: string): UserError {
  const { files } = entry;
  const names = files.map((file) => file.name).join(' and ');
  return new UserError(
    'encoder-files-missing',
    `${what}. The ${encoderTitle(nameOf(entry))} needs ${names}. Give the folder with ${files.length === 1 ? 'this file, or the file' : 'these files'}.`,
  );
}

function requireChecksum(entry: EncoderEntry, file: FoundFile, sha256: string): void {
  if (file.sha256 === null || file.sha256 === sha256) return;
  throw new UserError(
    'corrupted',
    `${file.path} is not the file ${file.name} of the ${encoderTitle(nameOf(entry))}, revision ${entry.revision}: its SHA-256 is ${sha256} instead of ${file.sha256}.`,
  );
}

/** Copies a file, and gives its SHA-256, hexadecimal. */
async function copyWithChecksum(
  from: string,
  to: string,
  signal: AbortSignal | undefined,
  copied: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await openRegularFile(from);
  await pipeline(
    file.createReadStream({ highWaterMark: 1 << 20 }),
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece);
        copied(piece.length);
        yield piece;
      }
    },
    createWriteStream(to, { flush: true }),
    { signal },
  );
  return hash.digest('hex');
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
