/** The messages between a page and its door, over Electron's channels or a WebSocket. */
import type { LaboratoryEvent, RequestName } from './contract.ts';
import type { Failure } from './failure.ts';

/** The answer to a request as data, because an error object would lose its code. */
export type Answer = { ok: true; value: unknown } | { ok: false; failure: Failure };

/** An event with its number among all events of this laboratory, from 1, without gaps. */
export interface NumberedEvent {
  number: number;
  event: LaboratoryEvent;
}

/** A page → the served door. `call` names the request for its answer, progress and cancellation. */
export type PageMessage =
  | { kind: 'invoke'; call: string; name: RequestName; input: unknown }
  | { kind: 'cancel'; call: string }
  /** Send the events after this number of this session; `session` null: only new events. */
  | { kind: 'follow'; session: string | null; after: number };

/** The served door → a page. */
export type DoorMessage =
  /** The first message. If `session` has changed, the page must load its data again. */
  | { kind: 'hello'; session: string; last: number }
  | { kind: 'answer'; call: string; answer: Answer }
  /** `missed`: some requested events are no longer stored, so the page must load its data again. */
  | { kind: 'events'; events: NumberedEvent[]; missed: boolean };
