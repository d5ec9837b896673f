import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { toFailure, UserError } from '../../../../shared/failure.ts';

export interface Download {
  url: string;
  /** Of the whole file, hexadecimal. */
  sha256: string;
  bytes: number;
  target: string;
  /** Bytes that are there, from the file's beginning. */
  progress(bytes: number): void;
  signal?: AbortSignal;
}

const TRIES = 4;
const PAUSE_SECONDS = 2;
/** Without a byte for so long a connection is dead. */
const SILENCE_SECONDS = 60;

/**
 * Fetches a file to `target`, which appears only when it is whole and its checksum right. What was fetched before
 * lies in `target.part` and is gone on with. Throws {@link UserError} `download-failed`, `corrupted` or `cancelled`,
 * and what the disk says; of what filled it nothing is kept.
 */
export async function download(wanted: Download): Promise<void> {
  const part = `${wanted.target}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchRest(wanted, part);
      break;
    } catch (error) {
      if (wanted.signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
      // What filled the disk must not go on filling it.
      if (/^(ENOSPC|EDQUOT)$/.test(String((error as NodeJS.ErrnoException).code)))
        await rm(part, { force: true });
      // A full disk and the like are no matter of trying again.
      if (!isNetworkError(error)) throw error;
      if (attempt === TRIES) {
        throw new UserError('download-failed', `${wanted.url} could not be fetched: ${reasonOf(error)}.`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_SECONDS * 1000 * attempt));
    }
  }
  if ((await sha256Of(part, wanted.signal)) !== wanted.sha256) {
    await rm(part, { force: true });
    throw new UserError(
      'corrupted',
      `What came from ${wanted.url} has a wrong checksum and was thrown away. Try again.`,
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
    const answer = await fetch(wanted.url, { headers, signal });
    if (!answer.ok || answer.body === null) throw new HttpError(answer.status);
    // A server that knows no ranges sends everything again.
    const start = answer.status === 206 ? from : 0;
    const file = await open(part, start > 0 ? 'r+' : 'w');
    let at = start;
    try {
      for await (const piece of answer.body) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_SECONDS * 1000);
        await file.write(piece, 0, piece.length, at);
        at += piece.length;
        if (at > wanted.bytes) throw new UserError('corrupted', `${wanted.url} sends more than it should.`);
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

/** An answer that is none, or one that broke off (`status` null). */
class HttpError extends Error {
  readonly status: number | null;

  constructor(status: number | null) {
    super(status === null ? 'the connection broke off' : `the server answered ${status}`);
    this.name = 'HttpError';
    this.status = status;
  }
}

/** Whether it may go better another time. */
function isNetworkError(error: unknown): boolean {
  if (error instanceof HttpError) return error.status === null || error.status >= 500 || error.status === 429;
  // fetch throws a TypeError for whatever goes wrong on the line, and an AbortError for the silence.
  return error instanceof TypeError || (error instanceof Error && error.name === 'AbortError');
}

/** fetch hides the reason in the cause. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return `nothing came for ${SILENCE_SECONDS} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  return toFailure(cause instanceof Error ? cause : error).message;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Of a file, hexadecimal. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(piece);
  return hash.digest('hex');
}
