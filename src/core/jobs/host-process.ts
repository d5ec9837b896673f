import {
  type ForkedProcess,
  type ForkProcess,
  type ProcessExit,
  scrubbedEnvironment,
} from '#core/system/forked-process.ts';
import type { JobCommand } from './job-protocol.ts';

/** A started job process. */
export interface HostProcess {
  readonly child: ForkedProcess;
  /** The added environment of the process, as JSON. */
  readonly env: string;
  /** It has said that it can take jobs. */
  ready: boolean;
  /** Its end was requested. */
  ending: boolean;
  readonly exited: Promise<void>;
}

export interface HostProcessOptions {
  entry: URL;
  spawn: ForkProcess;
  /** Time that a process gets to end by itself before it is killed. */
  graceSeconds: number;
  /** A process that was released for this long is ended. Absent: it keeps running. */
  idleSeconds?: number;
  onMessage(from: HostProcess, message: unknown): void;
  /** Called when the process is no longer the current one. */
  onExit(process: HostProcess, exit: ProcessExit): void;
}

/** The process of a job host: at most one takes jobs, while others may still be ending. */
export interface HostProcesses {
  readonly current: HostProcess | null;
  /** The process for the next job. One with other added variables is replaced. It keeps this process alive until it is released. */
  take(added: Record<string, string>): HostProcess;
  /** There is no job: the process no longer keeps this process alive, and ends when it is idle for long. */
  release(): void;
  /** Lets the next job start a new process. This one is asked to end, and killed after the grace period. */
  replace(process: HostProcess): Promise<void>;
  /** Kills a process at once. Returns whether it was the current one. */
  discard(process: HostProcess): boolean;
  /** Ends the current process: by a request, after the grace period by SIGTERM, then by SIGKILL. */
  close(): Promise<void>;
}

export function createHostProcesses(options: HostProcessOptions): HostProcesses {
  const { entry, spawn, graceSeconds, idleSeconds } = options;
  let current: HostProcess | null = null;
  let idle: NodeJS.Timeout | null = null;

  function start(added: Record<string, string>): HostProcess {
    const child = spawn(entry, { ...scrubbedEnvironment(process.env), ...added });
    const exited = Promise.withResolvers<void>();
    const started: HostProcess = {
      child,
      env: JSON.stringify(added),
      ready: false,
      ending: false,
      exited: exited.promise,
    };
    child.onMessage((message) => options.onMessage(started, message));
    child.onExit((exit) => {
      if (current === started) current = null;
      options.onExit(started, exit);
      exited.resolve();
    });
    return started;
  }

  function requestShutdown(process: HostProcess): void {
    process.ending = true;
    process.child.send({ kind: 'shutdown' } satisfies JobCommand);
  }

  function stopIdleTimer(): void {
    if (idle) clearTimeout(idle);
    idle = null;
  }

  return {
    get current() {
      return current;
    },
    take(added) {
      stopIdleTimer();
      if (current !== null && !current.ending && current.env !== JSON.stringify(added))
        requestShutdown(current);
      if (current === null || current.ending) current = start(added);
      current.child.hold(true);
      return current;
    },
    release() {
      current?.child.hold(false);
      stopIdleTimer();
      if (idleSeconds === undefined || current === null) return;
      idle = setTimeout(() => {
        if (current !== null && !current.ending) requestShutdown(current);
      }, idleSeconds * 1000).unref();
    },
    async replace(process) {
      requestShutdown(process);
      // A driver can keep it from ending.
      if (!(await within(process.exited, graceSeconds))) process.child.kill(true);
    },
    discard(process) {
      process.ending = true;
      process.child.kill(true);
      if (current !== process) return false;
      current = null;
      return true;
    },
    async close() {
      stopIdleTimer();
      const last = current;
      if (last === null) return;
      last.child.hold(true);
      requestShutdown(last);
      for (const force of [false, true]) {
        if (await within(last.exited, graceSeconds)) return;
        last.child.kill(force);
      }
      await last.exited;
    },
  };
}

/** Resolves after so many seconds. It does not keep this process alive. */
export function seconds(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration * 1000).unref());
}

/** Whether `promise` resolves within `duration` seconds. */
async function within(promise: Promise<void>, duration: number): Promise<boolean> {
  return Promise.race([promise.then(() => true), seconds(duration).then(() => false)]);
}
