/** What may happen to the streams that a command writes to, and is no defect of ours. */

/** Whoever read is gone: the pager was left, the pipe's end closed, the terminal with its window. */
const GONE = ['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Takes the errors of standard output and standard error. `onGone` is called when nobody reads the result any more:
 * a command that only prints has done its work, one that trains had better stop.
 */
export function guardOutput(onGone: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (GONE.includes(error.code ?? '')) {
      onGone();
      return;
    }
    process.stderr.write(`The result could not be written: ${error.message}\n`);
    process.exitCode = 1;
  });
  // Remarks and progress that nobody can see are no reason to end the work they are about.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code ?? '')) process.exitCode = 1;
  });
}
