import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { toFailure, UserError } from '../../../../shared/failure.ts';
import { type AddonPlan, buildAddon, planAddon } from './build-addon.ts';
import { freeBytes, requireRoom } from './disk-room.ts';
import { forgetFailure, rememberFailure } from './failed-install.ts';
import { expectedBytes, fetchWheel, type WheelSource } from './fetch-wheel.ts';
import { detectGpus } from './gpu.ts';
import { withInstallLock } from './install-lock.ts';
import {
  asInstalled,
  type InstalledRuntime,
  manifestPath,
  type RuntimeManifest,
  readRuntime,
} from './installed-runtime.ts';
import { findPip } from './pip.ts';
import { extraRequirements, type Requirement } from './requirement.ts';
import type { RunProgram } from './run-program.ts';
import {
  type Machine,
  type RuntimeDevice,
  type RuntimePlatform,
  runtimeFolderName,
  runtimePlatform,
  TENSORFLOW_VERSION,
} from './runtime-platform.ts';
import { stripSymbols } from './strip-symbols.ts';
import { tryRuntime } from './try-runtime.ts';
import {
  unpackWheel,
  type Wanted,
  wantedOfCuda,
  wantedOfTensorflow,
  wheelContents,
  wheelMetadata,
} from './unpack-wheel.ts';

export interface RuntimeInstallation {
  /** Where runtimes lie, a folder each. */
  folder: string;
  device: RuntimeDevice;
  /** `src/compute/runtime-probe.ts`, or what a build makes of it. */
  probe: URL;
  /** A wheel, or a folder of wheels, instead of the network. */
  from?: string | null;
  /** Folder of ready-made addons. */
  prebuilt?: string | null;
  /** Address of a package index's JSON interface, used where there is no pip; none is built in. */
  index?: string;
  /** `total` null: unknown. Downloads and unpacking count megabytes. */
  progress?(phase: string, done: number, total: number | null): void;
  signal?: AbortSignal;
  machine?: Machine;
  run?: RunProgram;
  tryOut?: typeof tryRuntime;
  free?: typeof freeBytes;
}

/** Beside the wheels: what is unpacked, and a library's second copy while symbols are stripped. Measured for `cpu`. */
const UNPACKED_BYTES: Readonly<Record<RuntimeDevice, number>> = { cpu: 1.5e9, gpu: 9e9 };
const STAGING = 'staging-';
const DOWNLOADS = 'downloads';

/** Bytes that an installation fetches, and those that it needs on the disk meanwhile; both roughly. */
export function installationSize(device: RuntimeDevice): { download: number; disk: number } {
  const names = device === 'cpu' ? ['tensorflow-cpu'] : ['tensorflow', ...CUDA_WHEELS];
  const download = names.reduce((sum, name) => sum + expectedBytes(name), 0);
  return { download, disk: download + UNPACKED_BYTES[device] };
}

/** The extra `and-cuda` of TensorFlow 2.21; what is fetched is read from the wheel itself. */
const CUDA_WHEELS = ['cublas', 'cuda-cupti', 'cuda-nvcc', 'cuda-nvrtc', 'cuda-runtime', 'cudnn', 'cufft']
  .concat(['curand', 'cusolver', 'cusparse', 'nccl', 'nvjitlink'])
  .map((name) => `nvidia-${name}-cu12`);

/**
 * Installs a runtime, or finds that it is installed and works: one that does not is made again. It is made under another name, tried out in a process of its
 * own, and renamed: nobody finds half of one. Wheels that were fetched whole or in part are kept for the next attempt
 * when this one fails. Throws {@link UserError} with a code and what to do.
 */
