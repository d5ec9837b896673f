/** The laboratory: puts its parts together and answers the contract. Doors hold it; it knows none of them. */
import { resolve } from 'node:path';
import type { Doctor } from '../shared/answers.ts';
import {
  type CallOptions,
  type LaboratoryPort,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  requests,
} from '../shared/contract.ts';
import { UserError } from '../shared/failure.ts';
import { errorCode } from './corpora/file-reasons.ts';
import type { DeviceWish } from './engines/tensorflow/runtime/runtime-environment.ts';
import { aboutRequest } from './laboratory/about-request.ts';
import { createCalls } from './laboratory/calls.ts';
import { corporaRequests } from './laboratory/corpora-requests.ts';
import { doctorRequest, examine } from './laboratory/doctor-request.ts';
import { createEmitter } from './laboratory/emitter.ts';
import { featureRequests } from './laboratory/feature-requests.ts';
import { libraryRequests } from './laboratory/library-requests.ts';
import { makeFolder } from './laboratory/make-folder.ts';
import { nativeRequests } from './laboratory/native-requests.ts';
import { createNativeRuntime, type NativeRuntime } from './laboratory/native-runtime.ts';
import { networkRequests } from './laboratory/network-requests.ts';
import type { Entries, Handlers, Parts } from './laboratory/parts.ts';
import { nativeFolder } from './laboratory/places.ts';
import { createPlanner } from './laboratory/plan-estimates.ts';
import { planRequests } from './laboratory/plan-requests.ts';
import { presetRequests } from './laboratory/preset-requests.ts';
import { recognitionRequests } from './laboratory/recognition-requests.ts';
import { recordingRequests } from './laboratory/recording-requests.ts';
import { createRunDirector } from './laboratory/run-director.ts';
import { runRequests } from './laboratory/run-requests.ts';
import { soundRequests } from './laboratory/sound-requests.ts';
import { splitRequests } from './laboratory/split-requests.ts';
import { openExperimentLog } from './runs/experiment-log.ts';
import { type ComputeHost, type ComputeHostOptions, createComputeHost } from './training/compute-host.ts';

/** A recogniser ready takes 120 MB and more, which a pause as long as this may give back. */
const EARS_IDLE_SECONDS = 600;
/** A process for plans is needed only while a run trains in the other, and takes half a gigabyte with TensorFlow. */
const SIDE_IDLE_SECONDS = 30;
/** As long as the side: two evaluations that are asked for one after the other share it. */
const EVALUATOR_IDLE_SECONDS = 30;

export { VERSION } from './laboratory/environment.ts';

export interface LaboratoryOptions {
  /** Where everything lies; made when it is not there. */
  folder: string;
  entries: Entries;
  /** How a compute process is started; `child_process.fork` when absent. */
  spawn?: ComputeHostOptions['spawn'];
  native?: NativeOptions;
}

/** How native TensorFlow is found and used. */
export interface NativeOptions {
  /** Where it is installed, for all laboratories of this user; in the laboratory's folder when absent. */
  folder?: string;
  /** The folder of a runtime to use and no other; or `off`. */
  explicit?: string | null;
  /** On what to compute; `auto` when absent: on a GPU where one can be used. */
  device?: DeviceWish;
  /** The package index's JSON interface, for a machine without pip. */
  index?: string;
  /** Folder of ready-made addons. */
  prebuilt?: string | null;
}

