/** What travels between a page and its door, whatever carries it: Electron's channels, or one WebSocket. */
import type { LaboratoryEvent, RequestName } from './contract.ts';
import type { Failure } from './failure.ts';

/** A request's answer as data: an error object would lose its code on the way. */
export type Answer = { ok: true; value: unknown } | { ok: false; failure: Failure };

/** An event with its place in the order of all that this laboratory told; from 1, without gaps. */
export interface NumberedEvent {
  number: number;
  event: LaboratoryEvent;
}

/** A page → the served door. `call` names the request for its answer, its progress and its cancelling. */
export type PageMessage =
  | { kind: 'invoke'; call: string; name: RequestName; input: unknown }
  | { kind: 'cancel'; call: string }
  /** Tell what came after this number of this laboratory; `session` null: only what comes from now on. */
  | { kind: 'follow'; session: string | null; after: number };

/** The served door → a page. */
export type DoorMessage =
  /** The first message. Another `session` than before is another laboratory: what the page knows must be asked anew. */
  | { kind: 'hello'; session: string; last: number }
  | { kind: 'answer'; call: string; answer: Answer }
  /** `missed`: some events since the number asked for are gone; what the page shows must be asked anew. */
  | { kind: 'events'; events: NumberedEvent[]; missed: boolean };
