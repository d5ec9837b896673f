/**
 * The scripts that the tests start: those in the folder `NEURAL_SER_LABORATORY`, built as for a package, or the sources.
 * `npm test` builds them, because they start in half of the time; a test that is run alone needs no build.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { workerEntries } from '#core/laboratory/entries.ts';

const built = process.env.NEURAL_SER_LABORATORY;

/** The script that starts the command line. */
export const COMMAND_LINE = built
  ? join(built, 'cli/main.js')
  : fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** The scripts of the other processes and threads. */
export const ENTRIES = workerEntries(pathToFileURL(COMMAND_LINE).href);
