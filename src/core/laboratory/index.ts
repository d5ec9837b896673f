/** The laboratory: connects its parts and answers the requests of the contract. It does not depend on its doors. */
import { resolve } from 'node:path';
import { createSoundReader } from '#core/audio/sound-reader.ts';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { aboutRequest } from '#core/laboratory/about/requests.ts';
import { clusterRequests } from '#core/laboratory/cluster/requests.ts';
import { createItemReader } from '#core/laboratory/comparisons/read-items.ts';
import { comparisonRequests } from '#core/laboratory/comparisons/requests.ts';
import { computingRequests } from '#core/laboratory/computing/requests.ts';
import { corporaRequests } from '#core/laboratory/corpora/requests.ts';
import { correctionRequests } from '#core/laboratory/corrections/requests.ts';
import { doctorRequest, examine } from '#core/laboratory/doctor/requests.ts';
import { embeddingRequests } from '#core/laboratory/embeddings/requests.ts';
import { encoderRequests } from '#core/laboratory/encoders/requests.ts';
import { evaluationRequests } from '#core/laboratory/evaluations/requests.ts';
import { exportRequests } from '#core/laboratory/exports/requests.ts';
import { featureRequests } from '#core/laboratory/features/requests.ts';
import { labelSetRequests } from '#core/laboratory/label-sets/requests.ts';
import { createLibraryScan } from '#core/laboratory/library/library-scan.ts';
import { libraryRequests } from '#core/laboratory/library/requests.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import { networkRequests } from '#core/laboratory/networks/requests.ts';
import { ownCorpusRequests } from '#core/laboratory/own-corpora/requests.ts';
import { createPlanner } from '#core/laboratory/plans/plan-estimates.ts';
import { planRequests } from '#core/laboratory/plans/requests.ts';
import { presetRequests } from '#core/laboratory/presets/requests.ts';
import { readyMadeRequests } from '#core/laboratory/ready-made/requests.ts';
import { recognitionRequests } from '#core/laboratory/recognition/requests.ts';
import { recordingRequests } from '#core/laboratory/recordings/requests.ts';
import { reportRequests } from '#core/laboratory/reports/requests.ts';
import { robustnessRequests } from '#core/laboratory/robustness/requests.ts';
import { reportDefect } from '#core/laboratory/runs/background-filler.ts';
import { createKeptRuns } from '#core/laboratory/runs/kept-runs.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import {
  damagedLogSentence,
  keepRecord,
  unlistedRuns,
  unlistedSentence,
} from '#core/laboratory/runs/run-records.ts';
import { nativeRequests } from '#core/laboratory/runtime/requests.ts';
import { soundRequests } from '#core/laboratory/sounds/requests.ts';
import { wordRequests } from '#core/laboratory/words/requests.ts';
import { tidyEncoders, tidyRuntimes } from '#core/runtime/leftovers.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import type { Doctor } from '#shared/answers.ts';
import {
  type CallOptions,
  type LaboratoryPort,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  requests,
} from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { staleAfterRequest } from '#shared/staleness.ts';
import { createCalls } from './calls.ts';
import { createEmitter, withStaleness } from './emitter.ts';
import { type LaboratoryOptions, openHosts, runtimeFolders } from './open-hosts.ts';
import { encodersFolder } from './paths.ts';
import type { CallContext, Handlers, Services } from './services.ts';
import { removeStrays } from './stray-files.ts';

export { VERSION } from '#core/system/program-version.ts';

export type { NativeOptions } from './open-hosts.ts';

export interface Laboratory extends LaboratoryPort {
  readonly folder: string;
  /** Messages from opening the laboratory: interrupted runs, a damaged log. */
  readonly remarks: readonly string[];
  /** Continues the runs that {@link keepRuns} has kept. For a door that stays open. Failures are recorded with the runs. */
  resumeKept(onDefect: (error: unknown) => void): void;
  /** Keeps the unfinished runs for the next start. Call it before the laboratory is disposed of, which then stops them. */
  keepRuns(): Promise<void>;
  /**
   * Cancels running requests (each fails with `cancelled`), stops the training with a checkpoint, and closes the log. A
   * second call waits for the first.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens the laboratory in a folder.
 * @throws UserError `folder-not-writable`, `log-too-new`, `log-busy`, `disk-full` and the other errors of opening the log.
 */
export async function openLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const folder = resolve(options.folder);
  createFolder(folder);
  await finishInstallations(options);
  const log = openExperimentLog(folder);
  const interrupted = await whileBusy(() => log.claimInterrupted()).catch((error: unknown) => {
    log.close();
    throw error;
  });
  const remarks = openingRemarks({ folder, log }, interrupted);
  const { emit: emitToAll, subscribe } = createEmitter();
  const emit = withStaleness(emitToAll);
  const calls = createCalls();
  const { native, computing, hosts } = openHosts(options);
  const reader = openReader(options.entries.reader, options.spawn);
  const sounds = createSoundReader(options.entries.sounds);
  const planner = createPlanner({ encoders: encodersFolder(folder), hosts, environment: native.environment });
  const services: Services = {
    folder,
    entries: options.entries,
    log,
    hosts,
    reader,
    sounds,
    native,
    computing,
    planner,
    emit,
  };
  const director = createRunDirector(services);
  const keptRuns = createKeptRuns(services, director);
  const itemReader = createItemReader(log);
  const libraryScan = createLibraryScan(log);
  const closing = new AbortController();
  // Beside the first requests. An active run keeps its files.
  const tidying = Promise.all([
    keepRecords(services, interrupted),
    removeStrays(services, interrupted, closing.signal),
  ]);
  const handlers: Handlers = {
    ...aboutRequest(services, remarks),
    ...doctorRequest(services),
    ...nativeRequests(services),
    ...computingRequests(services),
    ...corporaRequests(services),
    ...libraryRequests(services, libraryScan),
    ...correctionRequests(services, libraryScan),
    ...labelSetRequests(services),
    ...wordRequests(services),
    ...featureRequests(services),
    ...encoderRequests(services),
    ...readyMadeRequests(services),
    ...networkRequests(services),
    ...planRequests(services),
    ...presetRequests(),
    ...runRequests(services, director, keptRuns),
    ...exportRequests(services),
    ...comparisonRequests(services, itemReader),
    ...reportRequests(services, itemReader),
    ...clusterRequests(services),
    ...evaluationRequests(services),
    ...robustnessRequests(services),
    ...embeddingRequests(services),
    ...recognitionRequests(services),
    ...soundRequests(services),
    ...recordingRequests(services),
    ...ownCorpusRequests(services),
  };

