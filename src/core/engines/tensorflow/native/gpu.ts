import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLine, type RunProgram, runProgram } from '#core/system/run-program.ts';

interface Gpu {
  name: string;
  /** Null where the driver does not report it (a slice of a shared GPU, or without nvidia-smi). */
  memoryMegabytes: number | null;
  driver: string | null;
}

/** The NVIDIA GPUs of this machine; `reason`: why there are none, or why they cannot be read. */
export interface GpuReport {
  gpus: Gpu[];
  reason: string | null;
}

export interface GpuDetection {
  run?: RunProgram;
  /** Folder in which the kernel driver describes itself. */
  driverFolder?: string;
  signal?: AbortSignal;
}

const QUERY = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
/** Timeout, because a broken driver can hang its callers. */
const ANSWER_SECONDS = 15;

/**
 * Reads the GPUs through nvidia-smi in its own process, so that a broken driver cannot harm this one. Without that
 * program, reads the files of the kernel module. Throws only for `cancelled`.
 */
export async function detectGpus({
  run = runProgram,
  driverFolder = '/proc/driver/nvidia',
  signal,
}: GpuDetection = {}): Promise<GpuReport> {
  const answer = await run('nvidia-smi', QUERY, { signal, timeoutSeconds: ANSWER_SECONDS });
  if (answer === null) return fromKernel(driverFolder);
  if (answer.code === null) {
    return none(
      `nvidia-smi did not answer within ${ANSWER_SECONDS} s. The NVIDIA driver may hang. Restart the computer.`,
    );
  }
  const gpus = answer.code === 0 ? parseGpus(answer.stdout) : [];
  if (gpus.length > 0) return { gpus, reason: null };
  const stderrTail = lastLine(answer.stdout) || lastLine(answer.stderr);
  return none(stderrTail === '' ? 'The NVIDIA driver found no GPU.' : `nvidia-smi reports: ${stderrTail}`);
}

/** One line per GPU: name, mebibytes, driver. An unavailable value is in brackets (`[N/A]`). */
function parseGpus(text: string): Gpu[] {
  return text.split('\n').flatMap((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    // The name may contain commas; the two numbers do not.
    const [memory, driver] = cells.slice(-2);
    const name = cells.slice(0, -2).join(', ');
    if (name === '' || !/^(\d+(\.\d+)*|\[.*\])$/.test(driver ?? '')) return [];
    return [
      { name, memoryMegabytes: numberOrNull(memory), driver: driver?.startsWith('[') ? null : driver! },
    ];
  });
}

function numberOrNull(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** `/proc/driver/nvidia`: a file `version`, and a folder for each GPU with a file of `Model: …` lines. */
async function fromKernel(folder: string): Promise<GpuReport> {
  const version = await textOrNull(join(folder, 'version'));
  if (version === null) return none('No NVIDIA GPU was found, because this machine has no NVIDIA driver.');
  const driver = /(?:Kernel Module(?: for \S+)?)\s+([\d.]+)/.exec(version)?.[1] ?? null;
  const cards = join(folder, 'gpus');
  const gpus: Gpu[] = [];
  for (const card of (await namesIn(cards)).sort()) {
    const information = await textOrNull(join(cards, card, 'information'));
    const name = /^Model:\s*(.+)$/m.exec(information ?? '')?.[1]?.trim();
    if (name !== undefined) gpus.push({ name, memoryMegabytes: null, driver });
  }
  return gpus.length > 0 ? { gpus, reason: null } : none('The NVIDIA driver found no GPU.');
}

async function textOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(unreadable(null));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(unreadable<string[]>([]));
}

const unreadable =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (/^(ENOENT|ENOTDIR|EACCES|EPERM|EIO|ENODEV)$/.test(error.code ?? '')) return instead;
    throw error;
  };

const none = (reason: string): GpuReport => ({ gpus: [], reason });
