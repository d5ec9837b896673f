import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/failure.ts';
import type { Recording } from '../../shared/sounds.ts';
import { openWavPieces } from '../audio/wav-pieces.ts';
import { errorCode } from '../corpora/file-reasons.ts';
import { UNFINISHED_FILE, writeWholeFile } from '../files/write-whole-file.ts';
import { makeFolder } from '../laboratory/make-folder.ts';
import { encodeRecording, readRecordingFacts } from './recording-file.ts';

/** The recordings that the user kept: `ID.wav` in one folder, those removed in `bin/` below it. */
export interface RecordingStore {
  /**
   * Writes a recording, whole or not at all; the same one twice is two recordings.
   * @throws UserError `recording-too-long`, `disk-full`, `recordings-unwritable`, what the WAV's header says, `cancelled`.
   */
  keep(name: string, wav: Uint8Array, signal?: AbortSignal): Promise<Recording>;
  /** The newest first. Files that are no recordings are passed over. */
  list(): Promise<Recording[]>;
  /** Puts one in the bin, where it lies for a week; one that is there stays. @throws UserError `unknown-recording`. */
  remove(id: string): Promise<void>;
  /** Takes one out of the bin; one that is not there stays. @throws UserError `unknown-recording`. */
  restore(id: string): Promise<void>;
}

const GREATEST_SECONDS = 3600;
const GREATEST_BYTES = 400e6;
const NAME_CHARACTERS = 200;
const BIN_MILLISECONDS = 7 * 24 * 3600 * 1000;
const UNFINISHED_MILLISECONDS = 24 * 3600 * 1000;
/** Nothing that a path could be made of. */
const ID = /^[\w-]{1,100}$/;

/** `folder` is made when the first recording comes. `now` is the clock. */
export function createRecordingStore(folder: string, now: () => Date = () => new Date()): RecordingStore {
  const bin = join(folder, 'bin');
  const read = rememberedReading();
  const placeOf = (id: string) => {
    if (!ID.test(id)) throw unknown(id);
    return { kept: join(folder, `${id}.wav`), binned: join(bin, `${id}.wav`) };
  };

  async function move(id: string, from: string, to: string): Promise<void> {
    if (await isThere(to)) return;
    if (!(await isThere(from))) throw unknown(id);
    await written(folder, async () => {
      makeFolder(bin);
      await rename(from, to);
    });
  }

  return {
    async keep(name, wav, signal) {
      const { durationSeconds, sampleRateHz } = openWavPieces(wav);
      if (durationSeconds > GREATEST_SECONDS || wav.length > GREATEST_BYTES) {
        throw new UserError('recording-too-long', 'A recording of more than an hour is not kept. Cut it.');
      }
      const time = now();
      const id = `${time.toISOString().slice(0, 19).replace(/\D/g, '')}-${randomBytes(4).toString('hex')}`;
      const facts = { name: cleanName(name), createdAt: time.toISOString() };
      const bytes = await encodeRecording(wav, facts, signal);
      const path = placeOf(id).kept;
      await written(folder, async () => {
        makeFolder(folder);
        await writeWholeFile(path, bytes);
      });
      return { id, ...facts, path, durationSeconds, sampleRateHz };
    },
    async list() {
      await removeOld(bin, /./, BIN_MILLISECONDS, now());
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
    remove: async (id) => move(id, placeOf(id).kept, placeOf(id).binned),
    restore: async (id) => move(id, placeOf(id).binned, placeOf(id).kept),
  };
}

/** Reads each file once, as long as it stays as it is. */
function rememberedReading(): typeof readRecording {
  const known = new Map<string, { version: string; recording: Recording | null }>();
  return async (id, path) => {
    const { size, mtimeMs } = await stat(path);
    const version = `${size} ${mtimeMs}`;
    const before = known.get(id);
    if (before?.version === version) return before.recording;
    const recording = await readRecording(id, path);
    known.set(id, { version, recording });
    return recording;
  };
}

/** Null where the file is no sound or cannot be read. */
async function readRecording(id: string, path: string): Promise<Recording | null> {
  try {
    await using file = await open(path);
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > GREATEST_BYTES) return null;
    const bytes = await file.readFile();
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

/** A name of one line that can be shown anywhere: no control characters, nor those that turn the text's direction. */
function cleanName(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  return clean.slice(0, NAME_CHARACTERS).trim() || 'Recording';
}

/** Removes files that have lain in a folder for so long: a renaming, too, sets the time of change. */
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
  return new UserError('unknown-recording', `There is no recording “${id}” (any more). Load the page again.`);
}

/** @throws UserError `disk-full`, `recordings-unwritable` where the system does not let `write` do its work. */
async function written(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
    throw new UserError(
      full ? 'disk-full' : 'recordings-unwritable',
      full
        ? `There is no room in ${folder}: free some space, and keep the recording again.`
        : `Recordings cannot be written to ${folder} (${code}): make it writable, and try again.`,
      { cause: error },
    );
  }
}
