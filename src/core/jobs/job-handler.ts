import type { ChosenEngine, EngineFallback } from '#core/engines/choose-engine.ts';
import type { EngineReport } from '#core/engines/engine-report.ts';
import type { Reader } from '#core/reader/reader.ts';
import type { EngineName } from '#shared/engines.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { JobControl } from './job-control.ts';
import type { JobEvent } from './job-events.ts';
import type { Job, JobKind, JobResults } from './job-kinds.ts';

/** What a job gets besides its data. */
export interface JobContext {
  control: JobControl;
  emit(event: JobEvent): void;
  /** The engine of the process; the first call opens it. Throws {@link UserError} `engine-unavailable`. */
  engine(requested: RunSettings['engine'], fallback?: EngineFallback): Promise<ChosenEngine>;
  /** Opens and closes each engine except those named. */
  probe(without: readonly EngineName[]): Promise<EngineReport[]>;
  /** Reads foreign files in processes of their own. */
  reader: Reader;
}

/** Runs a job of one kind. `stopped`: the user stopped it; it can be resumed. */
export type JobHandler<K extends JobKind> = (
  job: Extract<Job, { kind: K }>,
  context: JobContext,
) => Promise<JobResults[K] | 'stopped'>;

export type JobHandlers = { [K in JobKind]: JobHandler<K> };
