import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './file-errors.ts';

/** A process that owns a run or a lock. Systems reuse process ids, so `start` identifies the process. */
export interface ProcessOwner {
  pid: number;
  /** On Linux the boot id and the clock tick of the start; elsewhere the start in milliseconds since 1970. */
  start: string;
  host: string;
}

/** `ps` reports starts to the second, and Node measures its own start only from when its code runs. */
const START_TOLERANCE_MS = 10_000;

/** This process. */
export function currentOwner(): ProcessOwner {
  const linux = process.platform === 'linux' ? linuxStart(process.pid) : null;
  const start = linux ?? String(Math.round(Date.now() - process.uptime() * 1000));
  return { pid: process.pid, start, host: hostname() };
}

/**
 * Whether the process still runs; null where that is unknown (it ran on a computer of another name). A process id
 * in use whose start is unknown counts as running, because a running run must not be taken over.
 */
export function ownerLives(owner: ProcessOwner): boolean | null {
  if (owner.host !== hostname()) return null;
  if (!processExists(owner.pid)) return false;
  const start = owner.pid === process.pid ? currentOwner().start : processStart(owner.pid);
  if (start === null) return true;
  if (start === owner.start) return true;
  const difference = Math.abs(Number(start) - Number(owner.start));
  return difference <= START_TOLERANCE_MS;
}

/** Whether a process with this id runs, whichever it is. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    if (errorCode(error) === 'EPERM') return true;
    throw error;
  }
}

/** See {@link ProcessOwner.start}; null when it is unknown. */
export function processStart(pid: number, platform: NodeJS.Platform = process.platform): string | null {
  if (platform === 'linux') return linuxStart(pid);
  const output =
    platform === 'win32'
      ? commandOutput('powershell.exe', [
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`,
        ])
      : commandOutput('ps', ['-o', 'lstart=', '-p', String(pid)]);
  const milliseconds = output ? Date.parse(platform === 'win32' ? output : `${output} UTC`) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : String(milliseconds);
}

/** Field 22 of /proc/PID/stat (proc(5)). Field 2 may contain spaces and brackets, so counting starts after it. */
function linuxStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot}/${ticks}`;
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ESRCH', 'EPERM'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

function commandOutput(command: string, values: string[]): string | null {
  const { status, stdout } = spawnSync(command, values, {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  return status === 0 ? stdout.trim() : null;
}
