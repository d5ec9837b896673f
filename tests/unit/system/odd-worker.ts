import { parentPort } from 'node:worker_threads';

/** A thread that answers a number with its double, loops without end at `loop`, and ends at `end`. */
const port = parentPort!;
port.on('message', (task: number | 'loop' | 'end') => {
  if (task === 'end') throw new Error('it was told to');
  while (task === 'loop');
  port.postMessage(2 * Number(task));
});
port.postMessage('ready');
