import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UserError } from '../../../../shared/failure.ts';
import type { InstalledRuntime } from './installed-runtime.ts';
import { lastLine } from './run-program.ts';
import { type DeviceWish, runtimeEnvironment } from './runtime-environment.ts';
import { withoutTensorflowLog } from './tensorflow-log.ts';

/** What the probe process (`src/compute/runtime-probe.ts`) sends. */
export const probeAnswerSchema = z.union([
  z.object({ tensorflow: z.string(), gpu: z.boolean() }),
  z.object({ problem: z.string() }),
]);
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>;

export interface RuntimeTrial {
  runtime: InstalledRuntime;
  /** `runtime-probe.ts`, or what a build makes of it. */
  entry: URL;
  device: DeviceWish;
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

/**
 * Loads a runtime and computes something with it, in a process of its own: a library or driver that crashes or hangs
 * takes nothing else down. Throws {@link UserError} `native-broken` with the reason, or `cancelled`.
 */
export async function tryRuntime(trial: RuntimeTrial): Promise<{ tensorflow: string; gpu: boolean }> {
  const { runtime, entry, device, timeoutSeconds = 180, signal } = trial;
  const found = { runtime, reason: null };
  const child = fork(fileURLToPath(entry), [], {
    env: { ...process.env, ...runtimeEnvironment(found, device) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  let told: unknown;
  let slow = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  child.once('message', (message) => {
    told = message;
  });
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    slow = true;
    kill();
  }, timeoutSeconds * 1000);
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  let ended: string;
  try {
    ended = await new Promise<string>((resolve) => {
      child.once('close', (code, by) =>
        resolve(by === null ? `it ended with code ${code}` : `${by} ended it`),
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
  const answer = probeAnswerSchema.safeParse(told);
  if (answer.success && 'tensorflow' in answer.data) return answer.data;
  const silent = slow
    ? `it gave no answer within ${timeoutSeconds} s`
    : [ended, lastLine(withoutTensorflowLog(said))].filter(Boolean).join(': ');
  const problem = answer.success && 'problem' in answer.data ? answer.data.problem : silent;
  throw new UserError(
    'native-broken',
    `The native runtime in ${runtime.folder} does not work here: ${problem}`,
  );
}
