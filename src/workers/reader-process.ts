/**
 * Entry point of a reader process. A second thread parses the files; this one only watches how long it takes and how
 * much memory the process has, so that it can end both whatever the parser does, also when the laboratory has ended.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReadingAnswer, ReadingOrder, ReadingReport, ThreadReport } from '#core/reader/reading.ts';
import { toFailure } from '#shared/failure.ts';
import { openJobPort } from './job-port.ts';

const WATCH_MILLISECONDS = 25;
/** A slow disk or a busy machine may take this much longer than the computing. */
const WAITING_FACTOR = 4;
/** Memory that was used once is not always given back, and must not count against the next file. */
const LAST_MEGABYTES = 250;

const megabytes = () => process.memoryUsage.rss() / 1e6;
/** Ends this process at once. `process.exit` would wait for the other thread. */
const end = () => process.kill(process.pid, 'SIGKILL');

const port = openJobPort();
if (port) {
  // A terminal sends Ctrl-C to all its processes. The laboratory decides what happens to its readings.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  const post = (report: ReadingReport) => port.post(report);
  const thread = new Worker(new URL(`reader-thread${extname(import.meta.url)}`, import.meta.url));
  let order: ReadingOrder | null = null;
  let watch: NodeJS.Timeout | undefined;

  const watchReading = ({ seconds, megabytes: most }: ReadingOrder) => {
    const startedAt = performance.now();
    const usage = process.cpuUsage();
    watch = setInterval(() => {
      const { user, system } = process.cpuUsage(usage);
      const elapsed = (performance.now() - startedAt) / 1000;
      if (megabytes() > most) void giveUp('memory', elapsed);
      else if ((user + system) / 1e6 > seconds || elapsed > WAITING_FACTOR * seconds)
        void giveUp('time', elapsed);
    }, WATCH_MILLISECONDS);
  };
  const giveUp = async (over: 'time' | 'memory', afterSeconds: number) => {
    clearInterval(watch);
    post({ kind: 'gave-up', over, afterSeconds });
    await port.flush();
    end();
  };
  const answer = (given: ReadingAnswer) => {
    clearInterval(watch);
    post({ ...given, last: megabytes() > LAST_MEGABYTES });
  };

  thread.on('message', (report: ThreadReport) => {
    if (report.kind !== 'begun') answer(report);
    else if (order !== null) {
      watchReading(order);
      post(report);
    }
  });
  thread.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') void giveUp('memory', 0);
    else answer({ kind: 'failed', failure: toFailure(error) });
  });
  port.onMessage((message) => {
    order = message as ReadingOrder;
    thread.postMessage(order);
  });
  port.onClose(end);
} else {
  process.stderr.write('The laboratory starts the reader process; do not start it by hand.\n');
  process.exitCode = 64;
}
