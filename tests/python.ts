/** Python for tests that load what the program has written: `NEURAL_SER_PYTHON`, or `python3`. */
import { execFileSync, spawnSync } from 'node:child_process';

const PYTHON = process.env.NEURAL_SER_PYTHON || 'python3';

/** Whether Python has these modules. Says on stderr, once for each list, what is skipped without them. */
export function pythonHas(...modules: string[]): boolean {
  const find = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ${JSON.stringify(modules)}))`;
  const has = spawnSync(PYTHON, ['-c', find]).status === 0;
  if (!has) {
    process.stderr.write(
      `Skipped tests with Python: ${PYTHON} does not have ${modules.join(' and ')}. Set NEURAL_SER_PYTHON to one that has.\n`,
    );
  }
  return has;
}

/** Runs a script and returns the JSON that it prints on its last line. Throws with its standard error. */
export function runPython<T>(script: URL, ...args: string[]): T {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' };
  const output = execFileSync(PYTHON, [script.pathname, ...args], { encoding: 'utf8', env });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
