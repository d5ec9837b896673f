/** The messages between the main process and the laboratory's process. They are trusted, so types are enough. */
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { Failure } from '#shared/failure.ts';
import type { Answer } from '#shared/wire.ts';

export type ToLaboratory =
  | { kind: 'invoke'; call: string; name: string; input: unknown }
  | { kind: 'cancel'; call: string }
  /** Save the state and end. `keepsRuns`: unfinished runs continue at the next start. */
  | { kind: 'close'; keepsRuns: boolean };

export type FromLaboratory =
  | { kind: 'opened' }
  /** The laboratory cannot be opened. The process ends. */
  | { kind: 'failed'; failure: Failure }
  | { kind: 'answer'; call: string; answer: Answer }
  | { kind: 'events'; events: LaboratoryEvent[] };
