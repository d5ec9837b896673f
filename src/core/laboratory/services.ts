import type { SoundReader } from '#core/audio/sound-reader.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { JobHosts } from '#core/jobs/job-host.ts';
import type { Computing } from '#core/laboratory/computing/computing-choice.ts';
import type { Planner } from '#core/laboratory/plans/plan-estimates.ts';
import type { NativeRuntime } from '#core/laboratory/runtime/native-runtime.ts';
import type { Reader } from '#core/reader/reader.ts';
import type { LaboratoryEvent, RequestName, RequestOutput, RequestParsed } from '#shared/contract.ts';

/** Scripts that run outside this process or thread. A build can put them elsewhere. */
export interface Entries {
  /** `src/workers/job-process.ts`. */
  jobs: URL;
  /** `src/workers/feature-process.ts`. */
  features: URL;
  /** `src/workers/runtime-probe.ts`. */
  probe: URL;
  /** `src/workers/reader-process.ts`. */
  reader: URL;
  /** `src/workers/sound-process.ts`. */
  sounds: URL;
}

/** The parts that request handlers use. */
export interface Services {
  /** The laboratory's folder, absolute. */
  folder: string;
  entries: Entries;
  log: ExperimentLog;
  hosts: JobHosts;
  /** Reads foreign files in processes of their own. */
  reader: Reader;
  /** Decodes sounds in processes that can be killed. */
  sounds: SoundReader;
  native: NativeRuntime;
  computing: Computing;
  planner: Planner;
  emit(event: LaboratoryEvent): void;
}

/** The context of a call, besides its input. */
export interface CallContext {
  signal?: AbortSignal;
  progress(phase: string, done: number, total: number | null): void;
}

/** The context of a request handler, besides its input. */
export interface RequestContext extends CallContext {
  /** Emits the queries that the command has made stale so far. The laboratory also calls it when the command ends. */
  changed(): void;
}

/** The requests of a subject: those that start with `SUBJECT.`. */
export type RequestsOf<Subject extends string> = Extract<RequestName, `${Subject}.${string}`>;

/** Handlers of some of the contract's requests. */
export type Handlers<N extends RequestName = RequestName> = {
  [K in N]: (input: RequestParsed<K>, context: RequestContext) => Promise<RequestOutput<K>>;
};
