import type { Failure } from './failure.ts';

/** Answers a call that is not started, because as many as possible are running. */
export const TOO_MANY_CALLS: Failure = {
  code: 'too-many-calls',
  message: 'Too many requests at the same time. Wait until one has ended and try again.',
};

/** Answers a call that is not started, because the inputs of the running calls are too large. */
export const TOO_MUCH_INPUT: Failure = {
  code: 'too-many-calls',
  message: 'Too much data is uploaded at the same time. Wait until an upload has ended and try again.',
};
