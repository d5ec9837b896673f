import { parentPort } from 'node:worker_threads';
import type { ReadingOrder, ThreadReport } from '#core/reader/reading.ts';
import { toFailure } from '#shared/failure.ts';
import { READING_HANDLERS } from './reading-handlers.ts';

/** Entry point of the thread of a reader process that parses the files, one after another. */
const port = parentPort;
if (!port) throw new Error('reader-thread.ts runs as a worker thread only.');

const post = (report: ThreadReport, moved: ArrayBuffer[] = []) => port.postMessage(report, moved);

port.on('message', async ({ kind, input }: ReadingOrder) => {
  try {
    const read = await READING_HANDLERS.get(kind)!();
    post({ kind: 'begun' });
    const { result, moved } = await read(input);
    post({ kind: 'read', result }, moved);
  } catch (error) {
    post({ kind: 'failed', failure: toFailure(error) });
  }
});
