/**
 * Sends damaged files of every format that a laboratory reads through its requests, and reports what happened to the
 * laboratory: errors that are its own, requests of more than five seconds, the longest time without an answer to
 * anything else, and the memory of its processes. The same seed makes the same files. A slow file is sent again, alone,
 * because other programs may use the machine; only one that is slow twice counts. Its exit code is 1 if there was a crash, an
 * error of the program, a slow file, or a process of more than 1 GB.
 *
 *     node bench/mutated-files.ts [--files 2000] [--seed 1] [--from 0] [--formats wav,h5] [--minutes 10] [--json]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { openLaboratory } from '#core/laboratory/index.ts';
import { openFormats } from './mutated-files/formats.ts';
import { type Sent, sendFiles } from './mutated-files/send-files.ts';

const { values: given } = parseArgs({
  options: {
    files: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    formats: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    json: { type: 'boolean', default: false },
  },
});
const SLOW_MILLISECONDS = 5000;
const MAX_MEGABYTES = 1000;
const WARM_UP_SEED = -1;
/** Files between two looks at the clock. */
const FILES_AT_ONCE = 50;
const worker = (name: string) => new URL(`../src/workers/${name}.ts`, import.meta.url);

const crashes: string[] = [];
process.on('uncaughtException', (error) => {
  crashes.push(error.stack ?? String(error));
  process.stderr.write(`${crashes.at(-1)}\n`);
  process.exitCode = 1;
});

const folder = mkdtempSync(join(tmpdir(), 'neural-ser-mutated-'));
/** Of the laboratory's own process, of the largest of the others, and of all together. */
const most = { own: 0, other: 0, all: 0 };
const watch = setInterval(() => {
  most.own = Math.max(most.own, process.memoryUsage.rss() / 1e6);
  const others = megabytesBelow();
  most.other = Math.max(most.other, ...others);
  most.all = Math.max(
    most.all,
    others.reduce((sum, one) => sum + one, process.memoryUsage.rss() / 1e6),
  );
}, 100);
const delay = monitorEventLoopDelay({ resolution: 10 });
const startedAt = performance.now();
try {
  await using laboratory = await openLaboratory({
    folder: join(folder, 'laboratory'),
    entries: {
      jobs: worker('job-process'),
      features: worker('feature-process'),
      probe: worker('runtime-probe'),
      reader: worker('reader-process'),
      sounds: worker('sound-process'),
    },
  });
  const wanted = given.formats?.split(',');
  const formats = (await openFormats(laboratory, join(folder, 'files'))).filter(
    ({ name }) => wanted === undefined || wanted.includes(name),
  );
  const seed = Number(given.seed);
  const sent: Sent[] = [];
  const onSent = (one: Sent) => {
    sent.push(one);
    if (one.defect) print(one);
  };
  // Starts the processes, so that their start is in no file's time.
  await sendFiles(formats, { seed: WARM_UP_SEED, count: FILES_AT_ONCE });
  delay.enable();
  const first = Number(given.from);
  const end = first + Number(given.files);
  for (let from = first; from < end; from += FILES_AT_ONCE) {
    if (performance.now() - startedAt > 60_000 * Number(given.minutes)) break;
    await sendFiles(formats, { seed, from, count: Math.min(FILES_AT_ONCE, end - from), onSent });
  }
  for (const [index, { number, milliseconds }] of sent.entries()) {
    if (milliseconds <= SLOW_MILLISECONDS) continue;
    [sent[index]] = await sendFiles(formats, { seed, from: number, count: 1 });
    if (sent[index].milliseconds > SLOW_MILLISECONDS) print(sent[index]);
  }
  report(sent);
} finally {
  clearInterval(watch);
  rmSync(folder, { recursive: true, force: true });
}

function print({ format, number, milliseconds, code, message }: Sent): void {
  process.stderr.write(`${format} ${number} ${(milliseconds / 1000).toFixed(1)} s ${code}: ${message}\n`);
}

function report(sent: readonly Sent[]): void {
  const formats = Object.fromEntries(
    [...Map.groupBy(sent, ({ format }) => format)].map(([name, all]) => {
      const times = all.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      return [
        name,
        {
          files: all.length,
          answered: all.filter(({ code }) => code === null).length,
          refused: all.filter(({ code, defect }) => code !== null && !defect).length,
          givenUp: all.filter(({ message }) => message.includes('given up after')).length,
          defects: all.filter(({ defect }) => defect).length,
          slow: all.filter(({ milliseconds }) => milliseconds > SLOW_MILLISECONDS).length,
          medianMilliseconds: Math.round(times[times.length >> 1]),
          mostMilliseconds: Math.round(times.at(-1)!),
        },
      ];
    }),
  );
  const summary = {
    files: sent.length,
    crashes: crashes.length,
    defects: sent.filter(({ defect }) => defect).length,
    slow: sent.filter(({ milliseconds }) => milliseconds > SLOW_MILLISECONDS).length,
    minutes: Math.round((performance.now() - startedAt) / 6000) / 10,
    /** The laboratory's thread, in which its requests are answered. */
    longestBlockMilliseconds: Math.round(delay.max / 1e6),
    mostMegabytesOfLaboratory: Math.round(most.own),
    mostMegabytesOfAnotherProcess: Math.round(most.other),
    mostMegabytesOfAllProcesses: Math.round(most.all),
  };
  if (given.json) process.stdout.write(`${JSON.stringify({ ...summary, formats }, null, 2)}\n`);
  else {
    console.table(formats);
    console.table(summary);
  }
  const isLarge = Math.max(most.own, most.other) > MAX_MEGABYTES;
  if (crashes.length + summary.defects + summary.slow > 0 || isLarge) process.exitCode = 1;
}

/** Resident memory of each process below this one, on Linux; elsewhere none. */
function megabytesBelow(): number[] {
  if (process.platform !== 'linux') return [];
  const processes = new Map<number, { parent: number; kilobytes: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      processes.set(Number(name), { parent: field('PPid'), kilobytes: field('VmRSS') });
    } catch {
      // It has ended.
    }
  }
  const isBelow = (pid: number): boolean =>
    pid === process.pid || (processes.has(pid) && isBelow(processes.get(pid)!.parent));
  return [...processes].flatMap(([pid, { kilobytes }]) =>
    pid !== process.pid && isBelow(pid) ? [kilobytes / 1000] : [],
  );
}
