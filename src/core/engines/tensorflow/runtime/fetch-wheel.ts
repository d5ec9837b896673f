import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure, UserError } from '../../../../shared/failure.ts';
import { fetchFromIndex } from './package-index.ts';
import { fetchThroughPip, type Pip } from './pip.ts';
import { isWheelOf, type Requirement } from './requirement.ts';
import type { RunProgram } from './run-program.ts';
import { inRange, parseVersion } from './version-range.ts';

/** How wheels are had, in this order: given by the user, fetched before, through pip, straight from the index. */
export interface WheelSource {
  /** A wheel, or a folder of wheels: then nothing is fetched. */
  from: string | null;
  /** Null: there is no Python with pip. */
  pip: Pip | null;
  /** Null: none was named. */
  index: string | null;
  wheelEnding: RegExp;
  /** Where fetched wheels lie until they are installed. */
  folder: string;
  run?: RunProgram;
}

export interface FetchedWheel {
  path: string;
  /** For people. */
  source: string;
}

/** What wheels have, roughly, in megabytes: for the progress and for the room on disk. Read off the public index. */
const MEGABYTES: Readonly<Record<string, number>> = {
  'tensorflow-cpu': 274,
  tensorflow: 640,
  'nvidia-cublas-cu12': 594,
  'nvidia-cuda-cupti-cu12': 11,
  'nvidia-cuda-nvcc-cu12': 41,
  'nvidia-cuda-nvrtc-cu12': 90,
  'nvidia-cuda-runtime-cu12': 4,
  'nvidia-cudnn-cu12': 707,
  'nvidia-cufft-cu12': 194,
  'nvidia-curand-cu12': 69,
  'nvidia-cusolver-cu12': 339,
  'nvidia-cusparse-cu12': 367,
  'nvidia-nccl-cu12': 323,
  'nvidia-nvjitlink-cu12': 40,
};

export function expectedBytes(name: string): number {
  return (MEGABYTES[name] ?? 100) * 1e6;
}

/** Gets a wheel. Throws {@link UserError} `download-failed`, `wheel-missing`, `corrupted`, `disk-full`, `cancelled`. */
export async function fetchWheel(
  requirement: Requirement,
  source: WheelSource,
  progress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<FetchedWheel> {
  const { from, pip, index, wheelEnding, folder, run } = source;
  if (from !== null) {
    const path = await findWheel(from, requirement, wheelEnding);
    if (path !== null) return { path, source: 'a given wheel' };
    const { name, range } = requirement;
    throw new UserError(
      'wheel-missing',
      `There is no wheel of ${name} ${range} for this machine at ${from}.`,
    );
  }
  const before = await findWheel(folder, requirement, wheelEnding);
  if (before !== null) return { path: before, source: 'a wheel fetched before' };
  if (pip !== null) {
    const expected = expectedBytes(requirement.name);
    const path = await fetchThroughPip({
      pip,
      requirement,
      folder,
      expectedBytes: expected,
      progress,
      signal,
      run,
    });
    return { path, source: 'pip' };
  }
  if (index === null) {
    throw new UserError(
      'download-failed',
      'There is no Python with pip here, through which the wheel could be fetched. Install Python 3.10 or newer with pip, or name a package index in NEURAL_SER_PACKAGE_INDEX.',
    );
  }
  const path = await fetchFromIndex({ index, requirement, wheelEnding, folder, progress, signal });
  return { path, source: new URL(index).host };
}

async function findWheel(place: string, requirement: Requirement, ending: RegExp): Promise<string | null> {
  const names = await namesAt(place);
  const fits = (name: string) =>
    isWheelOf(name, requirement) &&
    ending.test(name) &&
    inRange(parseVersion(name.split('-')[1] ?? '') ?? [], requirement.range);
  if (names === null) return fits(place.split(/[/\\]/).at(-1)!) ? place : null;
  const found = names.sort().find(fits);
  return found === undefined ? null : join(place, found);
}

/** Null for a file. */
async function namesAt(place: string): Promise<string[] | null> {
  try {
    return (await stat(place)).isDirectory() ? await readdir(place) : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError('wheel-missing', toFailure(error).message, { cause: error });
  }
}
