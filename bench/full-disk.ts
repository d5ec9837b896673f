/**
 * A disk that becomes full, at every step of a user: small file systems in memory of several sizes.
 *
 *   node bench/full-disk.ts [--sizes 8,30,60,200]
 *
 * On each, the command line makes sample voices, scans them, trains, imports a run, and installs native TensorFlow until
 * something does not fit. Each command must end with an answer or one clear message, leave no half file, a whole log, and
 * no run “running”; and when there is space again, the laboratory must work. Linux, as root (mount). Exit code 1 if not.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { LOG_FILE } from '#core/database/open-database.ts';
import { commandLineIn, parsed, QUICK } from '../tests/integration/command-line.ts';

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '8,30,60,200' } } });
const sizes = values.sizes.split(',').map(Number);
const root = mkdtempSync(join(tmpdir(), 'neural-ser-full-'));
const problems: string[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);
const mounted: string[] = [];

/** Files that a step has left half written. */
const halves = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => /\.(tmp|part|new)$/.test(name) || /staging-/.test(name))
    : [];

function wholeLog(data: string): string | null {
  const file = join(data, LOG_FILE);
  if (!existsSync(file)) return null;
  if (statSync(file).size === 0) return 'the log is empty';
  const db = new SqliteDatabase(file, { readonly: true });
  try {
    const found = db.pragma('integrity_check', { simple: true });
    return found === 'ok' ? null : `the log is damaged: ${found}`;
  } finally {
    db.close();
  }
}

/** A run as one file, from a laboratory with enough space. */
async function archive(): Promise<{ voices: string; file: string }> {
  const voices = join(root, 'voices');
  const cli = commandLineIn(root, join(root, 'source'));
  await cli.json('sample', voices, '--speakers', '5', '--clips', '2', '--seed', '3');
  const run = parsed(
    'runs.show',
    await cli.run('train', voices, ...QUICK, '--epochs', '1', '--seed', '1', '--json'),
  );
  const file = join(root, 'run.neuralser');
  await cli.json('export', run.id, '--out', file);
  return { voices, file };
}

async function onDisk(megabytes: number, source: { voices: string; file: string }): Promise<void> {
  const disk = join(root, `disk-${megabytes}`);
  execFileSync('mkdir', ['-p', disk]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]);
  mounted.push(disk);
  const data = join(disk, 'laboratory');
  const cli = commandLineIn(disk, data, { NEURAL_SER_NATIVE: join(disk, 'native') });
  const filler = join(disk, 'filler');
  /** Leaves this much space. */
  const leave = (bytes: number) => {
    rmSync(filler, { force: true });
    const free = Number(
      execFileSync('df', ['-B1', '--output=avail', disk], { encoding: 'utf8' }).split('\n')[1],
    );
    if (free > bytes) execFileSync('fallocate', ['-l', String(Math.floor(free - bytes)), filler]);
  };
  const steps: [string, ...string[]][] = [
    ['sample', join(disk, 'voices'), '--speakers', '8', '--clips', '12', '--seed', '5', '--json'],
    ['scan', source.voices, '--json'],
    ['train', source.voices, ...QUICK, '--epochs', '3', '--seed', '2', '--json'],
    ['import', source.file, '--json'],
    ['runtime', 'install', '--device', 'cpu', '--json'],
  ];
  for (const space of [megabytes * 2 ** 20, 3 * 2 ** 20, 300_000, 0]) {
    for (const step of steps) {
      // The other sizes are there for what needs more than a full disk.
      if (step[0] === 'runtime' && space < megabytes * 2 ** 20) continue;
      leave(space);
      const what = `${megabytes} MB, ${(space / 2 ** 20).toFixed(1)} MB free, ${step[0]}`;
      const { code, stdout, stderr } = await cli.run(...step);
      rmSync(filler, { force: true });
      const message = (stderr.trim().split('\n').at(-1) ?? '').slice(0, 150);
      say(`${what}: ${code === 0 ? 'done' : `exit ${code}: ${message || stdout.slice(0, 150)}`}`);
      if (/\n\s+at .*:\d+:\d+/.test(stderr)) problems.push(`${what}: a stack trace`);
      if (code !== 0 && message === '' && !/"error"/.test(stdout)) problems.push(`${what}: no message`);
      const found = wholeLog(data);
      if (found !== null) problems.push(`${what}: ${found}`);
      // With space again, all must work, and the next start removes what was left.
      const listing = await cli.run('runs', '--json');
      if (listing.code !== 0) {
        problems.push(`${what}: later “runs” failed: ${listing.stderr.slice(0, 200)}`);
        continue;
      }
      for (const { id, status } of parsed('runs.list', listing))
        if (['running', 'waiting', 'paused'].includes(status))
          problems.push(`${what}: run ${id} is ${status}`);
      for (const file of [...halves(data), ...halves(join(disk, 'voices')), ...halves(join(disk, 'native'))])
        problems.push(`${what}: half a file: ${file}`);
      if (step[0] === 'sample') rmSync(join(disk, 'voices'), { recursive: true, force: true });
      rmSync(join(disk, 'native'), { recursive: true, force: true });
    }
  }
  writeFileSync(filler, '');
}

try {
  const source = await archive();
  for (const size of sizes) await onDisk(size, source);
  for (const line of problems) say(`PROBLEM: ${line}`);
  say(`${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  for (const disk of mounted) execFileSync('umount', ['-l', disk]);
  rmSync(root, { recursive: true, force: true });
}