export async function installRuntime(wanted: RuntimeInstallation): Promise<InstalledRuntime> {
  const { folder, signal } = wanted;
  try {
    await mkdir(folder, { recursive: true });
    const platform = runtimePlatform(wanted.machine);
    const waiting = () => wanted.progress?.('another process is installing it: waiting', 0, null);
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
  const { folder, device, run, signal, progress = () => undefined } = wanted;
  const place = join(folder, runtimeFolderName(platform, device));
  const there = await installedAndWorking(place, platform.name, wanted);
  if (there !== null) return there;

  // What can fail is found out before anything is fetched.
  const name = platform.packages[device];
  if (name === null) {
    throw new UserError('native-unsupported', `TensorFlow has no build for GPUs on ${platform.name}.`);
  }
  if (device === 'gpu' && !wanted.from) await requireGpu(wanted);
  const { prebuilt } = wanted;
  const plan = await planAddon({ run, signal, prebuilt, platform: platform.name });
  await removeLeftOvers(folder);
  await requireRoom(folder, installationSize(device).disk, wanted.free ?? freeBytes);

  const downloads = join(folder, DOWNLOADS);
  await mkdir(downloads, { recursive: true });
  const from = wanted.from ?? null;
  const source: WheelSource = {
    from,
    pip: from === null ? await findPip(platform.pipPlatform, { run, signal }) : null,
    index: wanted.index ?? null,
    wheelEnding: platform.wheelEnding,
    folder: downloads,
    run,
  };
  const staging = await mkdtemp(join(folder, STAGING));
  try {
    const used = await gather({ name, range: `==${TENSORFLOW_VERSION}` }, staging, {
      wanted,
      platform,
      source,
    });
    await stripLibraries(staging, wanted);
    progress('building the addon', 0, null);
    await makeAddon(staging, plan, platform, wanted);
    const manifest = await describe(staging, { wanted, platform, plan, source: used });
    await writeFile(manifestPath(staging), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    progress('trying it out', 0, null);
    await verify(asInstalled(staging, manifest), wanted);
    await putInPlace(staging, place);
    await rm(downloads, { recursive: true, force: true });
    return readRuntime(place, platform.name);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

interface Gathering {
  wanted: RuntimeInstallation;
  platform: RuntimePlatform;
  source: WheelSource;
}

/** Fetches and unpacks TensorFlow and what its build stands on; gives where it came from. */
async function gather(
  tensorflow: Requirement,
  staging: string,
  { wanted, platform, source }: Gathering,
): Promise<string> {
  const { device, signal, progress = () => undefined } = wanted;
  const site = join(staging, 'site');
  const take = async (requirement: Requirement, files: Wanted) => {
    const tell = (phase: string) => (done: number, total: number) =>
      progress(`${phase} ${requirement.name} (MB)`, Math.round(done / 1e6), Math.round(total / 1e6));
    const wheel = await fetchWheel(requirement, source, tell('fetching'), signal);
    try {
      await unpackWheel({
        wheel: wheel.path,
        wanted: files,
        target: site,
        progress: tell('unpacking'),
        signal,
      });
    } catch (error) {
      // A damaged wheel of ours must not be taken again.
      if (toFailure(error).code === 'corrupted' && source.from === null)
        await rm(wheel.path, { force: true });
      throw error;
    }
    return wheel;
  };
  const files = wantedOfTensorflow(platform.libraries);
  const wheel = await take(tensorflow, files);
  if (device === 'gpu') {
    const metadata = await wheelMetadata(await wheelContents(wheel.path, files));
    for (const requirement of extraRequirements(metadata, 'and-cuda')) await take(requirement, wantedOfCuda);
  }
  return `${basename(wheel.path)}, ${wheel.source}`;
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

async function makeAddon(
  staging: string,
  plan: AddonPlan,
  platform: RuntimePlatform,
  { run, signal }: RuntimeInstallation,
): Promise<void> {
  const site = join(staging, 'site');
  await buildAddon({
    plan,
    site,
    libraries: platform.libraries,
    target: join(staging, 'addon'),
    run,
    signal,
  });
  await rm(join(site, 'tensorflow', 'include'), { recursive: true, force: true });
}

async function describe(
  staging: string,
  { wanted, platform, plan, source }: Omit<Gathering, 'source'> & { plan: AddonPlan; source: string },
): Promise<RuntimeManifest> {
  const files: RuntimeManifest['files'] = [];
  for (const entry of await readdir(staging, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // Zip knows of no programs.
    if (basename(entry.parentPath) === 'bin') await chmod(path, 0o755);
    files.push({ path: relative(staging, path).split(sep).join('/'), bytes: (await stat(path)).size });
  }
  const addon = files.find(({ path }) => path.startsWith('addon/'))!.path;
  const folders = new Set(files.flatMap(({ path }) => /^(site\/nvidia\/\w+\/lib)\//.exec(path)?.[1] ?? []));
  return {
    format: 1,
    tensorflow: TENSORFLOW_VERSION,
    addonVersion: plan.version,
    device: wanted.device,
    platform: platform.name,
    addon,
    libraryFolders: folders.size === 0 ? [] : ['site/tensorflow', ...folders],
    files,
    installedAt: new Date().toISOString(),
    source,
  };
}

/** Gigabytes are not fetched for a card that is not there. */
async function requireGpu({ run, signal }: RuntimeInstallation): Promise<void> {
  const { gpus, reason } = await detectGpus({ run, signal });
  if (gpus.length > 0) return;
  throw new UserError(
    'no-gpu',
    `The runtime for GPUs was asked for, and there is none to use: ${reason} “--device cpu” installs the one for the processor.`,
  );
}

async function verify(runtime: InstalledRuntime, wanted: RuntimeInstallation): Promise<void> {
  const { device, probe, signal, tryOut = tryRuntime } = wanted;
  const { gpu } = await tryOut({ runtime, entry: probe, device: device === 'gpu' ? 'auto' : 'cpu', signal });
  if (device === 'gpu' && !gpu) {
    throw new UserError(
      'native-broken',
      'TensorFlow was loaded with CUDA, but finds no GPU that it can use: is the NVIDIA driver new enough (525 or later)? What was fetched is kept for another attempt.',
    );
  }
}

/** What lies there is damaged, or it would have been used; or another process was quicker, and has the same. */
async function putInPlace(staging: string, place: string): Promise<void> {
  const old = `${staging}-old`;
  await rename(place, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(staging, place);
  await rm(old, { recursive: true, force: true });
}

/** Of installations that were killed; only one installs at a time. */
async function removeLeftOvers(folder: string): Promise<void> {
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

/** Null: there is none, or it is damaged, perhaps in a way that only loading it shows. */
async function installedAndWorking(
  place: string,
  platform: string,
  { device, probe, signal, tryOut = tryRuntime }: RuntimeInstallation,
): Promise<InstalledRuntime | null> {
  try {
    const runtime = readRuntime(place, platform);
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
  if (/^(ENOSPC|EDQUOT)$/.test(code)) {
    const what = `The disk became full while native TensorFlow was installed into ${folder}. Make room and try again.`;
    return new UserError('disk-full', what, cause);
  }
  const { syscall } = error as NodeJS.ErrnoException;
  // Where a folder cannot be made, Node's own reason may be misleading (ENOENT on a disk that is read-only).
  if (/^(EACCES|EPERM|EROFS)$/.test(code) || syscall === 'mkdir') {
    return new UserError(
      'folder-not-writable',
      `${folder} cannot be made or written (${code}). Give it room on a disk that can be written, or set NEURAL_SER_NATIVE to another folder.`,
      cause,
    );
  }
  return new UserError(
    'native-install-failed',
    `Native TensorFlow was not installed: ${toFailure(error).message}`,
    cause,
  );
}