export interface Laboratory extends LaboratoryPort {
  readonly folder: string;
  /** What the user should know of the opening: runs found interrupted, a damaged log set aside. */
  readonly remarks: readonly string[];
  /**
   * Ends what is asked for (each call fails with `cancelled`), stops what trains, with a checkpoint, and closes the
   * log. The second time it waits for the first.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens the laboratory in a folder.
 * @throws UserError `folder-not-writable`, `log-too-new`, `log-busy`, `disk-full` and what else the log's opening says.
 */
export async function openLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const folder = resolve(options.folder);
  makeRoom(folder);
  const log = openExperimentLog(folder);
  const remarks = openingRemarks(log.setAside, log.claimInterrupted());
  const { emit, subscribe } = createEmitter();
  const calls = createCalls();
  const native = nativeRuntime(options);
  const host = computeHost(options, native);
  const ears = computeHost(options, native, EARS_IDLE_SECONDS);
  const side = computeHost(options, native, SIDE_IDLE_SECONDS);
  const evaluator = computeHost(options, native, EVALUATOR_IDLE_SECONDS);
  const planner = createPlanner({ host, side, environment: native.environment });
  const parts: Parts = {
    folder,
    entries: options.entries,
    log,
    host,
    ears,
    side,
    evaluator,
    native,
    planner,
    emit,
  };
  const director = createRunDirector(parts);
  const handlers: Handlers = {
    ...aboutRequest(parts, remarks),
    ...doctorRequest(parts),
    ...nativeRequests(parts),
    ...corporaRequests(parts),
    ...libraryRequests(parts),
    ...featureRequests(),
    ...networkRequests(parts),
    ...planRequests(parts),
    ...presetRequests(),
    ...splitRequests(parts),
    ...runRequests(parts, director),
    ...recognitionRequests(parts),
    ...soundRequests(),
    ...recordingRequests(parts),
  };

  const close = async (): Promise<void> => {
    // Both at once: the host lets the training write its checkpoint while calls wind up.
    await Promise.all([
      calls.end(),
      ...[host, ears, side, evaluator].map((one) => one[Symbol.asyncDispose]()),
    ]);
    await director.settled();
    log.close();
  };
  let closed: Promise<void> | undefined;

  return {
    folder,
    remarks,
    invoke: async <N extends RequestName>(
      name: N,
      input: RequestInput<N>,
      { call, signal }: CallOptions = {},
    ): Promise<RequestOutput<N>> => {
      if (!Object.hasOwn(requests, name)) {
        throw new UserError('unknown-request', `The laboratory knows no request “${name}”.`);
      }
      const parsed = requests[name].input.parse(input) as never;
      return calls.run(signal, (merged) =>
        handlers[name](parsed, {
          signal: merged,
          progress: (phase, done, total) => {
            if (call !== undefined) emit({ name: 'progress', data: { call, phase, done, total } });
          },
        }),
      );
    },
    subscribe,
    [Symbol.asyncDispose]: () => {
      closed ??= close();
      return closed;
    },
  };
}

/**
 * The doctor's report where {@link openLaboratory} fails: `reason` is what it said of the folder. The engines are
 * tried all the same.
 */
export async function examineUnopened(options: LaboratoryOptions, reason: string): Promise<Doctor> {
  const native = nativeRuntime(options);
  await using host = computeHost(options, native);
  const report = await examine({ host, native }, undefined);
  return { ...report, folder: { path: resolve(options.folder), works: false, reason } };
}

function nativeRuntime({ folder, entries, native = {} }: LaboratoryOptions): NativeRuntime {
  const { folder: shared, explicit = null, device = 'auto', index, prebuilt } = native;
  const own = nativeFolder(resolve(folder));
  const folders: [string, ...string[]] = shared === undefined ? [own] : [own, resolve(shared)];
  return createNativeRuntime({ folders, explicit, device, probe: entries.probe, index, prebuilt });
}

function computeHost(
  { entries, spawn }: LaboratoryOptions,
  native: NativeRuntime,
  idleSeconds?: number,
): ComputeHost {
  return createComputeHost({ entry: entries.compute, spawn, env: native.environment, idleSeconds });
}

function makeRoom(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'a file stands in its place' : `the system says ${code}`;
    throw new UserError(
      'folder-not-writable',
      `The laboratory's folder ${folder} cannot be made: ${why}. Choose another with --data.`,
      { cause: error },
    );
  }
}

function openingRemarks(setAside: string | null, interrupted: readonly string[]): string[] {
  const remarks: string[] = [];
  if (setAside !== null) {
    remarks.push(
      `The experiment log was damaged. It lies untouched at ${setAside}, and a new one was begun.`,
    );
  }
  for (const run of interrupted) {
    remarks.push(
      `Run ${run} was interrupted: its process ended. It can be resumed from its last checkpoint.`,
    );
  }
  return remarks;
}
