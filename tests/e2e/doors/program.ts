import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Ending } from './opened-door.ts';

/** A started program of ours. */
export interface Program {
  child: ChildProcess;
  said(): string;
  lines: string[];
  ended: Promise<Ending>;
  /** SIGTERM, and SIGKILL where that is not heard for a minute and a half. */
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

/** What `look` gives once it gives something; an Error with `what` after a minute, or when the program has ended. */
export async function waitFor<T>(
  program: Program,
  what: string,
  look: () => T | null | undefined,
): Promise<T> {
  let over = false;
  void program.ended.then(() => {
    over = true;
  });
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = look();
    if (found !== null && found !== undefined) return found;
    if (over) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (!over) program.child.kill('SIGKILL');
  throw new Error(
    `${over ? 'It ended' : 'A minute passed'} without ${what}.\n${program.lines.join('\n')}\n${program.said()}`,
  );
}
