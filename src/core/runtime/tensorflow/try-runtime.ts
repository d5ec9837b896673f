import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { InstalledRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import { runtimeEnvironment } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { withoutTensorflowLog } from '#core/engines/tensorflow/native/tensorflow-log.ts';
import { lastLine } from '#core/system/run-program.ts';
import { UserError } from '#shared/failure.ts';
import type { DeviceChoice } from '#shared/native.ts';

/** The message of the probe process (`src/workers/runtime-probe.ts`). */
const probeAnswerSchema = z.union([
  z.object({ tensorflow: z.string(), gpu: z.boolean() }),
  z.object({ problem: z.string() }),
]);
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>;

export interface RuntimeTrial {
  runtime: InstalledRuntime;
  /** `runtime-probe.ts`, or its built file. */
  entry: URL;
  device: DeviceChoice;
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

/**
 * Loads a runtime and computes something with it in its own process, so that a library or driver that crashes or hangs
 * affects nothing else. Throws {@link UserError} `native-broken` with the reason, or `cancelled`.
 */
export async function tryRuntime(trial: RuntimeTrial): Promise<{ tensorflow: string; gpu: boolean }> {
  const { runtime, entry, device, timeoutSeconds = 180, signal } = trial;
  const found = { runtime, reason: null };
  const child = fork(fileURLToPath(entry), [], {
    env: { ...process.env, ...runtimeEnvironment(found, device) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderrTail = '';
  let message: unknown;
  let timedOut = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-4000);
  });
  child.once('message', (received) => {
    message = received;
  });
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, timeoutSeconds * 1000);
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  let ended: string;
  try {
    ended = await new Promise<string>((resolve) => {
      child.once('close', (code, by) =>
        resolve(by === null ? `its process ended with exit code ${code}` : `its process was ended by ${by}`),
      );
      child.once('error', (error) => {
        if (child.pid === undefined) resolve(error.message);
      });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
  if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
  const answer = probeAnswerSchema.safeParse(message);
  if (answer.success && 'tensorflow' in answer.data) return answer.data;
  const silent = timedOut
    ? `its process did not answer within ${timeoutSeconds} s`
    : [ended, lastLine(withoutTensorflowLog(stderrTail))].filter(Boolean).join(': ');
  const problem = answer.success && 'problem' in answer.data ? answer.data.problem : silent;
  throw new UserError(
    'native-broken',
    `The native runtime in ${runtime.folder} does not work on this machine: ${problem}`,
  );
}
