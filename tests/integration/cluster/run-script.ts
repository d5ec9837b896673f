import { spawn } from 'node:child_process';

export interface ScriptRun {
  code: number | null;
  output: string;
}

/** Starts a script of a planned grid, without the machine's own settings of the program. */
export function startScript(path: string, ...args: string[]) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(NEURAL_SER_|SLURM_)/.test(name));
  const env = { ...Object.fromEntries(inherited), NEURAL_SER_TENSORFLOW: 'off' };
  const child = spawn('bash', [path, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<ScriptRun>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
  return { child, ended };
}

export const runScript = (path: string, ...args: string[]): Promise<ScriptRun> =>
  startScript(path, ...args).ended;
