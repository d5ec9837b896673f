import { toFailure } from '../../shared/failure.ts';
import type { NativeStatus } from '../../shared/native.ts';
import { freeBytes } from '../engines/tensorflow/runtime/disk-room.ts';
import { lastFailure } from '../engines/tensorflow/runtime/failed-install.ts';
import { type FoundRuntime, findRuntime } from '../engines/tensorflow/runtime/find-runtime.ts';
import { detectGpus, type GpuReport } from '../engines/tensorflow/runtime/gpu.ts';
import { installationSize, installRuntime } from '../engines/tensorflow/runtime/install-runtime.ts';
import type { InstalledRuntime } from '../engines/tensorflow/runtime/installed-runtime.ts';
import { removeRuntimes } from '../engines/tensorflow/runtime/remove-runtimes.ts';
import { type DeviceWish, runtimeEnvironment } from '../engines/tensorflow/runtime/runtime-environment.ts';
import { runtimePlatform, TENSORFLOW_VERSION } from '../engines/tensorflow/runtime/runtime-platform.ts';
import { tryRuntime } from '../engines/tensorflow/runtime/try-runtime.ts';

export interface NativeRuntimeOptions {
  /** Where runtimes may lie; the last is where one is installed. */
  folders: readonly [string, ...string[]];
  /** See `RuntimeSearch.explicit`. */
  explicit: string | null;
  device: DeviceWish;
  probe: URL;
  /** The package index, for a machine without pip. */
  index?: string;
  prebuilt?: string | null;
}

export interface InstallContext {
  signal?: AbortSignal;
  progress(phase: string, done: number, total: number | null): void;
}

/** The laboratory's hold on native TensorFlow, which only other processes load. */
export interface NativeRuntime {
  /** With what a compute process is started. */
  environment(): Record<string, string>;
  /** Tries it out, in a process of its own. */
  status(signal?: AbortSignal): Promise<NativeStatus>;
  install(wish: { device: DeviceWish; from: string | null }, context: InstallContext): Promise<void>;
  /** Gives the bytes that became free. */
  remove(signal?: AbortSignal): Promise<number>;
}

export function createNativeRuntime(options: NativeRuntimeOptions): NativeRuntime {
  const { folders, explicit, device, probe } = options;
  const folder = folders.at(-1)!;
  /** A runtime that was whole and did not work when it was tried: no compute process shall die of it. */
  let broken: { addon: string; reason: string } | null = null;

  const whole = () => findRuntime({ explicit, folders, device });
  const usable = (): FoundRuntime => {
    const found = whole();
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
    const { runtime, reason } = whole();
    const none = { works: false, usesGpu: false, reason };
    const [gpuReport, tried, failure, free] = await Promise.all([
      detectGpus({ signal }),
      runtime === null ? none : trial(runtime, signal),
      lastFailure(folder),
      // The folder may not be there yet.
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
      freeBytes: free,
      lastFailure: failure && { code: failure.code, message: failure.message, at: failure.at },
    };
  }

  return {
    environment: () => runtimeEnvironment(usable(), device),
    status,
    install: async (wish, { signal, progress }) => {
      const build = wish.device === 'auto' ? await bestBuild(signal) : wish.device;
      const { index, prebuilt } = options;
      await installRuntime({
        folder,
        device: build,
        from: wish.from,
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
      for (const place of folders) bytes += await removeRuntimes(place, signal);
      return bytes;
    },
  };
}

function about({ folder, tensorflow, device, bytes, installedAt, source }: InstalledRuntime) {
  return { folder, tensorflow, device, bytes, installedAt, source };
}

async function bestBuild(signal: AbortSignal | undefined): Promise<'cpu' | 'gpu'> {
  const { gpus } = await detectGpus({ signal });
  return gpus.length > 0 && runtimePlatform().packages.gpu !== null ? 'gpu' : 'cpu';
}

function downloads(): NativeStatus['download'] {
  try {
    const { packages } = runtimePlatform();
    return {
      cpu: installationSize('cpu').download,
      gpu: packages.gpu === null ? null : installationSize('gpu').download,
    };
  } catch (error) {
    if (toFailure(error).code !== 'native-unsupported') throw error;
    return { cpu: null, gpu: null };
  }
}

/** The first thing that stands in the way. */
function whyNoGpu(
  { gpus, reason }: GpuReport,
  device: DeviceWish,
  runtime: InstalledRuntime | null,
  fault: string | null,
): string {
  if (gpus.length === 0) return reason ?? 'No NVIDIA GPU was found.';
  if (device === 'cpu') return 'The processor was asked for.';
  const size = (installationSize('gpu').download / 1e9).toFixed(1);
  const advice = `Settings, or “neural-ser runtime install --device gpu”, fetches the runtime with CUDA (about ${size} GB).`;
  if (runtime === null) return `No native runtime is used. ${advice}`;
  if (fault !== null) return fault;
  if (runtime.device === 'cpu') return `The installed runtime is the one for the processor. ${advice}`;
  return 'TensorFlow finds no GPU that it can use; an NVIDIA driver of 525 or later is needed.';
}
