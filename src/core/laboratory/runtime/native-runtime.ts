import { basename } from 'node:path';
import { detectGpus, type GpuReport } from '#core/engines/tensorflow/native/gpu.ts';
import type { FoundRuntime, InstalledRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import { runtimeEnvironment } from '#core/engines/tensorflow/native/runtime-environment.ts';
import {
  type RuntimePlatform,
  runtimePlatform,
  TENSORFLOW_VERSION,
} from '#core/engines/tensorflow/native/runtime-platform.ts';
import { officialChecksum, pinnedWheel } from '#core/runtime/downloads/pinned-wheels.ts';
import { isWheelOf } from '#core/runtime/downloads/requirement.ts';
import { lastFailure } from '#core/runtime/tensorflow/failed-install.ts';
import { fastKernels } from '#core/runtime/tensorflow/fast-kernels.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { installationSize, installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { removeRuntimes } from '#core/runtime/tensorflow/remove-runtimes.ts';
import { tryRuntime } from '#core/runtime/tensorflow/try-runtime.ts';
import { freeBytes } from '#core/system/disk-space.ts';
import { toFailure } from '#shared/failure.ts';
import type { DeviceChoice, NativeStatus } from '#shared/native.ts';

export interface NativeRuntimeOptions {
  /** Folders that may contain runtimes. New ones are installed in the last folder. */
  folders: readonly [string, ...string[]];
  /** See `RuntimeSearch.explicit`. */
  explicit: string | null;
  device: DeviceChoice;
  probe: URL;
  /** The package index, for a machine without pip. */
  index?: string;
  prebuilt?: string | null;
}

interface InstallContext {
  signal?: AbortSignal;
  progress(phase: string, done: number, total: number | null): void;
}

/** The laboratory's access to native TensorFlow, which only other processes load. */
export interface NativeRuntime {
  /** The environment variables of a job process. */
  environment(): Record<string, string>;
  /** Call it when a job process has crashed: kernels that end it by this signal are not used again. */
  noteCrash(signal: string | null): void;
  /** Tries the runtime in its own process. */
  status(signal?: AbortSignal): Promise<NativeStatus>;
  install(
    choice: { device: DeviceChoice; from: string | null; allowUnknown: boolean },
    context: InstallContext,
  ): Promise<void>;
  /** Returns the freed bytes. */
  remove(signal?: AbortSignal): Promise<number>;
}

export function createNativeRuntime(options: NativeRuntimeOptions): NativeRuntime {
  const { folders, explicit, device, probe } = options;
  const folder = folders.at(-1)!;
  /** A complete runtime that failed when it was tried. Job processes do not use it, because it could crash them. */
  let broken: { addon: string; reason: string } | null = null;

  const kernels = fastKernels(folder);
  const installed = () => findRuntime({ explicit, folders, device });
  const usable = (): FoundRuntime => {
    const found = installed();
    if (broken === null || found.runtime?.addon !== broken.addon) return found;
    return { runtime: null, reason: broken.reason };
  };

  async function trial(runtime: InstalledRuntime, signal: AbortSignal | undefined) {
    try {
      const { gpu } = await tryRuntime({ runtime, entry: probe, device, signal });
      broken = null;
      return { works: true, usesGpu: gpu, reason: null };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'cancelled') throw error;
      broken = { addon: runtime.addon, reason: failure.message };
      return { works: false, usesGpu: false, reason: failure.message };
    }
  }

  async function status(signal?: AbortSignal): Promise<NativeStatus> {
    const { runtime, reason } = installed();
    const none = { works: false, usesGpu: false, reason };
    const [gpuReport, tried, failure, free] = await Promise.all([
      detectGpus({ signal }),
      runtime === null ? none : trial(runtime, signal),
      lastFailure(folder),
      // The folder may not exist yet.
      freeBytes(folder).catch(() => null),
    ]);
    return {
      tensorflow: TENSORFLOW_VERSION,
      folder,
      runtime: runtime && about(runtime),
      ...tried,
      gpus: gpuReport.gpus,
      gpuReason: tried.usesGpu ? null : whyNoGpu(gpuReport, device, runtime, tried.reason),
      download: downloads(),
      index: hostOf(options.index),
      wheel: officialWheel(),
      freeBytes: free,
      lastFailure: failure && { code: failure.code, message: failure.message, at: failure.at },
    };
  }

  return {
    environment: () => runtimeEnvironment(usable(), device, process.env, kernels.work),
    noteCrash: (signal) => {
      if (signal === 'SIGFPE' && installed().runtime !== null) kernels.noteFailure();
    },
    status,
    install: async (choice, { signal, progress }) => {
      const build = choice.device === 'auto' ? await bestBuild(choice.from, signal) : choice.device;
      const { index, prebuilt } = options;
      await installRuntime({
        folder,
        device: build,
        from: choice.from,
        allowUnknown: choice.allowUnknown,
        probe,
        index,
        prebuilt,
        signal,
        progress,
      });
      broken = null;
    },
    remove: async (signal) => {
      let bytes = 0;
      for (const each of folders) bytes += await removeRuntimes(each, signal);
      return bytes;
    },
  };
}

