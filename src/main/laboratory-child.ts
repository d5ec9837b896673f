import { spawn } from 'node:child_process';
import { laboratoryEnvironment } from './laboratory-environment.ts';
import type { LaboratoryChild, LaboratoryExit } from './laboratory-link.ts';
import type { FromLaboratory } from './laboratory-messages.ts';
import type { LaboratoryProgram } from './laboratory-program.ts';

const STDERR_TAIL_CHARACTERS = 2000;

/**
 * Starts the laboratory's process for a laboratory folder, with a private channel for messages.
 * @param onStderr Gets its stderr, piece by piece.
 */
export function startLaboratory(
  { node, script }: LaboratoryProgram,
  folder: string,
  onStderr: (text: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
): LaboratoryChild {
  // Electron changes `fork` so that its own binary would run as Node. This is another binary.
  const child = spawn(node, [script, folder], {
    env: laboratoryEnvironment(environment),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    windowsHide: true,
  });
  let stderrTail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    onStderr(text);
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARACTERS);
  });
  return {
    post: (message) => {
      // A message that cannot be sent means that the process is ending; `onExit` reports it.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromLaboratory)),
    onExit: (listener) => {
      let reported = false;
      const report = (exit: LaboratoryExit) => {
        if (!reported) listener(exit);
        reported = true;
      };
      // `close` comes after `exit`, when stderr has been read completely.
      child.once('close', (code, signal) => report({ code, signal, stderrTail }));
      child.on('error', ({ message }) => {
        if (child.pid === undefined) report({ code: null, signal: null, stderrTail: message });
      });
    },
    // After SIGTERM it would still save its state. That time is over.
    kill: () => void child.kill('SIGKILL'),
  };
}
