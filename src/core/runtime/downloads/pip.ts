import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLine, type RunProgram, runProgram } from '#core/system/run-program.ts';
import { UserError } from '#shared/failure.ts';
import { isWheelOf, type Requirement } from './requirement.ts';

/** A Python with pip. */
export interface Pip {
  python: string;
  /** Options that make pip choose wheels for another Python than its own. */
  platformOptions: string[];
}

/** TensorFlow 2.21 has wheels for these; their libraries are the same. */
const PYTHON_MINORS = [10, 11, 12, 13];
const PRINT_VERSION = 'import sys, pip; print(sys.version_info[0], sys.version_info[1], sys.maxsize > 2**32)';

/** Finds a Python with a working pip; null where there is none. `NEURAL_SER_PYTHON` names one. */
export async function findPip(
  pipPlatform: string,
  { run = runProgram, signal }: { run?: RunProgram; signal?: AbortSignal } = {},
): Promise<Pip | null> {
  const named = process.env.NEURAL_SER_PYTHON;
  for (const python of named ? [named] : ['python3', 'python']) {
    const answer = await run(python, ['-c', PRINT_VERSION], { signal, timeoutSeconds: 30 });
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
  /** Expected size of the wheel, for the progress; pip shows its own progress only in a terminal. */
  expectedBytes: number;
  progress(done: number, total: number): void;
  signal?: AbortSignal;
  run?: RunProgram;
}

const WATCH_MILLISECONDS = 500;

/**
 * Fetches a wheel through pip, which uses the machine's index, mirror, proxy and certificate settings. Gives the file's
 * path. Throws {@link UserError} `download-failed` with pip's message, `disk-full`, `cancelled`.
 */
export async function fetchThroughPip(wanted: PipFetch): Promise<string> {
  const { pip, requirement, folder, run = runProgram, signal } = wanted;
  await mkdir(folder, { recursive: true });
  const workFolder = await mkdtemp(join(folder, 'pip-'));
  const watch = setInterval(() => void reportProgress(workFolder, wanted), WATCH_MILLISECONDS);
  try {
    const answer = await run(pip.python, commandOf(wanted, workFolder), {
      signal,
      // pip first downloads into the folder for temporary files, which may be in memory: use one on the same disk.
      env: {
        ...process.env,
        TMPDIR: workFolder,
        TEMP: workFolder,
        TMP: workFolder,
        PIP_DISABLE_PIP_VERSION_CHECK: '1',
      },
    });
    if (answer?.code !== 0) throw pipFailure(requirement, `${answer?.stderr ?? ''}\n${answer?.stdout ?? ''}`);
    const wheel = (await readdir(workFolder)).find((name) => isWheelOf(name, requirement));
    if (wheel === undefined) throw pipFailure(requirement, 'pip succeeded but saved no wheel.');
    const target = join(folder, wheel);
    await rename(join(workFolder, wheel), target);
    return target;
  } finally {
    clearInterval(watch);
    await rm(workFolder, { recursive: true, force: true });
  }
}

function commandOf({ pip, requirement }: PipFetch, target: string): string[] {
  const options = ['--no-deps', '--only-binary=:all:', '--no-input', '--progress-bar=off'];
  const what = `${requirement.name}${requirement.range}`;
  return ['-m', 'pip', 'download', ...options, ...pip.platformOptions, '--dest', target, what];
}

async function reportProgress(workFolder: string, { expectedBytes, progress }: PipFetch): Promise<void> {
  const names = await readdir(workFolder, { recursive: true }).catch(() => []);
  let largest = 0;
  for (const name of names) {
    const bytes = await stat(join(workFolder, name)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    );
    largest = Math.max(largest, bytes);
  }
  progress(Math.min(largest, expectedBytes), expectedBytes);
}

function pipFailure({ name, range }: Requirement, stderrTail: string): UserError {
  const what = `${name} ${range.replace(/^==/, '')}`;
  if (/No space left on device|Errno 28/.test(stderrTail)) {
    return new UserError(
      'disk-full',
      `The disk became full while pip was downloading ${what}. Free some space and try again.`,
    );
  }
  if (
    /(Failed to establish a new connection|Name or service not known|getaddrinfo|Network is unreachable|ConnectTimeout|Temporary failure in name resolution)/.test(
      stderrTail,
    )
  ) {
    return new UserError(
      'download-failed',
      `pip could not download ${what}: the package index cannot be reached. Check the network connection, or set a mirror in pip's configuration.`,
    );
  }
  const error =
    stderrTail
      .split('\n')
      .filter((line) => line.startsWith('ERROR:'))
      .at(-1) ?? lastLine(stderrTail);
  return new UserError(
    'download-failed',
    `pip could not download ${what}: ${error.replace(/^ERROR:\s*/, '')}`,
  );
}
