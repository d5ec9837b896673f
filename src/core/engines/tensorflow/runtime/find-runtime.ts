import { join } from 'node:path';
import { toFailure, UserError } from '../../../../shared/failure.ts';
import { lastFailure } from './failed-install.ts';
import { type InstalledRuntime, readRuntime } from './installed-runtime.ts';
import {
  type Machine,
  type RuntimeDevice,
  runtimeFolderName,
  runtimePlatform,
  thisMachine,
} from './runtime-platform.ts';

export interface RuntimeSearch {
  /** The user's own word: the folder of a runtime, or `off`. Nothing else is looked at then. */
  explicit?: string | null;
  /** Folders that runtimes are installed in, the first that has one serves. */
  folders: readonly string[];
  /** `auto`: the build for GPUs where there is one; without a GPU it serves on the processor. */
  device?: 'auto' | RuntimeDevice;
  machine?: Machine;
}

/** A runtime, or why there is none. */
export type FoundRuntime = { runtime: InstalledRuntime; reason: null } | { runtime: null; reason: string };

const ORDER: Readonly<Record<'auto' | RuntimeDevice, readonly RuntimeDevice[]>> = {
  auto: ['gpu', 'cpu'],
  cpu: ['cpu', 'gpu'],
  gpu: ['gpu'],
};

/** Looks for a runtime that is installed whole. Reads a few small files; never throws, never loads anything. */
export function findRuntime({ explicit, folders, device = 'auto', machine }: RuntimeSearch): FoundRuntime {
  if (explicit === 'off') return none('Native TensorFlow is switched off (NEURAL_SER_TENSORFLOW=off).');
  try {
    const platform = runtimePlatform(machine ?? thisMachine());
    if (explicit) return namedRuntime(explicit, platform.name);
    const damaged: string[] = [];
    for (const folder of folders) {
      for (const build of ORDER[device]) {
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
    return none(`${which} is not installed${whyNot(folders)}`);
  } catch (error) {
    return none(toFailure(error).message);
  }
}

function namedRuntime(folder: string, platform: string): FoundRuntime {
  try {
    return { runtime: readRuntime(folder, platform), reason: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return none(`${error.message} NEURAL_SER_TENSORFLOW names that folder.`);
  }
}

/** What the last attempt to install came to, where there was one; and what to do. */
function whyNot(folders: readonly string[]): string {
  for (const folder of folders) {
    const failure = lastFailure(folder);
    if (failure === null) continue;
    // What others said (pip, a compiler) ends as it likes.
    const why = failure.message.replace(/[.\s]*$/, '.');
    return `: the last attempt, on ${failure.at.slice(0, 10)}, failed. ${why} Settings, or “neural-ser runtime install”, tries again.`;
  }
  return ' (Settings, or “neural-ser runtime install”, does that).';
}

const none = (reason: string): FoundRuntime => ({ runtime: null, reason });