  const close = async (): Promise<void> => {
    closing.abort();
    // In parallel, because the training writes its checkpoint while requests end.
    await Promise.all([
      calls.end(),
      reader[Symbol.asyncDispose](),
      sounds[Symbol.asyncDispose](),
      ...Object.values(hosts).map((host) => host[Symbol.asyncDispose]()),
    ]);
    await director.close();
    await tidying;
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
        throw new UserError('unknown-request', `There is no request “${name}”.`);
      }
      const parsed = requests[name].input.parse(input) as never;
      const changed = () => {
        const stale = staleAfterRequest(name, parsed);
        if (stale.length > 0) emit({ name: 'stale', data: { queries: stale } });
      };
      return calls.run(signal, async (merged) => {
        const progress: CallContext['progress'] = (phase, done, total) => {
          if (call !== undefined) emit({ name: 'progress', data: { call, phase, done, total } });
        };
        const work = () => handlers[name](parsed, { signal: merged, progress, changed });
        const request = requests[name];
        const mayRepeat = request.kind === 'query' || request.idempotent;
        try {
          return await (mayRepeat ? whileBusy(work, merged) : work());
        } finally {
          // Also after an error, because a part may be done.
          changed();
        }
      });
    },
    subscribe,
    resumeKept: keptRuns.resume,
    keepRuns: keptRuns.keep,
    [Symbol.asyncDispose]: () => {
      closed ??= close();
      return closed;
    },
  };
}

/**
 * The doctor's report if {@link openLaboratory} fails. `reason` is its message about the folder. The engines are still
 * tried.
 */
export async function examineUnopened(options: LaboratoryOptions, reason: string): Promise<Doctor> {
  const { native, hosts } = openHosts(options);
  await using host = hosts.planning;
  const report = await examine({ host, native }, undefined);
  return { ...report, folder: { path: resolve(options.folder), works: false, reason } };
}

/** Runs that an earlier process left get their records now. */
async function keepRecords(services: Services, runs: readonly string[]): Promise<void> {
  for (const run of runs) await keepRecord(services, run);
}

/** Before anything looks for what is installed. What cannot be read or changed stays as it is. */
async function finishInstallations(options: LaboratoryOptions): Promise<void> {
  const folder = resolve(options.folder);
  const tidying = [tidyEncoders(encodersFolder(folder)), ...runtimeFolders(options).map(tidyRuntimes)];
  for (const result of await Promise.allSettled(tidying)) {
    if (
      result.status === 'rejected' &&
      errorCode(result.reason) === null &&
      !(result.reason instanceof UserError)
    )
      reportDefect(result.reason);
  }
}

function createFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'a file has this path' : `the system reports ${code}`;
    throw new UserError(
      'folder-not-writable',
      `The laboratory's folder ${folder} cannot be created: ${why}. Choose another folder with --data.`,
      { cause: error },
    );
  }
}

function openingRemarks(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  interrupted: readonly string[],
): string[] {
  const unlisted = unlistedRuns({ folder, log });
  const lost = unlistedSentence({ folder, log }, unlisted);
  const how = 'The page of this laboratory offers to restore them, and so does “neural-ser runs --rebuild”.';
  return [
    damagedLogSentence(log.quarantined),
    lost === null ? null : unlisted.restorable.length > 0 ? `${lost} ${how}` : lost,
    ...interrupted.map(
      (run) =>
        `Run ${run} was interrupted because its process ended. It can be resumed from its last checkpoint.`,
    ),
  ].filter((remark) => remark !== null);
}
