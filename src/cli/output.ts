/** Handles errors of standard output and standard error that are not bugs. */

/** The reader has closed: a pager, the end of a pipe, or the terminal window. */
const READER_CLOSED = ['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Handles the errors of standard output and standard error. `onClosed` is called when the reader of the result has
 * closed: a command that only prints is done, and a training should stop.
 */
export function guardOutput(onClosed: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (READER_CLOSED.includes(error.code ?? '')) {
      onClosed();
      return;
    }
    process.stderr.write(`The result could not be written: ${error.message}\n`);
    process.exitCode = 1;
  });
  // Warnings and progress that cannot be shown do not end the work.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_CLOSED.includes(error.code ?? '')) process.exitCode = 1;
  });
}
