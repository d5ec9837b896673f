// Runs a program instead of this one: with the same terminal, signals and exit code.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cache, root } from './bootstrap.mjs';

/** Starts the command line of a clone. @param {string} node @param {string[]} line */
export function startCommandLine(node, line) {
  return start(node, [join(root, 'src', 'cli', 'main.ts'), ...line], {
    NEURAL_SER_COMMAND: 'npm run --silent neural-ser --',
  });
}

/** Runs a program. Returns `{code, seconds}` when it ends. @param {Record<string, string>} env */
export function start(program, args, env) {
  const began = Date.now();
  const child = spawn(program, args, {
    stdio: 'inherit',
    // Node caches compiled code, so the next start takes half the time.
    env: { NODE_COMPILE_CACHE: join(cache, 'compiled'), ...process.env, ...env },
  });
  // A terminal also sends Ctrl-C to the child, which ignores a second signal shortly after the first.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    const end = (code) => resolve({ code, seconds: (Date.now() - began) / 1000 });
    child.on('error', (error) => {
      process.stderr.write(`${program} could not be started: ${error.message}\n`);
      end(1);
    });
    child.on('exit', (code, signal) => end(signal === null ? code : 128 + (signal === 'SIGINT' ? 2 : 15)));
  });
}
