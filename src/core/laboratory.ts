/** The laboratory: puts its parts together and answers the contract. Doors hold it; it knows none of them. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type CallOptions,
  type LaboratoryEvent,
  type LaboratoryPort,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  requests,
} from '../shared/contract.ts';
import { UserError } from '../shared/failure.ts';
import { corporaRequests } from './laboratory/corpora-requests.ts';
import { doctorRequest } from './laboratory/doctor-request.ts';
import { featureRequests } from './laboratory/feature-requests.ts';
import { networkRequests } from './laboratory/network-requests.ts';
import type { CallContext, Entries, Handlers, Parts } from './laboratory/parts.ts';
import { recognitionRequests } from './laboratory/recognition-requests.ts';
import { createRunDirector } from './laboratory/run-director.ts';
import { runRequests } from './laboratory/run-requests.ts';
import { splitRequests } from './laboratory/split-requests.ts';
import { openExperimentLog } from './runs/experiment-log.ts';
import { type ComputeHostOptions, createComputeHost } from './training/compute-host.ts';

export { VERSION } from './laboratory/environment.ts';

export interface LaboratoryOptions {
  /** Where everything lies; made when it is not there. */
  folder: string;
  entries: Entries;
  /** How a compute process is started; `child_process.fork` when absent. */
  spawn?: ComputeHostOptions['spawn'];
}

export interface Laboratory extends LaboratoryPort {
  readonly folder: string;
  /** What the user should know of the opening: runs found interrupted, a damaged log set aside. */
  readonly remarks: readonly string[];
  /** Stops what trains, with a checkpoint, and closes the log. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens the laboratory in a folder.
 * @throws UserError `folder-not-writable`, `log-too-new`, `log-busy`, `disk-full` and what else the log's opening says.
 */
export async function openLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const folder = resolve(options.folder);
  makeFolder(folder);
  const log = openExperimentLog(folder);
  const remarks = openingRemarks(log.setAside, log.claimInterrupted());
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  const emit = (event: LaboratoryEvent) => {
    for (const listener of listeners) listener(event);
  };
  const host = createComputeHost({ entry: options.entries.compute, spawn: options.spawn });
  const parts: Parts = { folder, entries: options.entries, log, host, emit };
  const director = createRunDirector(parts);
  const handlers: Handlers = {
    ...doctorRequest(parts),
    ...corporaRequests(parts),
    ...featureRequests(),
    ...networkRequests(),
    ...splitRequests(parts),
    ...runRequests(parts, director),
    ...recognitionRequests(parts),
  };

  return {
    folder,
    remarks,
    invoke: async <N extends RequestName>(
      name: N,
      input: RequestInput<N>,
      { call, signal }: CallOptions = {},
    ): Promise<RequestOutput<N>> => {
      if (!Object.hasOwn(requests, name)) {
        throw new UserError('unknown-request', `The laboratory knows no request “${name}”.`);
      }
      const context: CallContext = {
        signal,
        progress: (phase, done, total) => {
          if (call !== undefined) emit({ name: 'progress', data: { call, phase, done, total } });
        },
      };
      return handlers[name](requests[name].input.parse(input) as never, context);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await director.settled();
      log.close();
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(
      'folder-not-writable',
      `The laboratory's folder ${folder} cannot be made: ${(error as Error).message}. Choose another with --data.`,
    );
  }
}

function openingRemarks(setAside: string | null, interrupted: readonly string[]): string[] {
  const remarks: string[] = [];
  if (setAside !== null) {
    remarks.push(
      `The experiment log was damaged. It lies untouched at ${setAside}, and a new one was begun.`,
    );
  }
  for (const run of interrupted) {
    remarks.push(
      `Run ${run} was interrupted: its process ended. It can be resumed from its last checkpoint.`,
    );
  }
  return remarks;
}
