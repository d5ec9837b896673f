import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the watching thread gets. */
export interface MemoryWatchData {
  /** One number, which changes with the task. */
  megabytes: Int32Array;
  /** The process that has started this one. */
  parent: number;
}

/** A limit of this process's memory. */
export interface MemoryWatch {
  /** From now on. */
  allow(megabytes: number): void;
}

/**
 * Watches the memory of this process from a second thread, because a decoder may never let this one do anything. The process
 * kills itself where it takes more than it may, and where the one that has started it has ended.
 */
export function watchMemory(megabytes: number): MemoryWatch {
  const limit = new Int32Array(new SharedArrayBuffer(4));
  limit[0] = megabytes;
  const data: MemoryWatchData = { megabytes: limit, parent: process.ppid };
  const entry = new URL(`watch-thread${extname(import.meta.url)}`, import.meta.url);
  new Worker(entry, { workerData: data }).unref();
  return { allow: (most) => void Atomics.store(limit, 0, most) };
}
