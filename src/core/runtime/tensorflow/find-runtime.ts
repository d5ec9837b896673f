import { join } from 'node:path';
import { type FoundRuntime, readRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import {
  type Machine,
  type RuntimeDevice,
  runtimeFolderName,
  runtimePlatform,
  thisMachine,
} from '#core/engines/tensorflow/native/runtime-platform.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { lastFailure } from './failed-install.ts';

export interface RuntimeSearch {
  /** The user's choice: the folder of a runtime, or `off`. Then `folders` are ignored. */
  explicit?: string | null;
  /** Folders in which runtimes are installed; the first one that has a runtime is used. */
  folders: readonly string[];
  /** `auto`: the GPU build where it is installed. Without a GPU that build runs on the processor. */
  device?: 'auto' | RuntimeDevice;
  machine?: Machine;
}

const BUILD_ORDER: Readonly<Record<'auto' | RuntimeDevice, readonly RuntimeDevice[]>> = {
  auto: ['gpu', 'cpu'],
  cpu: ['cpu', 'gpu'],
  gpu: ['gpu'],
};

/** Looks for a complete runtime. Reads a few small files; never throws and never loads a library. */
export function findRuntime({ explicit, folders, device = 'auto', machine }: RuntimeSearch): FoundRuntime {
  if (explicit === 'off') return none('Native TensorFlow is disabled (NEURAL_SER_TENSORFLOW=off).');
  try {
    const platform = runtimePlatform(machine ?? thisMachine());
    if (explicit) return namedRuntime(explicit, platform.name);
    const damaged: string[] = [];
    for (const folder of folders) {
      for (const build of BUILD_ORDER[device]) {
        try {
          const runtime = readRuntime(join(folder, runtimeFolderName(platform, build)), platform.name);
          return { runtime, reason: null };
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          if (error.code !== 'native-missing') damaged.push(error.message);
        }
      }
    }
    if (damaged.length > 0) return none(damaged.join(' '));
    const which =
      device === 'gpu' ? 'The native TensorFlow runtime for GPUs' : 'The native TensorFlow runtime';
    return none(`${which} is not installed${lastAttempt(folders)}`);
  } catch (error) {
    return none(toFailure(error).message);
  }
}

function namedRuntime(folder: string, platform: string): FoundRuntime {
  try {
    return { runtime: readRuntime(folder, platform), reason: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return none(`${error.message} NEURAL_SER_TENSORFLOW is set to this folder.`);
  }
}

/** The result of the last attempt to install, where there was one, and what to do. */
function lastAttempt(folders: readonly string[]): string {
  for (const folder of folders) {
    const failure = lastFailure(folder);
    if (failure === null) continue;
    // Messages of other programs (pip, a compiler) may end without a full stop.
    const why = failure.message.replace(/[.\s]*$/, '.');
    return `. The last attempt, on ${failure.at.slice(0, 10)}, failed. ${why} Try again in Settings or with “neural-ser runtime install”.`;
  }
  return '. Install it in Settings or with “neural-ser runtime install”.';
}

const none = (reason: string): FoundRuntime => ({ runtime: null, reason });
