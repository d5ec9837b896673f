/** Reads the file that its argument names with a reader. Sends the number of the reader's process once it has begun. */

import { weightsReading } from '#core/models/weight-files/weights-reading.ts';
import { createReader } from '#core/reader/reader.ts';
import type { ReadingReport } from '#core/reader/reading.ts';
import { forkProcess, scrubbedEnvironment } from '#core/system/forked-process.ts';
import { COMPACT } from '../../keras-weights.ts';
import { ENTRIES } from '../../program-scripts.ts';

const entry = ENTRIES.reader;
const reader = createReader({
  start: () => {
    const child = forkProcess(entry, scrubbedEnvironment(process.env));
    child.onMessage((message) => {
      if ((message as ReadingReport).kind === 'begun') process.send?.(child.pid);
    });
    return child;
  },
});
await reader.read(weightsReading, { path: process.argv[2], architecture: COMPACT, values: false });
