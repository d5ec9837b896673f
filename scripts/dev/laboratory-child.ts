import { type ChildProcess, fork } from 'node:child_process';
import type { LaboratoryOptions } from './laboratory.ts';

/** A laboratory in a separate process that can be restarted with new code. */
export interface LaboratoryChild {
  /** The port of the laboratory, when it listens; after a crash the port of the next start. */
  port(): Promise<number>;
  /** Closes it with a checkpoint of the running training, and starts it again. Simultaneous calls are one restart. */
  restart(reason: string): void;
  /** Closes it. */
  close(): Promise<void>;
}

const ENTRY = new URL('laboratory.ts', import.meta.url);
/** Changes within this time, such as several saved files, cause one restart. */
const SETTLE_MS = 40;
/** A laboratory that has not closed by then is killed. Its run resumes at its last checkpoint. */
const CLOSE_MS = 8_000;

/** @param say called with a line for each start, crash and restart */
export function startLaboratoryChild(
  options: LaboratoryOptions,
  say: (line: string) => void,
): LaboratoryChild {
  let listening = Promise.withResolvers<number>();
  let isListening = false;
  let child = start('Laboratory started');
  let closed = false;
  let changed: string | null = null;
  let restarting = false;

  /** Pending callers of `port` keep waiting for the same promise. */
  function stopListening(): void {
    if (isListening) listening = Promise.withResolvers();
    isListening = false;
  }

  function start(success: string): ChildProcess {
    const startedAt = Date.now();
    const started = fork(ENTRY, { stdio: 'inherit' });
    started.send(options);
    started.once('message', (message) => {
      // It started to listen while it was being closed.
      if (restarting) return;
      say(`${success} (${((Date.now() - startedAt) / 1000).toFixed(1)} s).`);
      isListening = true;
      listening.resolve((message as { port: number }).port);
    });
    started.on('error', (error) => say(`The laboratory process failed: ${error.message}.`));
    started.once('exit', (code) => {
      if (closed || started !== child) return;
      stopListening();
      if (restarting) return;
      say(`The laboratory process ended with code ${code}. It restarts after the next change.`);
    });
    return started;
  }

  function end(): Promise<void> {
    const ending = child;
    if (ending.exitCode !== null || ending.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const timeout = setTimeout(() => ending.kill('SIGKILL'), CLOSE_MS);
      ending.once('exit', () => {
        clearTimeout(timeout);
        resolve();
      });
      if (ending.connected) ending.send('close');
    });
  }

  async function restartWhileChanged(): Promise<void> {
    restarting = true;
    while (changed !== null && !closed) {
      stopListening();
      await end();
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const reason = changed;
      changed = null;
      if (!closed) child = start(`${reason} changed: laboratory restarted`);
    }
    restarting = false;
  }

  return {
    port: () => listening.promise,
    restart: (reason) => {
      changed = reason;
      if (!restarting) void restartWhileChanged();
    },
    close: async () => {
      closed = true;
      await end();
    },
  };
}
