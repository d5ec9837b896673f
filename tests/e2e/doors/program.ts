import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Ending } from './opened-door.ts';

/** A started program. */
export interface Program {
  child: ChildProcess;
  said(): string;
  lines: string[];
  ended: Promise<Ending>;
  /** Sends SIGTERM, and SIGKILL after 90 s. */
  end(): Promise<Ending>;
}

export function startProgram(
  command: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Program {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let said = '';
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    lines,
    said: () => said,
    ended,
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 90_000);
      const ending = await ended;
      clearTimeout(forced);
      return ending;
    },
  };
}

/** Polls `look` until it returns a value. Throws an error that names `what` after 60 s, or when the program has ended. */
export async function waitFor<T>(
  program: Program,
  what: string,
  look: () => T | null | undefined,
): Promise<T> {
  let hasEnded = false;
  void program.ended.then(() => {
    hasEnded = true;
  });
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = look();
    if (found !== null && found !== undefined) return found;
    if (hasEnded) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (!hasEnded) program.child.kill('SIGKILL');
  throw new Error(
    `${hasEnded ? 'It ended' : 'A minute passed'} without ${what}.\n${program.lines.join('\n')}\n${program.said()}`,
  );
}
