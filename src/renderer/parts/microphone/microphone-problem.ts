import type { Failure } from '#shared/failure.ts';

/** Where each system has its permission for microphones, by a word of the browser's user agent. */
const PERMISSIONS: readonly [word: string, place: string][] = [
  ['Macintosh', 'in System Settings → Privacy & Security → Microphone'],
  ['Windows', 'in Settings → Privacy & security → Microphone, for desktop apps too'],
  ['Linux', 'in the sound settings, where it may be muted'],
];

/** Where the user of this system allows a program to use the microphone. */
function placeOfPermission(userAgent: string): string {
  const found = PERMISSIONS.find(([word]) => userAgent.includes(word));
  return found?.[1] ?? 'in the settings of the system';
}

/** What to do when the microphone sends nothing but zeros. */
export function blockedMicrophone(userAgent: string = navigator.userAgent): string {
  return `The microphone sends nothing: it is blocked or muted. Allow it ${placeOfPermission(userAgent)}, or choose another one.`;
}

/** Explains a browser error about the microphone, and what to do. */
export function microphoneProblem(error: unknown, userAgent: string = navigator.userAgent): Failure {
  const name = error instanceof Error ? error.name : '';
  const problem = (code: string, message: string): Failure => ({ code, message });
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return problem(
        'microphone-refused',
        `Access to the microphone was denied. Allow it ${inWindow(userAgent) ? '' : 'for this page beside the address, and '}${placeOfPermission(userAgent)}. Then click Record again.`,
      );
    case 'NotFoundError':
      return problem('no-microphone', 'No microphone found. Connect one; it appears in the list at once.');
    case 'OverconstrainedError':
      return problem('microphone-gone', 'This microphone is no longer connected. Choose another one.');
    case 'NotReadableError':
    case 'AbortError':
      return problem(
        'microphone-busy',
        'The microphone cannot be opened: another program may be using it. Close that program, or choose another microphone.',
      );
    case 'NotSupportedError':
    case 'TypeError':
      return problem(
        'microphone-unsupported',
        'This page cannot record. Open the link from the terminal (127.0.0.1) in a current browser.',
      );
    default:
      return problem(
        'microphone-failed',
        `The microphone does not work: ${error instanceof Error ? error.message : String(error)}`,
      );
  }
}

/** The window has no address bar. */
const inWindow = (userAgent: string): boolean => userAgent.includes('Electron/');

export const UNPLUGGED: Failure = {
  code: 'microphone-unplugged',
  message: 'The microphone was disconnected. The recording up to then is available below.',
};
