// Finds a Python for the tests that load the program's exports with other programs. No dependencies.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cache } from './bootstrap.mjs';

/** The modules by the package that has them. TensorFlow is the version of the native engine. */
const PACKAGES = {
  onnxruntime: 'onnxruntime',
  tensorflow: 'tensorflow-cpu==2.21.0',
  tensorboard: 'tensorboard',
  soundfile: 'soundfile',
};
const INSTALL_MILLISECONDS = 400_000;

const has = (python) => {
  const find = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ${JSON.stringify(Object.keys(PACKAGES))}))`;
  return spawnSync(python, ['-c', find], { stdio: 'ignore' }).status === 0;
};

/**
 * A Python with ONNX Runtime, TensorFlow, TensorBoard and soundfile: `NEURAL_SER_PYTHON`, `python3`, or a virtual environment of the
 * clone, which `fetch` makes. Null if there is none.
 * @param {{fetch?: boolean, say?: (line: string) => void}} options
 * @returns {string | null}
 */
export function findPython({ fetch = false, say = () => undefined } = {}) {
  const folder = join(cache, 'python');
  const own =
    process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const given = process.env.NEURAL_SER_PYTHON || 'python3';
  const found = [given, own].find(has);
  if (found !== undefined || !fetch) return found ?? null;
  say('Installing ONNX Runtime, TensorFlow, TensorBoard and soundfile for the tests of exports and sounds …');
  const options = { stdio: 'ignore', timeout: INSTALL_MILLISECONDS };
  if (spawnSync(given, ['-m', 'venv', folder], options).status !== 0) return null;
  // Without retries, because an index that cannot be reached would delay each of thirty packages.
  const install = ['-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '0'];
  spawnSync(own, [...install, ...Object.values(PACKAGES)], options);
  return has(own) ? own : null;
}
