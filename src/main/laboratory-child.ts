import type { UtilityProcess } from 'electron';
import type { LaboratoryChild } from './laboratory-link.ts';
import type { FromLaboratory } from './laboratory-messages.ts';

const SAID_CHARACTERS = 2000;

/** Electron's utility process as the link holds it. What it writes to stderr appears on this process's, too. */
export function overUtilityProcess(child: UtilityProcess): LaboratoryChild {
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    process.stderr.write(bytes);
    said = (said + bytes.toString('utf8')).slice(-SAID_CHARACTERS);
  });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', (message: FromLaboratory) => listener(message)),
    onExit: (listener) => void child.once('exit', (code) => listener({ code, said })),
    kill: () => {
      // Asked by SIGTERM it would go on writing down; that time is over.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}
