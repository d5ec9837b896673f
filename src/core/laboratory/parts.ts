import type { LaboratoryEvent, RequestName, RequestOutput, RequestParsed } from '../../shared/contract.ts';
import type { ExperimentLog } from '../runs/experiment-log.ts';
import type { ComputeHost } from '../training/compute-host.ts';
import type { NativeRuntime } from './native-runtime.ts';
import type { Planner } from './plan-estimates.ts';

/** Scripts that run outside this process or thread: a build may put them elsewhere. */
export interface Entries {
  /** `src/compute/compute-process.ts`. */
  compute: URL;
  /** `src/compute/feature-worker.ts`. */
  features: URL;
  /** `src/compute/runtime-probe.ts`. */
  probe: URL;
}

/** What the answers to requests are made from. */
export interface Parts {
  /** The laboratory's folder, absolute. */
  folder: string;
  entries: Entries;
  log: ExperimentLog;
  /** Trains. */
  host: ComputeHost;
  /** For recognition alone, which does not wait for a run that trains. */
  ears: ComputeHost;
  /** For plans and examinations while a run trains. */
  side: ComputeHost;
  /**
   * For predictions on what may be thousands of clips: they neither wait for a run that trains nor keep it, a recording
   * or a plan waiting.
   */
  evaluator: ComputeHost;
  native: NativeRuntime;
  planner: Planner;
  emit(event: LaboratoryEvent): void;
}

/** What a call brings besides its input. */
export interface CallContext {
  signal?: AbortSignal;
  progress(phase: string, done: number, total: number | null): void;
}

/** Answers to some of the contract's requests. */
export type Handlers<N extends RequestName = RequestName> = {
  [K in N]: (input: RequestParsed<K>, context: CallContext) => Promise<RequestOutput<K>>;
};
