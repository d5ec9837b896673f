import type { Failure } from '../../../shared/failure.ts';

/** What the browser says of a microphone that it does not give, as a sentence that says what to do. */
export function microphoneProblem(error: unknown): Failure {
  const name = error instanceof Error ? error.name : '';
  const problem = (code: string, message: string): Failure => ({ code, message });
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return problem(
        'microphone-refused',
        'The microphone may not be used. Allow it for this page (beside the address, or in the system’s privacy settings), then press record again.',
      );
    case 'NotFoundError':
      return problem('no-microphone', 'No microphone was found. Plug one in; it is seen at once.');
    case 'OverconstrainedError':
      return problem('microphone-gone', 'This microphone is not there any more. Choose another.');
    case 'NotReadableError':
    case 'AbortError':
      return problem(
        'microphone-busy',
        'The microphone cannot be opened: another program may be using it. Close that, or choose another microphone.',
      );
    case 'NotSupportedError':
    case 'TypeError':
      return problem(
        'microphone-unsupported',
        'This page may not record: open it at the address that the laboratory prints (127.0.0.1), in a current browser.',
      );
    default:
      return problem(
        'microphone-failed',
        `The microphone does not work: ${error instanceof Error ? error.message : String(error)}`,
      );
  }
}

export const UNPLUGGED: Failure = {
  code: 'microphone-unplugged',
  message: 'The microphone was unplugged or taken away. What was recorded until then is kept.',
};
