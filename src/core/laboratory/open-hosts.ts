/** How a laboratory is opened, and the processes that compute for it. */
import { resolve } from 'node:path';
import { createJobHost, type JobHost, type JobHostOptions, type JobHosts } from '#core/jobs/job-host.ts';
import type { DeviceChoice } from '#shared/native.ts';
import { type Computing, createComputing } from './computing/computing-choice.ts';
import { nativeFolder } from './paths.ts';
import { createNativeRuntime, type NativeRuntime } from './runtime/native-runtime.ts';
import type { Entries } from './services.ts';

/** A loaded model takes 120 MB and more. After this time without use, its process ends and frees the memory. */
const RECOGNITION_IDLE_SECONDS = 600;
/** A process for plans is needed only while a run trains, and takes half a gigabyte with TensorFlow. */
const PLANNING_IDLE_SECONDS = 30;
/** Long enough that two evaluations in a row share a process. */
const EVALUATION_IDLE_SECONDS = 30;

export interface LaboratoryOptions {
  /** The folder of all data; created if missing. */
  folder: string;
  entries: Entries;
  /** How a job process is started; `child_process.fork` if absent. */
  spawn?: JobHostOptions['spawn'];
  native?: NativeOptions;
  /** The number of the adapter that the engine `webgpu` uses; null or absent: it chooses. */
  adapter?: number | null;
}

/** How native TensorFlow is found and used. */
export interface NativeOptions {
  /** Where it is installed, for all laboratories of this user; in the laboratory's folder if absent. */
  folder?: string;
  /** The folder of the only runtime to use, or `off`. */
  explicit?: string | null;
  /** The device to compute on. `auto` if absent: a GPU if one can be used. */
  device?: DeviceChoice;
  /** The package index's JSON interface, for a machine without pip. */
  index?: string;
  /** Folder of prebuilt addons. */
  prebuilt?: string | null;
}

/** Starts no process yet: each host does with its first job. */
export function openHosts(options: LaboratoryOptions): {
  native: NativeRuntime;
  computing: Computing;
  hosts: JobHosts;
} {
  const { folder, entries, spawn, adapter = null, native: given = {} } = options;
  const { explicit = null, device = 'auto', index, prebuilt } = given;
  const native = createNativeRuntime({
    folders: runtimeFolders(options),
    explicit,
    device,
    probe: entries.probe,
    index,
    prebuilt,
  });
  const computing = createComputing({ folder: resolve(folder), adapter });
  const host = (idleSeconds?: number): JobHost =>
    createJobHost({
      ...{ entry: entries.jobs, spawn, idleSeconds },
      env: () => ({ ...native.environment(), ...computing.environment() }),
      onExit: ({ signal, kind }) => kind === 'crash' && native.noteCrash(signal),
    });
  return {
    native,
    computing,
    hosts: {
      training: host(),
      recognition: host(RECOGNITION_IDLE_SECONDS),
      planning: host(PLANNING_IDLE_SECONDS),
      evaluation: host(EVALUATION_IDLE_SECONDS),
    },
  };
}

/** The folders in which native TensorFlow is looked for. */
export function runtimeFolders({ folder, native = {} }: LaboratoryOptions): [string, ...string[]] {
  const own = nativeFolder(resolve(folder));
  return native.folder === undefined ? [own] : [own, resolve(native.folder)];
}