function about({ folder, tensorflow, device, bytes, installedAt, source }: InstalledRuntime) {
  return { folder, tensorflow, device, bytes, installedAt, source };
}

const CPU_WHEEL = { name: 'tensorflow-cpu', range: '' };

/** The build of the given wheel, or the best one for this machine. */
async function bestBuild(from: string | null, signal: AbortSignal | undefined): Promise<'cpu' | 'gpu'> {
  if (from !== null && isWheelOf(basename(from), CPU_WHEEL)) return 'cpu';
  const { gpus } = await detectGpus({ signal });
  return gpus.length > 0 && runtimePlatform().packages.gpu !== null ? 'gpu' : 'cpu';
}

function downloads(): NativeStatus['download'] {
  const platform = thisPlatform();
  if (platform === null) return { cpu: null, gpu: null };
  return {
    cpu: installationSize('cpu').download,
    gpu: platform.packages.gpu === null ? null : installationSize('gpu').download,
  };
}

function officialWheel(): NativeStatus['wheel'] {
  const platform = thisPlatform();
  const name = platform?.packages.cpu;
  if (!platform || !name) return null;
  const file = pinnedWheel({ name, range: `==${TENSORFLOW_VERSION}` }, platform.wheelEnding);
  return file === null ? null : { file, sha256: officialChecksum(file)! };
}

/** Null: TensorFlow has no build for this machine. */
function thisPlatform(): RuntimePlatform | null {
  try {
    return runtimePlatform();
  } catch (error) {
    if (toFailure(error).code !== 'native-unsupported') throw error;
    return null;
  }
}

/** The host of an address; the user may have set something that is none. */
const hostOf = (address: string | undefined) =>
  address !== undefined && URL.canParse(address) ? new URL(address).host : null;

/** The first reason why no GPU is used. */
function whyNoGpu(
  { gpus, reason }: GpuReport,
  device: DeviceChoice,
  runtime: InstalledRuntime | null,
  fault: string | null,
): string {
  if (gpus.length === 0) return reason ?? 'No NVIDIA GPU was found.';
  if (device === 'cpu') return 'The CPU was selected.';
  const size = (installationSize('gpu').download / 1e9).toFixed(1);
  const advice = `Install the runtime with CUDA (about ${size} GB) in Settings or with “neural-ser runtime install --device gpu”.`;
  if (runtime === null) return `No native runtime is used. ${advice}`;
  if (fault !== null) return fault;
  if (runtime.device === 'cpu') return `The installed runtime is for the CPU. ${advice}`;
  return 'TensorFlow finds no usable GPU. It needs an NVIDIA driver 525 or later.';
}
