import { open, rename, rm, stat } from 'node:fs/promises';
import { digestOfFile, gitBlobOfFile } from '#core/system/file-digest.ts';
import { errorCode, isDiskFull } from '#core/system/file-errors.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { proxiedFetch } from './proxied-fetch.ts';

export type Checksum = { kind: 'sha256' | 'git-blob'; value: string };

export interface Download {
  url: string;
  /** SHA-256 of the whole file, hexadecimal; or the SHA-1 that git gives it ({@link gitBlobOfFile}). */
  checksum: Checksum;
  bytes: number;
  target: string;
  /** `bytes`: fetched so far, from the beginning of the file. */
  progress(bytes: number): void;
  signal?: AbortSignal;
}

const TRIES = 4;
const PAUSE_SECONDS = 2;
/** A connection without a byte for this long counts as dead. */
const SILENCE_SECONDS = 60;

/**
 * Fetches a file to `target`, which appears only when it is complete and its checksum is right. A partial file is kept
 * in `target.part`, and the next attempt continues it. Throws {@link UserError} `download-failed`, `corrupted` or
 * `cancelled`, and errors of the disk. After a full disk the partial file is removed.
 */
export async function download(wanted: Download): Promise<void> {
  const part = `${wanted.target}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchRest(wanted, part);
      break;
    } catch (error) {
      if (wanted.signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
      // A partial file must not keep the disk full.
      if (isDiskFull(errorCode(error))) await rm(part, { force: true });
      // A full disk and other local errors are not retried.
      if (!isNetworkError(error)) throw error;
      if (attempt === TRIES) {
        throw new UserError('download-failed', `${wanted.url} could not be downloaded: ${reasonOf(error)}.`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_SECONDS * 1000 * attempt));
    }
  }
  const { checksum, signal } = wanted;
  const found =
    checksum.kind === 'sha256'
      ? (await digestOfFile(part, signal)).sha256
      : await gitBlobOfFile(part, signal);
  if (found !== checksum.value) {
    await rm(part, { force: true });
    throw new UserError(
      'corrupted',
      `The file from ${wanted.url} has a wrong checksum and was deleted. Try again.`,
    );
  }
  await rename(part, wanted.target);
}

async function fetchRest(wanted: Download, part: string): Promise<void> {
  const have = await sizeOf(part);
  if (have === wanted.bytes) return;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_SECONDS * 1000);
  try {
    const signal = wanted.signal ? AbortSignal.any([wanted.signal, silence.signal]) : silence.signal;
    const from = have < wanted.bytes ? have : 0;
    const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
    const answer = await proxiedFetch(wanted.url, { headers, signal });
    if (!answer.ok || answer.body === null) throw new HttpError(answer.status);
    // A server without range requests sends the whole file again.
    const start = answer.status === 206 ? from : 0;
    const file = await open(part, start > 0 ? 'r+' : 'w');
    let at = start;
    try {
      for await (const piece of answer.body) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_SECONDS * 1000);
        await file.write(piece, 0, piece.length, at);
        at += piece.length;
        if (at > wanted.bytes)
          throw new UserError('corrupted', `${wanted.url} sent more bytes than expected.`);
        wanted.progress(at);
      }
    } finally {
      await file.close();
    }
    if (at < wanted.bytes) throw new HttpError(null);
  } finally {
    clearTimeout(timer);
  }
}

/** An HTTP error status, or a response that broke off (`status` null). */
class HttpError extends Error {
  readonly status: number | null;

  constructor(status: number | null) {
    super(status === null ? 'the connection broke off' : `the server answered ${status}`);
    this.name = 'HttpError';
    this.status = status;
  }
}

/** Whether another attempt may succeed. */
function isNetworkError(error: unknown): boolean {
  if (error instanceof HttpError) return error.status === null || error.status >= 500 || error.status === 429;
  // fetch throws a TypeError for every network error, and an AbortError for the timeout.
  return error instanceof TypeError || (error instanceof Error && error.name === 'AbortError');
}

/** fetch puts the reason into the cause. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return `no data for ${SILENCE_SECONDS} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  return toFailure(cause instanceof Error ? cause : error).message;
}

async function sizeOf(path: string): Promise<number> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return stats.size;
    // Opening a named pipe would wait for its other end.
    await rm(path, { recursive: true });
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
