import { type Failure, toFailure, UserError } from '../../shared/failure.ts';

const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * What to tell when a checkpoint could not be written: `disk-full`, or `checkpoint-not-written` with the system's
 * own words. Anything but a file system's error is a defect of ours and is thrown on.
 */
export function checkpointFailure(error: unknown): Failure {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
  return toFailure(
    FULL_CODES.includes(String(error.code))
      ? new UserError(
          'disk-full',
          'The checkpoint could not be written: the disk is full. Free some space; until then the run cannot be resumed from here.',
        )
      : new UserError(
          'checkpoint-not-written',
          `The checkpoint could not be written (${error.message}). Mend this; until then the run cannot be resumed from here.`,
        ),
  );
}
