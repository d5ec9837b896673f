import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { detectGpus } from '#core/engines/tensorflow/native/gpu.ts';
import { type InstalledRuntime, readRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import {
  type Machine,
  type RuntimeDevice,
  type RuntimePlatform,
  runtimeFolderName,
  runtimePlatform,
  TENSORFLOW_VERSION,
} from '#core/engines/tensorflow/native/runtime-platform.ts';
import { expectedBytes, fetchWheel, type WheelSource } from '#core/runtime/downloads/fetch-wheel.ts';
import { findPip } from '#core/runtime/downloads/pip.ts';
import { extraRequirements, type Requirement } from '#core/runtime/downloads/requirement.ts';
import {
  unpackWheel,
  type Wanted,
  wantedOfCuda,
  wantedOfTensorflow,
  wheelMetadata,
} from '#core/runtime/downloads/unpack-wheel.ts';
import { freeBytes, requireFreeSpace } from '#core/system/disk-space.ts';
import { isDiskFull } from '#core/system/file-errors.ts';
import { finishReplacing, replaceFolder } from '#core/system/replace-folder.ts';
import type { RunProgram } from '#core/system/run-program.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { planAddon } from './build-addon.ts';
import { forgetFailure, rememberFailure } from './failed-install.ts';
import { finishRuntime } from './finish-runtime.ts';
import { withInstallLock } from './install-lock.ts';
import { stripSymbols } from './strip-symbols.ts';
import { tryRuntime } from './try-runtime.ts';

export interface RuntimeInstallation {
  /** Folder of all runtimes; each has a folder in it. */
  folder: string;
  device: RuntimeDevice;
  /** `src/workers/runtime-probe.ts`, or its built file. */
  probe: URL;
  /** A wheel or a folder of wheels, used instead of the network. */
  from?: string | null;
  /** Also wheels that are no official files with a known checksum. Default false. */
  allowUnknown?: boolean;
  /** Folder of prebuilt addons, see `build-addon.ts`; a package has one. */
  prebuilt?: string | null;
  /** Address of a package index's JSON interface, used without pip. There is no default. */
  index?: string;
  /** `total` null: unknown. Downloads and unpacking count megabytes. */
  progress?(phase: string, done: number, total: number | null): void;
  signal?: AbortSignal;
  machine?: Machine;
  run?: RunProgram;
  tryOut?: typeof tryRuntime;
  free?: typeof freeBytes;
}

/**
 * Disk space besides the wheels: the unpacked files, and a second copy of a library while symbols are stripped.
 * Measured for `cpu`.
 */
const UNPACKED_BYTES: Readonly<Record<RuntimeDevice, number>> = { cpu: 1.5e9, gpu: 9e9 };
/** Unfinished installations. */
export const STAGING = 'staging-';
const DOWNLOADS = 'downloads';

/** Approximate bytes to fetch, and bytes needed on the disk during the installation. */
export function installationSize(device: RuntimeDevice): { download: number; disk: number } {
  const names = device === 'cpu' ? ['tensorflow-cpu'] : ['tensorflow', ...CUDA_WHEELS];
  const download = names.reduce((sum, name) => sum + expectedBytes(name), 0);
  return { download, disk: download + UNPACKED_BYTES[device] };
}

/** The extra `and-cuda` of TensorFlow 2.21, for the estimate; what is fetched is read from the wheel itself. */
const CUDA_WHEELS = ['cublas', 'cuda-cupti', 'cuda-nvcc', 'cuda-nvrtc', 'cuda-runtime', 'cudnn', 'cufft']
  .concat(['curand', 'cusolver', 'cusparse', 'nccl', 'nvjitlink'])
  .map((name) => `nvidia-${name}-cu12`);

/**
 * Installs a runtime, unless it is installed and works; a broken one is replaced. The runtime is made under a temporary
 * name, tested in its own process, and then renamed, so an incomplete one is never found. If the installation fails,
 * fetched wheels and partial downloads are kept for the next attempt. Throws {@link UserError} with a code and what to
 * do.
 */
export async function installRuntime(wanted: RuntimeInstallation): Promise<InstalledRuntime> {
  const { folder, signal } = wanted;
  try {
    await mkdir(folder, { recursive: true });
    const platform = runtimePlatform(wanted.machine);
    const waiting = () => wanted.progress?.('waiting for another process that installs it', 0, null);
    const installed = await withInstallLock(folder, () => install(wanted, platform), { waiting, signal });
    await forgetFailure(folder);
    return installed;
  } catch (error) {
    const failure = asFailure(error, folder, signal);
    if (failure.code !== 'cancelled') await rememberFailure(folder, failure).catch(() => undefined);
    throw failure;
  }
}

async function install(wanted: RuntimeInstallation, platform: RuntimePlatform): Promise<InstalledRuntime> {
  const { folder, device, run, signal } = wanted;
  const target = join(folder, runtimeFolderName(platform, device));
  const existing = await installedAndWorking(target, platform.name, wanted);
  if (existing !== null) return existing;

  // Check everything that can fail before anything is fetched.
  const name = platform.packages[device];
  if (name === null) {
    throw new UserError('native-unsupported', `TensorFlow has no GPU build for ${platform.name}.`);
  }
  if (device === 'gpu' && !wanted.from) await requireGpu(wanted);
  const { prebuilt } = wanted;
  const plan = await planAddon({ run, signal, prebuilt, platform: platform.name });
  await finishReplacing(folder);
  await removeLeftovers(folder);
  await requireFreeSpace(folder, installationSize(device).disk, wanted.free ?? freeBytes);

  const downloads = join(folder, DOWNLOADS);
  await mkdir(downloads, { recursive: true });
  const from = wanted.from ?? null;
  const source: WheelSource = {
    from,
    pip: from === null ? await findPip(platform.pipPlatform, { run, signal }) : null,
    index: wanted.index ?? null,
    wheelEnding: platform.wheelEnding,
    folder: downloads,
    allowUnknown: wanted.allowUnknown ?? false,
    run,
  };
  const staging = await mkdtemp(join(folder, STAGING));
  try {
    const used = await fetchAndUnpack({ name, range: `==${TENSORFLOW_VERSION}` }, staging, {
      wanted,
      platform,
      source,
    });
    await stripLibraries(staging, wanted);
    await finishRuntime({ ...wanted, staging, plan, platform, source: used });
    // The one in this place is damaged, or another process has just installed it.
    await replaceFolder(staging, target);
    await rm(downloads, { recursive: true, force: true });
    return readRuntime(target, platform.name);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

interface FetchParts {
  wanted: RuntimeInstallation;
  platform: RuntimePlatform;
  source: WheelSource;
}

/** Fetches and unpacks TensorFlow and the packages that its build needs; gives its source. */
async function fetchAndUnpack(
  tensorflow: Requirement,
  staging: string,
  { wanted, platform, source }: FetchParts,
): Promise<string> {
  const { device, signal, progress = () => undefined } = wanted;
  const site = join(staging, 'site');
  const fetchOne = async (requirement: Requirement, files: Wanted) => {
    const reportProgress = (phase: string) => (done: number, total: number) =>
      progress(`${phase} ${requirement.name} (MB)`, Math.round(done / 1e6), Math.round(total / 1e6));
    const wheel = await fetchWheel(requirement, source, reportProgress('downloading'), signal);
    try {
      await unpackWheel({
        wheel: wheel.path,
        wanted: files,
        target: site,
        progress: reportProgress('unpacking'),
        signal,
      });
    } catch (error) {
      // Remove a damaged wheel that was fetched, so that it is not used again.
      if (toFailure(error).code === 'corrupted' && source.from === null)
        await rm(wheel.path, { force: true });
      throw error;
    }
    return wheel;
  };
  const files = wantedOfTensorflow(platform.libraries);
  const wheel = await fetchOne(tensorflow, files);
  if (device === 'gpu') {
    const metadata = await wheelMetadata(wheel.path);
    for (const requirement of extraRequirements(metadata, 'and-cuda'))
      await fetchOne(requirement, wantedOfCuda);
  }
  const checked = wheel.official ? 'the official file' : `not an official file, SHA-256 ${wheel.sha256}`;
  return `${basename(wheel.path)}, ${wheel.source}, ${checked}`;
}

async function stripLibraries(
  staging: string,
  { run, signal, progress }: RuntimeInstallation,
): Promise<void> {
  const folder = join(staging, 'site', 'tensorflow');
  const libraries = (await readdir(folder)).filter((name) => name.startsWith('lib'));
  for (const [done, name] of libraries.entries()) {
    progress?.('stripping symbols', done, libraries.length);
    await stripSymbols(join(folder, name), { run, signal });
  }
}

/** Throws `no-gpu` before gigabytes are fetched for a machine without a GPU. */
async function requireGpu({ run, signal }: RuntimeInstallation): Promise<void> {
  const { gpus, reason } = await detectGpus({ run, signal });
  if (gpus.length > 0) return;
  throw new UserError(
    'no-gpu',
    `The GPU runtime cannot be used on this machine: ${reason} Use “--device cpu” to install the CPU runtime.`,
  );
}

/** Removes files of killed installations. It is safe because only one process installs at a time. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  const downloads = await readdir(join(folder, DOWNLOADS)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const left = [
    ...names.filter((name) => name.startsWith(STAGING)),
    ...downloads.filter((name) => name.startsWith('pip-')).map((name) => join(DOWNLOADS, name)),
  ];
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
}

/** The installed runtime, or null where there is none or it is damaged; some damage shows only when it is loaded. */
async function installedAndWorking(
  path: string,
  platform: string,
  { device, probe, signal, tryOut = tryRuntime }: RuntimeInstallation,
): Promise<InstalledRuntime | null> {
  try {
    const runtime = readRuntime(path, platform);
    await tryOut({ runtime, entry: probe, device: device === 'gpu' ? 'auto' : 'cpu', signal });
    return runtime;
  } catch (error) {
    if (error instanceof UserError && /^native-(missing|damaged|broken)$/.test(error.code)) return null;
    throw error;
  }
}

function asFailure(error: unknown, folder: string, signal: AbortSignal | undefined): UserError {
  if (signal?.aborted) return new UserError('cancelled', 'Cancelled.');
  if (error instanceof UserError) return error;
  const code = String((error as NodeJS.ErrnoException).code);
  const cause = { cause: error };
  if (isDiskFull(code)) {
    const what = `The disk became full while native TensorFlow was installed into ${folder}. Free some space and try again.`;
    return new UserError('disk-full', what, cause);
  }
  const { syscall } = error as NodeJS.ErrnoException;
  // If a folder cannot be created, Node's own reason may be misleading (ENOENT on a read-only disk).
  if (/^(EACCES|EPERM|EROFS)$/.test(code) || syscall === 'mkdir') {
    return new UserError(
      'folder-not-writable',
      `${folder} cannot be created or written (${code}). Change its permissions, or set NEURAL_SER_NATIVE to another folder.`,
      cause,
    );
  }
  return new UserError(
    'native-install-failed',
    `Native TensorFlow could not be installed: ${toFailure(error).message}`,
    cause,
  );
}
