import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './file-errors.ts';

/** A process that owns a run or a lock. Systems reuse process ids, so `start` identifies the process. */
export interface ProcessOwner {
  pid: number;
  /**
   * On Linux the boot id, the clock tick of the start and the namespace of process ids (earlier versions left it out); elsewhere the
   * start in milliseconds since 1970.
   */
  start: string;
  host: string;
}

/** `ps` reports starts to the second, and Node measures its own start only from when its code runs. */
const START_TOLERANCE_MS = 10_000;

/** This process. */
export function currentOwner(): ProcessOwner {
  const linux = process.platform === 'linux' ? linuxStart(process.pid) : null;
  const start =
    linux === null
      ? String(Math.round(Date.now() - process.uptime() * 1000))
      : `${linux}/${processNamespace()}`;
  return { pid: process.pid, start, host: hostname() };
}

/**
 * Whether the process still runs; null where that is unknown: it ran on a computer of another name, or in another container of this
 * one, where process ids are others. A process id in use whose start is unknown counts as running, because a running run must
 * not be taken over.
 */
export function ownerLives(owner: ProcessOwner): boolean | null {
  if (owner.host !== hostname()) return null;
  const then = partsOf(owner.start);
  const mine = partsOf(currentOwner().start);
  const isElsewhere = then.namespace !== undefined && then.namespace !== mine.namespace;
  // After a restart of the computer, none of its containers runs any more.
  if (isElsewhere && then.boot === mine.boot) return null;
  if (!processExists(owner.pid)) return false;
  const now = owner.pid === process.pid ? mine.start : processStart(owner.pid);
  if (now === null) return true;
  if (now === then.start) return true;
  const difference = Math.abs(Number(now) - Number(then.start));
  return difference <= START_TOLERANCE_MS;
}

/** The parts of {@link ProcessOwner.start}; `start` is without the namespace, as {@link processStart} gives it. */
function partsOf(start: string) {
  const [boot, ticks, namespace] = start.split('/');
  return { boot, namespace, start: ticks === undefined ? start : `${boot}/${ticks}` };
}

/** The namespace of process ids, such as `pid:[4026531836]`; empty on other systems than Linux and without `/proc`. */
export function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return '';
  }
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

/** See {@link ProcessOwner.start}, without the namespace; null when it is unknown. */
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
