import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLine, type RunProgram, runProgram } from './run-program.ts';

export interface Gpu {
  name: string;
  /** Null where the driver does not say (a slice of a shared card, or without nvidia-smi). */
  memoryMegabytes: number | null;
  driver: string | null;
}

/** The NVIDIA GPUs of this machine; `reason`: why there are none, or why they cannot be asked. */
export interface GpuReport {
  gpus: Gpu[];
  reason: string | null;
}

export interface GpuDetection {
  run?: RunProgram;
  /** Where the kernel's driver tells of itself. */
  driverFolder?: string;
  signal?: AbortSignal;
}

const QUERY = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
/** A broken driver can hang whoever asks it. */
const ANSWER_SECONDS = 15;

/**
 * Asks the driver through nvidia-smi, a process of its own, so that a broken driver can take nothing down; without
 * that program, reads what the kernel's module tells. Never throws but for `cancelled`.
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
      `nvidia-smi gave no answer within ${ANSWER_SECONDS} s: the NVIDIA driver seems to hang. Restart the machine.`,
    );
  }
  const gpus = answer.code === 0 ? parseGpus(answer.stdout) : [];
  if (gpus.length > 0) return { gpus, reason: null };
  const said = lastLine(answer.stdout) || lastLine(answer.stderr);
  return none(said === '' ? 'The NVIDIA driver knows of no GPU.' : `nvidia-smi says: ${said}`);
}

/** One line a card: name, mebibytes, driver; a value that is not to be had stands in brackets (`[N/A]`). */
function parseGpus(text: string): Gpu[] {
  return text.split('\n').flatMap((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    // A name may hold a comma, the two numbers do not.
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

/** `/proc/driver/nvidia`: a file `version`, and for each card a folder with a file of `Model: …` lines. */
async function fromKernel(folder: string): Promise<GpuReport> {
  const version = await textOrNull(join(folder, 'version'));
  if (version === null) return none('No NVIDIA GPU was found: this machine has no NVIDIA driver.');
  const driver = /(?:Kernel Module(?: for \S+)?)\s+([\d.]+)/.exec(version)?.[1] ?? null;
  const cards = join(folder, 'gpus');
  const gpus: Gpu[] = [];
  for (const card of (await namesIn(cards)).sort()) {
    const told = await textOrNull(join(cards, card, 'information'));
    const name = /^Model:\s*(.+)$/m.exec(told ?? '')?.[1]?.trim();
    if (name !== undefined) gpus.push({ name, memoryMegabytes: null, driver });
  }
  return gpus.length > 0 ? { gpus, reason: null } : none('The NVIDIA driver knows of no GPU.');
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
