import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openWavPieces } from '#core/audio/wav/sound-pieces.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { openRegularFile, readBytes } from '#core/system/open-regular-file.ts';
import { withWriteErrors } from '#core/system/write-into.ts';
import { UNFINISHED_FILE, writeWholeFile } from '#core/system/write-whole-file.ts';
import { UserError } from '#shared/failure.ts';
import type { Recording } from '#shared/sounds.ts';
import { encodeRecording, readRecordingFacts } from './recording-file.ts';

/** The saved recordings: `ID.wav` in one folder, deleted ones in `bin/` below it. */
export interface RecordingStore {
  /**
   * Saves a recording atomically. Saving the same sound twice gives two recordings.
   * @throws UserError `recording-too-long`, `disk-full`, `recordings-unwritable`, `cancelled`, the codes of the WAV header.
   */
  save(name: string, wav: Uint8Array, signal?: AbortSignal): Promise<Recording>;
  /** The newest first. Skips files that are not recordings. */
  list(): Promise<Recording[]>;
  /** Moves a recording to the trash for a week. Does nothing if it is there. @throws UserError `unknown-recording`. */
  remove(id: string): Promise<void>;
  /** Restores a recording from the trash. Does nothing if it is saved. @throws UserError `unknown-recording`. */
  restore(id: string): Promise<void>;
}

const MAX_SECONDS = 3600;
const MAX_BYTES = 400e6;
const MAX_NAME_CHARACTERS = 200;
const TRASH_MILLISECONDS = 7 * 24 * 3600 * 1000;
const UNFINISHED_MILLISECONDS = 24 * 3600 * 1000;
/** Excludes every character with a meaning in paths. */
const ID = /^[\w-]{1,100}$/;

/** Creates a store. `folder` is created with the first recording. `now` is the clock. */
export function createRecordingStore(folder: string, now: () => Date = () => new Date()): RecordingStore {
  const trash = join(folder, 'bin');
  const read = createCachedReader();
  const pathsOf = (id: string) => {
    if (!ID.test(id)) throw unknown(id);
    return { saved: join(folder, `${id}.wav`), trashed: join(trash, `${id}.wav`) };
  };

  async function move(id: string, from: string, to: string): Promise<void> {
    if (await isThere(to)) return;
    if (!(await isThere(from))) throw unknown(id);
    await mapWriteErrors(folder, async () => {
      makeFolder(trash);
      await rename(from, to);
    });
  }

  return {
    async save(name, wav, signal) {
      const { durationSeconds, sampleRateHz } = openWavPieces(wav);
      if (durationSeconds > MAX_SECONDS || wav.length > MAX_BYTES) {
        throw new UserError(
          'recording-too-long',
          'Recordings longer than one hour cannot be saved. Cut the recording into parts.',
        );
      }
      const time = now();
      const id = `${time.toISOString().slice(0, 19).replace(/\D/g, '')}-${randomBytes(4).toString('hex')}`;
      const facts = { name: cleanName(name), createdAt: time.toISOString() };
      const bytes = await encodeRecording(wav, facts, signal);
      const path = pathsOf(id).saved;
      await mapWriteErrors(folder, async () => {
        makeFolder(folder);
        await writeWholeFile(path, bytes);
      });
      return { id, ...facts, path, durationSeconds, sampleRateHz };
    },
    async list() {
      await removeOld(trash, /./, TRASH_MILLISECONDS, now());
      await removeOld(folder, UNFINISHED_FILE, UNFINISHED_MILLISECONDS, now());
      const recordings: Recording[] = [];
      for (const file of await filesIn(folder)) {
        const id = file.endsWith('.wav') ? file.slice(0, -4) : '';
        const recording = ID.test(id) ? await read(id, join(folder, file)) : null;
        if (recording !== null) recordings.push(recording);
      }
      return recordings.toSorted(
        (a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id),
      );
    },
    remove: async (id) => move(id, pathsOf(id).saved, pathsOf(id).trashed),
    restore: async (id) => move(id, pathsOf(id).trashed, pathsOf(id).saved),
  };
}

/** Reads each file only once until it changes. */
function createCachedReader(): typeof readRecording {
  const cache = new Map<string, { version: string; recording: Recording | null }>();
  return async (id, path) => {
    const { size, mtimeMs } = await stat(path);
    const version = `${size} ${mtimeMs}`;
    const cached = cache.get(id);
    if (cached?.version === version) return cached.recording;
    const recording = await readRecording(id, path);
    cache.set(id, { version, recording });
    return recording;
  };
}

/** Null if the file is not a sound or cannot be read. */
async function readRecording(id: string, path: string): Promise<Recording | null> {
  try {
    await using file = await openRegularFile(path);
    const stats = await file.stat();
    if (stats.size > MAX_BYTES) return null;
    const bytes = await readBytes(file, stats.size);
    const { durationSeconds, sampleRateHz } = openWavPieces(bytes);
    const { name, createdAt } = readRecordingFacts(bytes);
    const isTime = createdAt !== null && !Number.isNaN(Date.parse(createdAt));
    return {
      id,
      name: cleanName(name ?? id),
      path,
      durationSeconds,
      sampleRateHz,
      createdAt: isTime ? createdAt : stats.mtime.toISOString(),
    };
  } catch (error) {
    if (error instanceof UserError || errorCode(error) !== null) return null;
    throw error;
  }
}

/** A one-line name that is safe to show: without control characters or characters that change the text direction. */
function cleanName(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  return clean.slice(0, MAX_NAME_CHARACTERS).trim() || 'Recording';
}

/** Removes files that are in a folder for longer than `milliseconds`. Moving a file also sets its time of change. */
async function removeOld(folder: string, names: RegExp, milliseconds: number, now: Date): Promise<void> {
  for (const file of await filesIn(folder)) {
    if (!names.test(file)) continue;
    const path = join(folder, file);
    const { ctimeMs } = await stat(path);
    if (now.getTime() - ctimeMs > milliseconds) await rm(path, { force: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function unknown(id: string): UserError {
  return new UserError(
    'unknown-recording',
    `The recording “${id}” does not exist (any more). Reload the page.`,
  );
}

/** Runs `write`. @throws UserError `disk-full`, `recordings-unwritable` if the file system rejects it. */
function mapWriteErrors(folder: string, write: () => Promise<void>): Promise<void> {
  const full = `The disk is full: ${folder}. Free some space, then save the recording again.`;
  const other = (reason: string) =>
    `Cannot write recordings to ${folder} (${reason}). Make the folder writable and try again.`;
  return withWriteErrors({ code: 'recordings-unwritable', full, other }, write);
}
