import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncoderEntry, EncoderFile } from '#core/features/encoder/catalogue/encoder-entry.ts';
import { encoderTitle } from '#core/features/encoder/encoder-files.ts';
import type { Reader } from '#core/reader/reader.ts';
import { type Checksum, download, reasonOf } from '#core/runtime/downloads/download.ts';
import { proxiedFetch } from '#core/runtime/downloads/proxied-fetch.ts';
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
      const { checksum, bytes } = expected[index];
      const target = join(folder, name);
      if ((await fileBytes(target)) === null) {
        const done = (count: number) => progress('downloading', before + count, total);
        await download({ url: url!, checksum, bytes, target, progress: done, signal });
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
  checksum: Checksum;
  bytes: number;
}

/** Redirects within a host that are followed to find a checksum. */
const MAX_REDIRECTS = 3;

/**
 * The checksum and size of a file: those of the catalogue, or those that the server names before the download. Hugging Face gives
 * a file in its large file storage the headers `x-linked-etag` (SHA-256) and `x-linked-size`; a small file has its name in git as ETag.
 * @throws UserError `download-failed`.
 */
async function expectedOf(
  { name, url, sha256, bytes }: EncoderFile,
  signal: AbortSignal | undefined,
): Promise<Expected> {
  if (sha256 !== null) return { checksum: { kind: 'sha256', value: sha256 }, bytes };
  let address = new URL(url!);
  for (let redirects = 0; ; redirects++) {
    const answer = await headersOf(address, signal);
    const found = namedIn(answer);
    if (found !== null) return found;
    const location = answer.headers.get('location') ?? '';
    if (!isRedirect(answer) || redirects === MAX_REDIRECTS || !URL.canParse(location, address.href)) break;
    const next = new URL(location, address);
    if (next.host !== address.host) break;
    address = next;
  }
  throw failed(
    `${address.host} does not name the checksum of ${name}. Download the file with a browser and add it`,
  );
}

const isRedirect = ({ status }: Response): boolean => status >= 300 && status < 400;

async function headersOf(address: URL, signal: AbortSignal | undefined): Promise<Response> {
  let answer: Response;
  try {
    // Of a compressed answer, neither size nor ETag would be those of the file.
    const headers = { 'accept-encoding': 'identity' };
    answer = await proxiedFetch(address, { method: 'HEAD', redirect: 'manual', headers, signal });
  } catch (error) {
    if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
    throw failed(`${address} could not be reached: ${reasonOf(error)}`, error);
  }
  if (answer.status >= 400)
    throw failed(`${address} could not be downloaded: the server answered ${answer.status}`);
  return answer;
}

/** What the headers of an answer say about the file; null if they do not say enough. */
function namedIn(answer: Response): Expected | null {
  const { headers } = answer;
  // The length of a redirect is that of its own text.
  const length = isRedirect(answer) ? null : headers.get('content-length');
  const bytes = Number(headers.get('x-linked-size') ?? length ?? Number.NaN);
  const etag = headers.get('x-linked-etag') ?? (isRedirect(answer) ? null : headers.get('etag'));
  const value = /^(?:W\/)?"?([0-9a-f]{40}|[0-9a-f]{64})"?$/.exec(etag ?? '')?.[1];
  if (value === undefined || !Number.isSafeInteger(bytes) || bytes <= 0) return null;
  return { checksum: { kind: value.length === 64 ? 'sha256' : 'git-blob', value }, bytes };
}

const failed = (what: string, cause?: unknown) => new UserError('download-failed', `${what}.`, { cause });
