import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncoderEntry, EncoderFile } from '#core/features/encoder/catalogue/encoder-entry.ts';
import { encoderTitle } from '#core/features/encoder/encoder-files.ts';
import type { Reader } from '#core/reader/reader.ts';
import { download, reasonOf } from '#core/runtime/downloads/download.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { withWriteErrors } from '#core/system/write-into.ts';
import type { InstalledEncoder } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import { addEncoder, nameOf } from './add-encoder.ts';
import { downloadFolder, fileBytes } from './installed-encoders.ts';

interface DownloadEncoder {
  /** The folder of all encoders. */
  encoders: string;
  entry: EncoderEntry;
  reader: Reader;
  progress(phase: string, done: number, total: number): void;
  signal?: AbortSignal;
}

/**
 * Downloads an encoder's files, continues what an earlier attempt has left, compares checksums, and adds the encoder. No
 * address is contacted before this function is called.
 * @throws UserError `not-downloadable` with what to do instead, `download-failed`, `corrupted`, and those of {@link addEncoder}.
 */
export async function downloadEncoder(options: DownloadEncoder): Promise<InstalledEncoder> {
  const { encoders, entry, reader, progress, signal } = options;
  const urls = entry.files.map(({ url }) => url);
  if (urls.some((url) => url === null)) {
    throw new UserError(
      'not-downloadable',
      `The ${encoderTitle(nameOf(entry))} cannot be downloaded in the form that is needed. ${entry.instructions ?? `See ${entry.page}.`}`,
    );
  }
  const folder = downloadFolder(encoders, nameOf(entry));
  const failure = {
    code: 'encoder-unwritable',
    full: `The disk of ${encoders} is full. Free some space and try again; what was downloaded of this file is removed.`,
    other: (reason: string) => `The files cannot be written to ${encoders} (${reason}).`,
  };
  await withWriteErrors(failure, async () => {
    makeFolder(folder);
    const expected: Expected[] = [];
    for (const file of entry.files) expected.push(await expectedOf(file, signal));
    const total = expected.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const [index, { name, url }] of entry.files.entries()) {
      const { sha256, bytes } = expected[index];
      const target = join(folder, name);
      if ((await fileBytes(target)) === null) {
        const done = (count: number) => progress('downloading', before + count, total);
        await download({ url: url!, sha256, bytes, target, progress: done, signal });
      }
      before += bytes;
      progress('downloading', before, total);
    }
  });
  const source = [...new Set(urls.map((url) => new URL(url!).host))].join(', ');
  const added = await addEncoder({ encoders, entry, path: folder, source, reader, progress, signal });
  await rm(folder, { recursive: true, force: true });
  return added;
}

interface Expected {
  sha256: string;
  bytes: number;
}

/**
 * The checksum and size of a file: those of the catalogue, or those that the server names before the download (the headers
 * `x-linked-etag` and `x-linked-size` of Hugging Face, for files in its large file storage).
 * @throws UserError `download-failed`.
 */
async function expectedOf(
  { name, url, sha256, bytes }: EncoderFile,
  signal: AbortSignal | undefined,
): Promise<Expected> {
  if (sha256 !== null) return { sha256, bytes };
  let answer: Response;
  try {
    answer = await fetch(url!, { method: 'HEAD', redirect: 'manual', signal });
  } catch (error) {
    if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
    throw failed(`${url} could not be reached: ${reasonOf(error)}`, error);
  }
  if (answer.status >= 400)
    throw failed(`${url} could not be downloaded: the server answered ${answer.status}`);
  const found = /^"?(?:W\/)?"?([0-9a-f]{64})"?$/.exec(answer.headers.get('x-linked-etag') ?? '')?.[1];
  const size = Number(answer.headers.get('x-linked-size') ?? Number.NaN);
  if (found !== undefined && Number.isSafeInteger(size) && size > 0) return { sha256: found, bytes: size };
  throw failed(
    `${new URL(url!).host} does not name the checksum of ${name}. Download the file with a browser and add it`,
  );
}

const failed = (what: string, cause?: unknown) => new UserError('download-failed', `${what}.`, { cause });
