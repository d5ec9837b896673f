import type { RunSettings } from '../../shared/runs.ts';
import type { ChosenEngine, EngineLeeway } from '../engines/choose-engine.ts';
import type { EngineReport, Job, JobEvent, JobKind, JobResults } from './job.ts';
import type { RunControl } from './run-control.ts';

/** What a job is given besides its data. */
export interface JobContext {
  control: RunControl;
  emit(event: JobEvent): void;
  /** The process's engine, opened when first asked for. Throws {@link UserError} `engine-unavailable`. */
  engine(wish: RunSettings['engine'], leeway?: EngineLeeway): Promise<ChosenEngine>;
  probe(): Promise<EngineReport[]>;
  /** Calls back with what the laboratory sends after the job itself, in order; what came before is not lost. */
  onInput(listener: (input: unknown) => void): void;
}

/** Does a job of one kind. `stopped`: on the user's wish, resumable. */
export type JobHandler<K extends JobKind> = (
  job: Extract<Job, { kind: K }>,
  context: JobContext,
) => Promise<JobResults[K] | 'stopped'>;

export type JobHandlers = { [K in JobKind]: JobHandler<K> };
