import { availableParallelism } from 'node:os';

/** CPU and memory use of this process. */
export interface ProcessLoad {
  /** CPU time of all its threads since the last reading, as a percentage of all cores: 0…100. */
  cpuPercent: number;
  /** The resident set size: its memory that is in RAM. */
  memoryBytes: number;
}

/** Reads the load of this process. The first reading covers the time since the meter was created. */
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
