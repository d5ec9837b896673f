import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { MemoryWatchData } from './memory-watch.ts';

/** Entry point of the thread of `memory-watch.ts`. */
const { megabytes, parent } = workerData as MemoryWatchData;

const WATCH_MILLISECONDS = 25;
const STDERR = 2;

setInterval(() => {
  const most = Atomics.load(megabytes, 0);
  if (process.memoryUsage.rss() / 1e6 > most) {
    // The owner shows the last line.
    writeSync(STDERR, `\nit needs more than ${most} MB of memory\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  if (isOrphan()) process.kill(process.pid, 'SIGKILL');
}, WATCH_MILLISECONDS);

/** Windows keeps the number of a parent that has ended. */
function isOrphan(): boolean {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
