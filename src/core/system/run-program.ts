import { spawn } from 'node:child_process';
import { UserError } from '#shared/failure.ts';

/** How a program ended. */
export interface ProgramEnd {
  /** Null when a signal ended it. */
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  /** After this time the program is killed with `SIGKILL`. */
  timeoutSeconds?: number;
}

/** Only the last characters of each stream are kept, because the reason of a failure is at the end. */
const MAX_CHARACTERS = 100_000;

/**
 * Runs a program to its end, without a shell. Returns null when the program does not exist. When `signal` is aborted,
 * kills the program and throws {@link UserError} `cancelled`.
 */
export async function runProgram(
  program: string,
  values: readonly string[],
  { cwd, env, signal, timeoutSeconds = 3600 }: ProgramOptions = {},
): Promise<ProgramEnd | null> {
  if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
  const child = spawn(program, values, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const kept = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      kept[name] = (kept[name] + text).slice(-MAX_CHARACTERS);
    });
  }
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(kill, timeoutSeconds * 1000);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.once('close', (code, endedBy) => {
        if (signal?.aborted) reject(new UserError('cancelled', 'Cancelled.'));
        else resolve({ code, signal: endedBy, ...kept });
      });
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid !== undefined) return;
        if (/^(ENOENT|EACCES|ENOTDIR)$/.test(error.code ?? '')) resolve(null);
        else reject(error);
      });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

/** Runs programs; tests replace it with recorded output. */
export type RunProgram = typeof runProgram;

/** The last non-empty line, for an error message. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
