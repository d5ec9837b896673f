// The job process, which also writes the time of each batch to the file that the environment names.
import { appendFileSync } from 'node:fs';

const file = process.env.NEURAL_SER_BATCH_TIMES;
const send = process.send?.bind(process);
if (file && send) {
  process.send = ((message: unknown, ...others: []) => {
    const { event } = message as { event?: { kind: string; epoch: number; step: number } };
    if (event?.kind === 'batch') appendFileSync(file, `${event.epoch} ${event.step} ${wallClock()}\n`);
    return send(message, ...others);
  }) as typeof process.send;
}

/** Milliseconds since 1970, with fractions, from the same clock as a browser's on this machine. */
function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

await import('#workers/job-process.ts');
