import type { z } from 'zod';
import type { Failure } from '#shared/failure.ts';

/**
 * A kind of foreign file, and how much a file of it may cost. Declare it in the room that knows the format, and add its
 * handler to `src/workers/reading-handlers.ts`.
 */
export interface Reading<Input extends FileInput = FileInput, Result = unknown> {
  /** Unique, in kebab-case. */
  kind: string;
  /** Of the handler's answer, which comes from another process. */
  result: z.ZodType<Result>;
  /** Computing time for the smallest file. Each megabyte adds half a second. */
  seconds: number;
  /** Memory for the smallest file, in megabytes. */
  megabytes: number;
  /** Memory for each byte of the file, in bytes. */
  bytesPerByte: number;
  /** The error's code for a file that is given up. */
  code: string;
  /** Never set: it carries the type of the input. */
  input?: Input;
}

/** What every reading is about. The rest of the input is of its kind. */
export interface FileInput {
  path: string;
}

/** Laboratory → reader process. One at a time. */
export interface ReadingOrder {
  kind: string;
  input: FileInput;
  /** The process gives up after this computing time, or after four times as long in all. */
  seconds: number;
  megabytes: number;
}

/** What the thread of a reader process answers to an order. Loading the parser counts neither as time nor as `begun`. */
export type ThreadReport = { kind: 'begun' } | ReadingAnswer;
export type ReadingAnswer = { kind: 'read'; result: unknown } | { kind: 'failed'; failure: Failure };

/** Reader process → laboratory: for each order `begun` and an answer. */
export type ReadingReport =
  | { kind: 'begun' }
  /** `last`: the process needs much memory now and ends. */
  | (ReadingAnswer & { last: boolean })
  /** The process ends. */
  | { kind: 'gave-up'; over: 'time' | 'memory'; afterSeconds: number };
