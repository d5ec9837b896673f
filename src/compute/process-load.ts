import { availableParallelism } from 'node:os';

/** What this process takes of the machine. */
export interface ProcessLoad {
  /** Processor time of all its threads since the last reading, of what all cores could have given: 0…100. */
  cpuPercent: number;
  /** What of its memory lies in RAM (the resident set). */
  memoryBytes: number;
}

/** Reads the load of this process; the first reading counts from the making of the meter. */
export function createLoadMeter(cores: number = availableParallelism()): () => ProcessLoad {
  let usage = process.cpuUsage();
  let at = performance.now();
  return () => {
    const now = performance.now();
    const next = process.cpuUsage();
    const microseconds = next.user - usage.user + (next.system - usage.system);
    const possible = (now - at) * 1000 * cores;
    usage = next;
    at = now;
    return {
      cpuPercent: possible > 0 ? Math.min(100, (100 * microseconds) / possible) : 0,
      memoryBytes: process.memoryUsage.rss(),
    };
  };
}
