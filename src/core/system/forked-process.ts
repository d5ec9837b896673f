import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process that this one has started, independent of how. */
export interface ForkedProcess {
  /** Null if the process could not be started. */
  readonly pid: number | null;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once. See {@link ProcessExit}. */
  onExit(listener: (exit: ProcessExit) => void): void;
  /** `force`: kill at once, without asking the process to end. */
  kill(force: boolean): void;
  /** Whether the child keeps this process alive. */
  hold(held: boolean): void;
}

export interface ProcessExit {
  code: number | null;
  signal: string | null;
  /** The end of the child's stderr, or why it could not be started. */
  stderrTail: string;
}

export type ForkProcess = (entry: URL, env: Record<string, string>) => ForkedProcess;

const STDERR_TAIL_CHARACTERS = 2000;

/**
 * Environment variables that a process gets which computes or reads files: paths, language, libraries, devices, and where Node keeps compiled code;
 * no secrets and no debug switches.
 */
const PASSED_VARIABLES =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|SYSTEMROOT|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA|NUMBER_OF_PROCESSORS|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|CUDA_\w+|NVIDIA_\w+|TF_\w+|VK_\w+|OMP_\w+|NODE_COMPILE_CACHE|NEURAL_SER_ENCODERS|NEURAL_SER_WEBGPU_ADAPTER)$/i;

/** The part of `environment` that such a process gets. */
export function scrubbedEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== undefined && PASSED_VARIABLES.test(name)),
  ) as Record<string, string>;
}

/** Starts a script with this Node. */
export const forkProcess: ForkProcess = (entry, env) => {
  const child = fork(fileURLToPath(entry), {
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderrTail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARACTERS);
  });
  return {
    pid: child.pid ?? null,
    send(message) {
      // A failed send means that the process is ending; `onExit` reports it.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      let notified = false;
      const notify = (exit: ProcessExit) => {
        if (!notified) listener(exit);
        notified = true;
      };
      // `close` comes after `exit`, when stderr has been read completely.
      child.once('close', (code, signal) => notify({ code, signal, stderrTail }));
      child.once('error', (error) => {
        if (child.pid === undefined) notify({ code: null, signal: null, stderrTail: error.message });
      });
    },
    kill: (force) => void child.kill(force ? 'SIGKILL' : 'SIGTERM'),
    hold(held) {
      const change = held ? 'ref' : 'unref';
      child[change]();
      child.channel?.[change]();
      // Its type is a stream, but it is a socket. Reading it would also keep this process alive.
      (child.stderr as { ref(): void; unref(): void } | null)?.[change]();
    },
  };
};

/** The last line of a process's standard error, where libraries report each damaged part of a file before. */
export const lastLine = (text: string): string | undefined =>
  text.trimEnd().split('\n').at(-1)?.trim() || undefined;
