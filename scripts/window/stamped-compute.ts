// The compute process, which also writes down when each batch left it: into the file that the environment names.
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

/** Milliseconds since 1970, with fractions; the same clock as a browser's on this machine. */
function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

await import('../../src/compute/compute-process.ts');
