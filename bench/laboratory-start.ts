/**
 * How long the window's laboratory takes to open, its processor time and its memory: from the sources, and from the folder `resources` of a
 * package. The two alternate. `node bench/laboratory-start.ts FOLDER`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LaboratoryProgram, laboratoryProgram } from '#main/laboratory-program.ts';

const ROUNDS = 7;
const [resources = ''] = process.argv.slice(2);
const place = {
  resources,
  repository: join(import.meta.dirname, '..'),
  platform: process.platform,
  environment: {},
};
const programs: Record<string, LaboratoryProgram> = {
  sources: laboratoryProgram({ ...place, isPackaged: false }),
  ...(resources === '' ? {} : { package: laboratoryProgram({ ...place, isPackaged: true }) }),
};
const folder = mkdtempSync(join(tmpdir(), 'neural-ser-start-'));
const results = Object.keys(programs).map((name) => ({
  name,
  seconds: [] as number[],
  processor: [] as number[],
  megabytes: [] as number[],
}));

/** Starts the process, waits until its laboratory is open, and closes it. */
async function measure({
  node,
  script,
}: LaboratoryProgram): Promise<{ seconds: number; processor: number; megabytes: number }> {
  const began = performance.now();
  const child = spawn(node, [script, folder], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve) => {
    child.on('message', (message: { kind: string }) => message.kind === 'opened' && resolve());
  });
  const seconds = (performance.now() - began) / 1000;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // Resident memory that is not shared with other processes; only Linux says it.
  const memory = /^Private_(?:Clean|Dirty):\s+(\d+)/gm;
  const lines = readFileSync(`/proc/${child.pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...lines.matchAll(memory)].reduce((sum, [, value]) => sum + Number(value), 0);
  // The fields after the name, which may have spaces: user and system time in hundredths of a second.
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const processor = (Number(fields[11]) + Number(fields[12])) / 100;
  child.send({ kind: 'close' });
  await ended;
  return { seconds, processor, megabytes: kilobytes / 1024 };
}

for (let round = 0; round < ROUNDS; round++) {
  for (const result of results) {
    const { seconds, processor, megabytes } = await measure(programs[result.name]!);
    result.seconds.push(seconds);
    result.processor.push(processor);
    result.megabytes.push(megabytes);
  }
}
rmSync(folder, { recursive: true, force: true });
const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
for (const { name, seconds, processor, megabytes } of results) {
  console.log(
    `${name.padEnd(10)} ${median(seconds).toFixed(2)} s until it is open (processor ${median(processor).toFixed(2)} s), ${median(megabytes).toFixed(0)} MB`,
  );
}
