import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { noSamples, textAt, unreadable, viewOf } from '#core/audio/containers/bytes.ts';
import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import type { Mixer } from '#core/audio/mix-channels.ts';
import { makeWorkingFolder } from '#core/system/working-folder.ts';
import { UserError } from '#shared/failure.ts';
import type { Decoded, DecodingContext } from './decoder.ts';

/** The program; the variable names another one. */
const program = () => process.env.NEURAL_SER_FFMPEG || 'ffmpeg';

/**
 * Formats that it may read. Others are lists of files, with which a hostile file could have other files read, or are
 * decoded here.
 */
const FORMATS = 'mov,mp4,m4a,aac,asf,amr,matroska,webm,caf,ogg,wav,w64,avi,flv';
const SECONDS = 60;
const BYTES_PER_SECOND = 1e6;
const MAX_ERROR_CHARACTERS = 2000;

/**
 * Decodes the first sound of a file with an ffmpeg of the computer: for AAC and others that have no decoder under a free
 * licence. It reads this file only, without a shell, and has a limit of time.
 * @throws UserError `no-decoder` where there is no ffmpeg; `wav-unreadable` where it cannot decode the file.
 */
export async function decodeWithFfmpeg(
  bytes: Uint8Array,
  stored: StoredSound,
  { start, path }: DecodingContext,
): Promise<Decoded> {
  const fingerprint = createHash('sha256').update(bytes).digest('hex');
  if (path !== null) {
    await run(resolve(path), bytes.length, stored.container, start);
    return { fingerprint };
  }
  // It may have to read the end of the file first, which it cannot in a pipe.
  const folder = await makeWorkingFolder('sound');
  try {
    const file = join(folder, 'sound');
    await writeFile(file, bytes);
    await run(file, bytes.length, stored.container, start);
    return { fingerprint };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  path: string,
  bytes: number,
  kind: string,
  start: DecodingContext['start'],
): Promise<void> {
  const input = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', FORMATS, '-i', `file:${path}`];
  const output = [
    '-map',
    '0:a:0',
    '-bitexact',
    '-map_metadata',
    '-1',
    '-c:a',
    'pcm_f32le',
    '-f',
    'wav',
    'pipe:1',
  ];
  const child = spawn(program(), ['-v', 'error', '-nostdin', ...input, ...output], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * (SECONDS + bytes / BYTES_PER_SECOND));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-MAX_ERROR_CHARACTERS);
  });
  const ended = new Promise<number | null>((done, fail) => {
    child.once('close', done);
    child.once('error', (error: NodeJS.ErrnoException) => {
      fail(error.code === 'ENOENT' || error.code === 'EACCES' ? noFfmpeg(kind) : error);
    });
  });
  // Failing to start is reported by `ended`, and the output of a program that did not start is empty.
  ended.catch(() => undefined);
  try {
    const sound = createWavStream(start);
    for await (const piece of child.stdout) sound.add(piece as Buffer);
    const code = await ended;
    if (code !== 0 && !sound.started()) {
      const reason = errors.trim().split('\n').at(-1)?.replaceAll(path, 'the file') ?? '';
      throw unreadable(`ffmpeg cannot decode this ${kind} file (${reason}). Copy it again from its source.`);
    }
    if (!sound.started()) throw noSamples();
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function noFfmpeg(kind: string): UserError {
  return new UserError(
    'no-decoder',
    `${kind} file: it is decoded by the program ffmpeg, which is not on this computer. Install ffmpeg and scan again, or convert the file to WAV or FLAC.`,
  );
}

/** Takes a WAV file of 32-bit floats in pieces, whose header may come in several. */
function createWavStream(start: DecodingContext['start']) {
  let rest: Buffer = Buffer.alloc(0);
  let stream: { mixer: Mixer; channels: number } | null = null;
  return {
    started: () => stream !== null,
    add(piece: Buffer) {
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      if (stream === null) {
        const header = readHeader(rest);
        if (header === null) return;
        stream = { mixer: start(header), channels: header.channels };
        rest = rest.subarray(header.dataOffset);
      }
      const { mixer, channels } = stream;
      const frames = Math.floor(rest.length / (4 * channels));
      if (frames === 0) return;
      const values = new Float32Array(frames * channels);
      for (let i = 0; i < values.length; i++) values[i] = rest.readFloatLE(4 * i);
      mixer.add(values, frames);
      rest = rest.subarray(4 * values.length);
    },
  };
}

/** The format and the offset of the samples, once the header is complete. */
function readHeader(bytes: Buffer): { sampleRateHz: number; channels: number; dataOffset: number } | null {
  const view = viewOf(bytes);
  let format: { sampleRateHz: number; channels: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = textAt(bytes, at, 4);
    if (id === 'data') return format === null ? null : { ...format, dataOffset: at + 8 };
    if (id === 'fmt ' && at + 24 <= bytes.length)
      format = { channels: view.getUint16(at + 10, true), sampleRateHz: view.getUint32(at + 12, true) };
    at += 8 + view.getUint32(at + 4, true);
  }
  return null;
}
