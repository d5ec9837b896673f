import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../../shared/failure.ts';
import { isWheelOf, type Requirement } from './requirement.ts';
import { lastLine, type RunProgram, runProgram } from './run-program.ts';

/** A Python with pip. */
export interface Pip {
  python: string;
  /** Options that make pip take the wheels of another Python than its own. */
  platformOptions: string[];
}

/** TensorFlow 2.21 has wheels for these; the libraries in them are the same. */
const PYTHON_MINORS = [10, 11, 12, 13];
const ASK = 'import sys, pip; print(sys.version_info[0], sys.version_info[1], sys.maxsize > 2**32)';

/** Finds a Python whose pip works; null where there is none. `NEURAL_SER_PYTHON` names one. */
export async function findPip(
  pipPlatform: string,
  { run = runProgram, signal }: { run?: RunProgram; signal?: AbortSignal } = {},
): Promise<Pip | null> {
  const named = process.env.NEURAL_SER_PYTHON;
  for (const python of named ? [named] : ['python3', 'python']) {
    const answer = await run(python, ['-c', ASK], { signal, timeoutSeconds: 30 });
    const [, major, minor, wide] = /^(\d+) (\d+) (True|False)\s*$/.exec(answer?.stdout ?? '') ?? [];
    if (answer?.code !== 0 || major !== '3') continue;
    const fits = wide === 'True' && PYTHON_MINORS.includes(Number(minor));
    const other = ['--python-version', '3.11', '--implementation', 'cp', '--platform', pipPlatform];
    return { python, platformOptions: fits ? [] : other };
  }
  return null;
}

export interface PipFetch {
  pip: Pip;
  requirement: Requirement;
  folder: string;
  /** What the wheel is expected to have, for the progress; pip itself tells only a terminal. */
  expectedBytes: number;
  progress(done: number, total: number): void;
  signal?: AbortSignal;
  run?: RunProgram;
}

const WATCH_MILLISECONDS = 500;

/**
 * Fetches a wheel through pip, and so through whatever index, mirror, proxy and certificate the machine is set to
 * use. Gives the file's path. Throws {@link UserError} `download-failed` with pip's words, `disk-full`, `cancelled`.
 */
export async function fetchThroughPip(wanted: PipFetch): Promise<string> {
  const { pip, requirement, folder, run = runProgram, signal } = wanted;
  await mkdir(folder, { recursive: true });
  const room = await mkdtemp(join(folder, 'pip-'));
  const watch = setInterval(() => void tell(room, wanted), WATCH_MILLISECONDS);
  try {
    const answer = await run(pip.python, commandOf(wanted, room), {
      signal,
      // pip loads into the folder for temporary files first, which may lie in memory: give it one on the same disk.
      env: { ...process.env, TMPDIR: room, TEMP: room, TMP: room, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    });
    if (answer?.code !== 0) throw pipFailure(requirement, `${answer?.stderr ?? ''}\n${answer?.stdout ?? ''}`);
    const wheel = (await readdir(room)).find((name) => isWheelOf(name, requirement));
    if (wheel === undefined) throw pipFailure(requirement, 'pip ended well, but left no wheel.');
    const target = join(folder, wheel);
    await rename(join(room, wheel), target);
    return target;
  } finally {
    clearInterval(watch);
    await rm(room, { recursive: true, force: true });
  }
}

function commandOf({ pip, requirement }: PipFetch, target: string): string[] {
  const options = ['--no-deps', '--only-binary=:all:', '--no-input', '--progress-bar=off'];
  const what = `${requirement.name}${requirement.range}`;
  return ['-m', 'pip', 'download', ...options, ...pip.platformOptions, '--dest', target, what];
}

async function tell(room: string, { expectedBytes, progress }: PipFetch): Promise<void> {
  const names = await readdir(room, { recursive: true }).catch(() => []);
  let largest = 0;
  for (const name of names) {
    const bytes = await stat(join(room, name)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    );
    largest = Math.max(largest, bytes);
  }
  progress(Math.min(largest, expectedBytes), expectedBytes);
}

function pipFailure({ name, range }: Requirement, said: string): UserError {
  const what = `${name} ${range.replace(/^==/, '')}`;
  if (/No space left on device|Errno 28/.test(said)) {
    return new UserError(
      'disk-full',
      `The disk became full while pip was fetching ${what}. Make room and try again.`,
    );
  }
  if (
    /(Failed to establish a new connection|Name or service not known|getaddrinfo|Network is unreachable|ConnectTimeout|Temporary failure in name resolution)/.test(
      said,
    )
  ) {
    return new UserError(
      'download-failed',
      `pip could not fetch ${what}: the package index cannot be reached. Is this machine online, or is a mirror to be set in pip's configuration?`,
    );
  }
  const error =
    said
      .split('\n')
      .filter((line) => line.startsWith('ERROR:'))
      .at(-1) ?? lastLine(said);
  return new UserError('download-failed', `pip could not fetch ${what}: ${error.replace(/^ERROR:\s*/, '')}`);
}
