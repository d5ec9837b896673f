import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withoutTensorflowLog } from '../engines/tensorflow/runtime/tensorflow-log.ts';

/** A started compute process, whatever started it. */
export interface ComputeChild {
  /** Null where it could not be started. */
  readonly pid: number | null;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once; `why` names the signal or the code, and what was last written to stderr. */
  onExit(listener: (exit: ComputeExit) => void): void;
  /** `force`: at once and unasked. */
  kill(force: boolean): void;
  /** Whether it keeps this process alive. */
  hold(held: boolean): void;
}

export interface ComputeExit {
  code: number | null;
  signal: string | null;
  /** The end of its stderr, or why it could not be started. */
  said: string;
}

export type SpawnCompute = (entry: URL, env: Record<string, string>) => ComputeChild;

const SAID_CHARACTERS = 2000;

/** What a compute process needs of the environment: paths, language, libraries and devices; no secrets, no debug. */
const NEEDED =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|SYSTEMROOT|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA|NUMBER_OF_PROCESSORS|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|CUDA_\w+|NVIDIA_\w+|TF_\w+|OMP_\w+)$/i;

/** The part of `environment` that a compute process gets. */
export function scrubbedEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== undefined && NEEDED.test(name)),
  ) as Record<string, string>;
}

/** Starts a compute process with this Node. */
export const forkCompute: SpawnCompute = (entry, env) => {
  const child = fork(fileURLToPath(entry), {
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_CHARACTERS);
  });
  return {
    pid: child.pid ?? null,
    send(message) {
      // A send that fails means that the process is going: `onExit` tells.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      let told = false;
      const tell = (exit: ComputeExit) => {
        if (!told) listener(exit);
        told = true;
      };
      // `close` comes after `exit`, when stderr has been read to its end.
      child.once('close', (code, signal) => tell({ code, signal, said: withoutTensorflowLog(said) }));
      child.once('error', (error) => {
        if (child.pid === undefined) tell({ code: null, signal: null, said: error.message });
      });
    },
    kill: (force) => void child.kill(force ? 'SIGKILL' : 'SIGTERM'),
    hold(held) {
      const change = held ? 'ref' : 'unref';
      child[change]();
      child.channel?.[change]();
      // Typed as a stream; it is a socket, whose reading would keep this process alive too.
      (child.stderr as { ref(): void; unref(): void } | null)?.[change]();
    },
  };
};
