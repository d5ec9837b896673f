/** What travels between the main process and the laboratory's own process. Both are ours: the types are enough. */
import type { LaboratoryEvent } from '../shared/contract.ts';
import type { Failure } from '../shared/failure.ts';
import type { Answer } from '../shared/wire.ts';

export type ToLaboratory =
  | { kind: 'invoke'; call: string; name: string; input: unknown }
  | { kind: 'cancel'; call: string }
  /** Write down what runs, and end. */
  | { kind: 'close' };

export type FromLaboratory =
  | { kind: 'opened' }
  /** It cannot be opened; the process ends. */
  | { kind: 'failed'; failure: Failure }
  | { kind: 'answer'; call: string; answer: Answer }
  | { kind: 'events'; events: LaboratoryEvent[] };
