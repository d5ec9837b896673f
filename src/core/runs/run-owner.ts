import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunStatus } from '../../shared/runs.ts';
import { errorCode } from './sqlite-errors.ts';

/** The process that trains a run. A process id alone is soon used again, so `start` tells which process of that id. */
export interface RunOwner {
  pid: number;
  /** Linux: boot and clock tick of the start; elsewhere the start in milliseconds since 1970. */
  start: string;
  host: string;
}

/** Statuses in which some process has a run in hand. */
export const OWNED_STATUSES: readonly RunStatus[] = ['waiting', 'running', 'paused'];

/** Starts are told to the second by `ps`, and Node knows its own only from when it began to run. */
const START_TOLERANCE_MS = 10_000;

/** This process. */
export function currentOwner(): RunOwner {
  const told = process.platform === 'linux' ? linuxStart(process.pid) : null;
  const start = told ?? String(Math.round(Date.now() - process.uptime() * 1000));
  return { pid: process.pid, start, host: hostname() };
}

/**
 * Whether the process still lives; null where that cannot be known (it ran on a computer of another name).
 * In doubt about a process id that is in use, the answer is that it lives: a running run must not be taken over.
 */
export function ownerLives(owner: RunOwner): boolean | null {
  if (owner.host !== hostname()) return null;
  if (!processExists(owner.pid)) return false;
  const start = owner.pid === process.pid ? currentOwner().start : processStart(owner.pid);
  if (start === null) return true;
  if (start === owner.start) return true;
  const apart = Math.abs(Number(start) - Number(owner.start));
  return apart <= START_TOLERANCE_MS;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    if (errorCode(error) === 'EPERM') return true;
    throw error;
  }
}

/** See {@link RunOwner.start}; null when it cannot be found out. */
export function processStart(pid: number, platform: NodeJS.Platform = process.platform): string | null {
  if (platform === 'linux') return linuxStart(pid);
  const answer =
    platform === 'win32'
      ? ask('powershell.exe', [
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`,
        ])
      : ask('ps', ['-o', 'lstart=', '-p', String(pid)]);
  const milliseconds = answer ? Date.parse(platform === 'win32' ? answer : `${answer} UTC`) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : String(milliseconds);
}

/** Field 22 of /proc/PID/stat (proc(5)); the second may hold blanks and brackets, hence counting from the last one. */
function linuxStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot}/${ticks}`;
  } catch (error) {
    if (/^(ENOENT|EACCES|ESRCH|EPERM)$/.test(errorCode(error))) return null;
    throw error;
  }
}

function ask(command: string, values: string[]): string | null {
  const { status, stdout } = spawnSync(command, values, {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  return status === 0 ? stdout.trim() : null;
}
