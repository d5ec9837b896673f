import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunProgram } from '#core/system/run-program.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { fetchFromIndex } from './package-index.ts';
import {
  type CheckedWheel,
  checkWheel,
  officialChecksum,
  pinnedWheel,
  pipOptionsFor,
  requirePin,
} from './pinned-wheels.ts';
import { fetchThroughPip, type Pip } from './pip.ts';
import { isWheelOf, type Requirement } from './requirement.ts';
import { inRange, parseVersion } from './version-range.ts';

/**
 * Where wheels come from, in this order: given by the user, fetched before, through pip, straight from the index, which is
 * also used where pip fails.
 */
export interface WheelSource {
  /** A wheel or a folder of wheels; then nothing is fetched. */
  from: string | null;
  /** Null: there is no Python with pip. */
  pip: Pip | null;
  /** Null: no index was named. */
  index: string | null;
  wheelEnding: RegExp;
  /** Folder that keeps fetched wheels until they are installed. */
  folder: string;
  /** Also wheels that are not official files with a known checksum, see `pinned-wheels.ts`. */
  allowUnknown: boolean;
  run?: RunProgram;
}

export interface FetchedWheel extends CheckedWheel {
  path: string;
  /** Shown to the user. */
  source: string;
}

/** Approximate sizes of the wheels in megabytes, for the progress and the disk check. Taken from the public index. */
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

/**
 * Gets a wheel, and checks it. Throws {@link UserError} `no-index`, `download-failed`, `wheel-missing`, `unknown-wheel`, `corrupted`,
 * `disk-full`, `cancelled`.
 */
export async function fetchWheel(
  requirement: Requirement,
  source: WheelSource,
  progress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<FetchedWheel> {
  const { from, allowUnknown, wheelEnding } = source;
  const found = await (from === null
    ? fetchFrom(requirement, source, progress, signal)
    : findGiven(from, requirement, wheelEnding));
  try {
    return { ...found, ...(await checkWheel(found.path, { allowUnknown, given: from !== null, signal })) };
  } catch (error) {
    // So that the next attempt fetches it again.
    if (from === null && toFailure(error).code === 'corrupted') await rm(found.path, { force: true });
    throw error;
  }
}

type FoundWheel = Pick<FetchedWheel, 'path' | 'source'>;

async function findGiven(from: string, requirement: Requirement, wheelEnding: RegExp): Promise<FoundWheel> {
  const path = await findWheel(from, requirement, wheelEnding);
  if (path !== null) return { path, source: 'a given wheel' };
  const { name, range } = requirement;
  throw new UserError('wheel-missing', `${from} has no wheel of ${name} ${range} for this machine.`);
}

async function fetchFrom(
  requirement: Requirement,
  { pip, index, wheelEnding, folder, allowUnknown, run }: WheelSource,
  progress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<FoundWheel> {
  const pinned = allowUnknown ? null : requirePin(requirement, wheelEnding);
  const before = await findWheel(folder, requirement, wheelEnding);
  // Another one is left of an attempt that allowed it.
  const isWanted = before !== null && (pinned === null || basename(before) === pinned);
  if (isWanted) return { path: before, source: 'a wheel that was fetched before' };
  const fromIndex = async (address: string): Promise<FoundWheel> => {
    const wanted = { index: address, requirement, wheelEnding, pinned, folder, progress, signal };
    return { path: await fetchFromIndex(wanted), source: new URL(address).host };
  };
  if (pip === null) {
    if (index === null) throw noWayToDownload(requirement, pinned);
    return fromIndex(index);
  }
  try {
    const path = await fetchThroughPip({
      pip: pinned === null ? pip : { ...pip, platformOptions: pipOptionsFor(pinned) },
      requirement,
      folder,
      expectedBytes: expectedBytes(requirement.name),
      progress,
      signal,
      run,
    });
    return { path, source: 'pip' };
  } catch (error) {
    // For example a pip without a configured mirror, or one that does not know the wheel.
    if (index === null || toFailure(error).code !== 'download-failed') throw error;
    try {
      return await fromIndex(index);
    } catch (second) {
      const { code, message } = toFailure(second);
      if (code !== 'download-failed') throw second;
      throw new UserError(code, `${toFailure(error).message} ${message}`, { cause: second });
    }
  }
}

function noWayToDownload(requirement: Requirement, pinned: string | null): UserError {
  const { name, range } = requirement;
  const sha256 = pinned === null ? null : officialChecksum(pinned);
  const what =
    pinned === null
      ? `the wheel of ${name} ${range.replace(/^==/, '')}`
      : `the file ${pinned} (${expectedBytes(name) / 1e6} MB, SHA-256 ${sha256})`;
  return new UserError(
    'no-index',
    `This computer has no Python with pip, and no package index is set. Get ${what} on any computer, and choose it with “Choose a downloaded file …” in Settings or “neural-ser runtime install --from FILE”. Or install Python 3.10 or newer with pip, or set NEURAL_SER_PACKAGE_INDEX to a package index.`,
  );
}

async function findWheel(path: string, requirement: Requirement, ending: RegExp): Promise<string | null> {
  const names = await namesAt(path);
  const fits = (name: string) =>
    isWheelOf(name, requirement) &&
    ending.test(name) &&
    inRange(parseVersion(name.split('-')[1] ?? '') ?? [], requirement.range);
  if (names === null) return fits(path.split(/[/\\]/).at(-1)!) ? path : null;
  const pinned = pinnedWheel(requirement, ending);
  const found = names.sort().filter(fits);
  const best = found.find((name) => name === pinned) ?? found[0];
  return best === undefined ? null : join(path, best);
}

/** Names in a folder; null for a file; empty where nothing exists. */
async function namesAt(path: string): Promise<string[] | null> {
  try {
    return (await stat(path)).isDirectory() ? await readdir(path) : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError('wheel-missing', toFailure(error).message, { cause: error });
  }
}
