/**
 * The contract: every request and every event between a door (window, page, command line) and the laboratory.
 * A door binds all of it with one loop. The schemas validate inputs and answers.
 *
 * The cache of a page, its reconnection and its retries follow from these declarations (`idempotent.ts`, `staleness.ts`,
 * `event-bundles.ts`). No file outside of `contract/` lists requests or events.
 */
import type { z } from 'zod';
import { commands } from './contract/commands.ts';
import type { events } from './contract/events.ts';
import { queries } from './contract/queries.ts';

export { events } from './contract/events.ts';
export type { QueryName } from './contract/queries.ts';
export type { DeclaredStale, StaleQuery } from './contract/stale.ts';

/** All requests. */
export const requests = { ...queries, ...commands } as const;

export type RequestName = keyof typeof requests;
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
export type RequestParsed<N extends RequestName> = z.output<(typeof requests)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]['data']>;
export type LaboratoryEvent = { [N in EventName]: { name: N; data: EventData<N> } }[EventName];

export interface CallOptions {
  /** The caller's name for the call. Its progress events have it. */
  call?: string;
  signal?: AbortSignal;
}

/** The interface that every door uses: the laboratory itself, or a bridge to it. */
export interface LaboratoryPort {
  invoke<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    options?: CallOptions,
  ): Promise<RequestOutput<N>>;
  /** Returns a function that unsubscribes. */
  subscribe(listener: (event: LaboratoryEvent) => void): () => void;
}
