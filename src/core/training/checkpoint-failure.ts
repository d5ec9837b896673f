import { isDiskFull } from '#core/system/file-errors.ts';
import { type Failure, toFailure, UserError } from '#shared/failure.ts';

/**
 * The failure for a checkpoint that could not be written: `disk-full`, or `checkpoint-not-written` with the message of
 * the system. Throws any other error than one of the file system again, because it is a defect of the program.
 */
export function checkpointFailure(error: unknown): Failure {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
  return toFailure(
    isDiskFull(String(error.code))
      ? new UserError(
          'disk-full',
          'The checkpoint could not be written because the disk is full. Free some space. Until then, the run cannot be resumed from here.',
        )
      : new UserError(
          'checkpoint-not-written',
          `The checkpoint could not be written (${error.message}). Fix this problem. Until then, the run cannot be resumed from here.`,
        ),
  );
}
