// Runs a program in the place of this one: the same terminal, the same signals, the same exit code.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cache, root } from './bootstrap.mjs';

/** Starts the command line of a clone. @param {string} node @param {string[]} line */
export function startCommandLine(node, line) {
  return start(node, [join(root, 'src', 'cli', 'main.ts'), ...line], {
    NEURAL_SER_COMMAND: 'npm run --silent neural-ser --',
  });
}

/** Starts a program; gives how it ends, `{code, seconds}`. @param {Record<string, string>} env */
export function start(program, args, env) {
  const began = Date.now();
  const child = spawn(program, args, {
    stdio: 'inherit',
    // What Node compiled is kept: the next start takes half the time.
    env: { NODE_COMPILE_CACHE: join(cache, 'compiled'), ...process.env, ...env },
  });
  // Ctrl-C reaches the child too when a terminal sends it to the whole group; it takes a near repeat as one.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    const end = (code) => resolve({ code, seconds: (Date.now() - began) / 1000 });
    child.on('error', (error) => {
      process.stderr.write(`${program} does not start: ${error.message}\n`);
      end(1);
    });
    child.on('exit', (code, signal) => end(signal === null ? code : 128 + (signal === 'SIGINT' ? 2 : 15)));
  });
}
