import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { encodeWav } from '#core/audio/wav/wav.ts';
import {
  planUtterance,
  type SynthesisOptions,
  synthesize,
} from '#core/corpora/sample-voices/voice/synthesize.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { UNFINISHED_FILE, writeWholeFile } from '#core/system/write-whole-file.ts';
import type { SampleLayout } from '#shared/corpora.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { planCorpus, SAMPLE_LAYOUT_PLANS } from './corpus-plan.ts';
import {
  markerText,
  readMarker,
  type SampleVoicesMarker,
  SYNTHESIZER_VERSION,
  sameCorpus,
} from './marker.ts';
import type { CorpusPlan } from './planned-clip.ts';
import { SYNTHETIC_MARKER } from './sample-voices-marker.ts';

export interface SampleVoicesOptions {
  /** Created if it does not exist. */
  folder: string;
  layout: SampleLayout;
  /** Default: {@link SAMPLE_LAYOUT_PLANS}. */
  speakers?: number;
  /** Clips per speaker and emotion. Default: {@link SAMPLE_LAYOUT_PLANS}. */
  clipsPerEmotion?: number;
  seed: number;
  /** Default 16,000. The published corpora: TESS 24,414, SAVEE 44,100, RAVDESS 48,000, CREMA-D 16,000. */
  sampleRateHz?: number;
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

export interface SampleVoices {
  /** Absolute. */
  folder: string;
  clips: number;
  speakers: number;
}

/** Files that are written at one time: one is computed while others are synced to the disk. */
const WRITES_AT_ONCE = 4;

/** Files of file managers. A folder that contains only these counts as empty. */
const SYSTEM_FILES = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** Age from which an unfinished file counts as left by a killed process. */
const UNFINISHED_MILLISECONDS = 60_000;

/**
 * Writes a corpus of synthetic emotional speech in the layout of a published one: 16-bit mono WAV files and a marker
 * file that identifies it as synthetic. Equal parameters give equal bytes. If the folder holds the same corpus,
 * complete or interrupted, it is completed; files with their full length are not written again. Each file is written
 * atomically. A cancelled call keeps the files that it has written, so that another call can continue.
 *
 * Rejects with {@link UserError} `folder-not-empty` (it contains other files or a corpus with other parameters),
 * `not-a-folder`, `disk-full`, `folder-not-writable`, `invalid-input`, `invalid-sample-rate`, `too-many-speakers`,
 * `too-many-clips`, `cancelled`.
 */
export async function writeSampleVoices(options: SampleVoicesOptions): Promise<SampleVoices> {
  const { layout, seed, sampleRateHz = 16_000, signal } = options;
  if (!Object.hasOwn(SAMPLE_LAYOUT_PLANS, layout))
    throw new UserError('invalid-input', `Unknown layout for sample voices: “${layout}”.`);
  const { defaults } = SAMPLE_LAYOUT_PLANS[layout];
  const { speakers = defaults.speakers, clipsPerEmotion = defaults.clipsPerEmotion } = options;
  const plan = planCorpus(layout, speakers, clipsPerEmotion, seed);
  // Checks the sample rate before anything is written.
  planUtterance(clipOptions(plan, 0, layout, seed, sampleRateHz));
  throwIfCancelled(signal);

  const folder = path.resolve(options.folder);
  const marker: SampleVoicesMarker = {
    synthetic: true,
    version: SYNTHESIZER_VERSION,
    layout,
    seed,
    speakers,
    clipsPerEmotion,
    sampleRateHz,
  };
  try {
    await claimFolder(folder, marker);
    await writeFiles(folder, plan, options, sampleRateHz);
  } catch (error) {
    throw writeFailure(error, folder);
  }
  return { folder, clips: plan.clips.length, speakers: plan.speakers.length };
}

function clipOptions(
  plan: CorpusPlan,
  index: number,
  layout: SampleLayout,
  seed: number,
  sampleRateHz: number,
): SynthesisOptions {
  const { speaker, sentence, emotion, intensity, take } = plan.clips[index];
  const { room } = SAMPLE_LAYOUT_PLANS[layout];
  return { speaker, sentence, emotion, intensity, take, seed, sampleRateHz, room };
}

/** Checks that the folder is empty or holds the same corpus, and writes the marker before the first clip. */
async function claimFolder(folder: string, marker: SampleVoicesMarker): Promise<void> {
  await mkdir(folder, { recursive: true });
  const found = await readMarker(folder);
  if (found === null) {
    const names = await readdir(folder);
    const foreign = names.filter((name) => !SYSTEM_FILES.has(name) && !isUnfinished(name, SYNTHETIC_MARKER));
    if (foreign.length > 0)
      throw new UserError(
        'folder-not-empty',
        `${folder} contains other files (${foreign[0]}). Choose a new or empty folder for the sample voices.`,
      );
    await writeWholeFile(path.join(folder, SYNTHETIC_MARKER), markerText(marker));
  } else if (found === 'damaged' || !sameCorpus(found, marker)) {
    const what = found === 'damaged' ? 'sample voices with unknown settings' : describe(found);
    throw new UserError(
      'folder-not-empty',
      `${folder} already contains ${what}. Choose another folder, or delete this one first.`,
    );
  }
}

function describe(marker: SampleVoicesMarker): string {
  return `sample voices with other settings (${marker.layout}, ${marker.speakers} speakers, ${marker.clipsPerEmotion} clips per emotion, seed ${marker.seed}, ${marker.sampleRateHz} Hz, version ${marker.version})`;
}

async function writeFiles(
  folder: string,
  plan: CorpusPlan,
  options: SampleVoicesOptions,
  sampleRateHz: number,
): Promise<void> {
  const { layout, seed, onProgress, signal } = options;
  const present = new Map<string, Map<string, number>>();
  for (const below of new Set([...plan.clips, ...plan.files].map((file) => path.posix.dirname(file.path)))) {
    await mkdir(path.join(folder, below), { recursive: true });
    present.set(below, await fileSizes(path.join(folder, below)));
  }
  const sizeOf = (file: string): number | undefined =>
    present.get(path.posix.dirname(file))?.get(path.posix.basename(file));

  for (const { path: name, text } of plan.files) {
    if (sizeOf(name) !== Buffer.byteLength(text)) await writeWholeFile(path.join(folder, name), text);
  }
  const headerBytes = encodeWav(new Float32Array(0), sampleRateHz, 'pcm16').length;
  const total = plan.clips.length;
  const writing = new Set<Promise<void>>();
  let failure: { error: unknown } | null = null;
  let done = 0;
  const finished = (): void => {
    done++;
    onProgress?.({ done, total });
  };
  try {
    for (let i = 0; i < total && failure === null; i++) {
      // Lets other tasks run and a cancellation arrive.
      await setImmediate();
      throwIfCancelled(signal);
      const clip = plan.clips[i];
      const settings = clipOptions(plan, i, layout, seed, sampleRateHz);
      const size = sizeOf(clip.path);
      if (size !== undefined && size === headerBytes + 2 * planUtterance(settings).samples) {
        finished();
        continue;
      }
      const bytes = encodeWav(synthesize(settings), sampleRateHz, 'pcm16');
      const write = writeWholeFile(path.join(folder, clip.path), Buffer.from(bytes)).then(
        finished,
        (error) => {
          failure ??= { error };
        },
      );
      const tracked = write.finally(() => writing.delete(tracked));
      writing.add(tracked);
      if (writing.size >= WRITES_AT_ONCE) await Promise.race(writing);
    }
  } finally {
    await Promise.all(writing);
  }
  if (failure !== null) throw (failure as { error: unknown }).error;
}

/** Length of each file in a folder. Removes unfinished files of killed processes. */
async function fileSizes(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    try {
      const found = await lstat(file);
      if (!found.isFile()) continue;
      sizes.set(name, found.size);
      // A recent file can belong to another process that is writing the same corpus now.
      if (UNFINISHED_FILE.test(name) && Date.now() - found.mtimeMs > UNFINISHED_MILLISECONDS) await rm(file);
    } catch (error) {
      // Another process has just renamed it.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return sizes;
}

function isUnfinished(name: string, target: string): boolean {
  return name.startsWith(`${target}.`) && UNFINISHED_FILE.test(name);
}

/** A file system error as a {@link UserError}; any other error unchanged. */
function writeFailure(error: unknown, folder: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError(
        'disk-full',
        `The disk is full: ${folder} is not complete. Free some space and start again. Written files are kept.`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(
        'folder-not-writable',
        `No permission to write to ${folder}. Choose another folder.`,
        {
          cause: error,
        },
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return new UserError('not-a-folder', `${folder} is a file or is below a file. Choose a folder.`, {
        cause: error,
      });
    default:
      return error;
  }
}
