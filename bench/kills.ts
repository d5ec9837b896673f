/**
 * Kills trainings with SIGKILL and resumes them: the whole tree of processes, the compute process or the laboratory's
 * process, while features are prepared, in the middle of an epoch, or while a checkpoint is written.
 *
 *   node bench/kills.ts [--kills 20] [--seed 1] [--engine wasm|tensorflow]
 *
 * After each kill, the next start must leave no run “running”, no orphan process, no stray file, also in the temporary folder, and
 * a whole log; a finished run must have no checkpoints. Each run
 * that finishes must have the curve and the test metrics of an uninterrupted one. Linux only. Exit code 1 if not.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { LOG_FILE } from '#core/database/open-database.ts';
import { createRandom } from '#shared/random.ts';
import type { Epoch, Run } from '#shared/runs.ts';
import { commandLineIn, parsed, QUICK, type Started, settingsOf } from '../tests/integration/command-line.ts';
import { nativeRuntime } from '../tests/native-runtime.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'wasm' },
  },
});
const kills = Number(values.kills);
const random = createRandom(Number(values.seed), 'kills');

const VICTIMS = ['tree', 'compute', 'laboratory'] as const;
const MOMENTS = ['features', 'epoch', 'checkpoint'] as const;
type Victim = (typeof VICTIMS)[number];
type Moment = (typeof MOMENTS)[number];

/** An orphan ends by itself when its laboratory is gone; until then it may finish a batch. */
const ORPHAN_SECONDS = 20;
const EPOCHS = 6;
const SETTINGS = [
  ...QUICK,
  '--engine',
  values.engine,
  '--epochs',
  String(EPOCHS),
  '--batch-size',
  '8',
  '--no-early-stopping',
  '--seed',
  '3',
];
const OFTEN = ['--checkpoint-seconds', '0'];

const folder = mkdtempSync(join(tmpdir(), 'neural-ser-kills-'));
const data = join(folder, 'laboratory');
const voices = join(folder, 'voices');
const engine = values.engine === 'tensorflow' ? 'tensorflow' : 'wasm';
if (engine === 'tensorflow' && nativeRuntime === null) throw new Error('Native TensorFlow is not installed.');
// Temporary files are looked for in a folder of their own.
const temporary = join(folder, 'tmp');
const cli = commandLineIn(folder, data, {
  ...settingsOf(engine, nativeRuntime?.folder),
  TMPDIR: temporary,
});
const problems: string[] = [];
const counts = new Map<string, number>();
const say = (line: string) => process.stdout.write(`${line}\n`);
const problem = (line: string) => {
  problems.push(line);
  say(`  PROBLEM: ${line}`);
};

/** What must be equal in a run that was killed and in one that was not. */
const essence = ({ epochs, test }: Run) => {
  const curve = epochs.map(({ seconds: _, ...epoch }: Epoch) => epoch);
  return JSON.stringify({ curve, test });
};

/** The processes of a process group, from /proc, with their parents. */
function processesOf(group: number): { pid: number; parent: number }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent, pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(pgrp) === group && state !== 'Z' ? [{ pid: Number(name), parent: Number(parent) }] : [];
    } catch {
      // The process has just ended.
      return [];
    }
  });
}

const hasEnded = ({ child }: Started) => child.exitCode !== null || child.signalCode !== null;

/** Returns false if the training ended before there was a process to kill. */
async function kill(victim: Victim, training: Started): Promise<boolean> {
  const pid = training.child.pid!;
  const send = (target: number) => {
    try {
      process.kill(target, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  if (victim !== 'compute') {
    if (hasEnded(training)) return false;
    send(victim === 'tree' ? -pid : pid);
    return true;
  }
  // The compute process starts when the features are ready.
  for (;;) {
    if (hasEnded(training)) return false;
    const children = processesOf(pid).filter(({ parent }) => parent === pid);
    for (const child of children) send(child.pid);
    if (children.length > 0) return true;
    await pause(5);
  }
}

/** Waits for a moment of a training. The run's folder is not known before it starts, so all folders are watched. */
async function reach(moment: Moment, training: Started): Promise<void> {
  const until = async (isThere: () => boolean) => {
    while (!isThere() && !hasEnded(training)) await pause(2);
  };
  if (moment === 'features') {
    await until(() => existsSync(join(data, 'features')));
    await pause(random.integer(400));
    return;
  }
  await Promise.race([
    training.waitForStderr(new RegExp(`^ +[1-${EPOCHS - 1}]/${EPOCHS} `, 'm')).catch(() => undefined),
    training.ended,
  ]);
  if (moment === 'epoch') await pause(random.integer(600));
  else await duringCheckpoint(training);
}

function duringCheckpoint(training: Started): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(join(data, 'runs'), { recursive: true }, (_, name) => {
      if (!/fold-0.(next|best-\d+|last|previous)\.safetensors/.test(String(name))) return;
      watcher.close();
      resolve();
    });
    void training.ended.then(() => {
      watcher.close();
      resolve();
    });
  });
}

/** Waits until every process of the killed training has ended. */
async function expectNoOrphans(training: Started, what: string): Promise<void> {
  const group = training.child.pid!;
  const deadline = performance.now() + ORPHAN_SECONDS * 1000;
  while (processesOf(group).length > 0 && performance.now() < deadline) await pause(50);
  const orphans = processesOf(group);
  if (orphans.length === 0) return;
  problem(`${what}: ${orphans.length} processes still run after ${ORPHAN_SECONDS} s`);
  for (const { pid } of orphans) process.kill(pid, 'SIGKILL');
}

/** Files that no run needs: unfinished ones, and best weights beyond those of two checkpoints. */
function strays(): string[] {
  const root = join(data, 'runs');
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { recursive: true }).map(String);
  const unfinished = names.filter((name) => name.endsWith('.tmp'));
  const features = existsSync(join(data, 'features')) ? readdirSync(join(data, 'features')) : [];
  const byFold = Map.groupBy(
    names.filter((name) => /best-\d+\.safetensors$/.test(name)),
    (name) => name.replace(/[^/\\]+$/, ''),
  );
  const best = [...byFold.values()].flatMap((files) => files.slice(2));
  const inTemporary = readdirSync(temporary).filter((name) => name.startsWith('neural-ser-'));
  return [...unfinished, ...best, ...inTemporary, ...features.filter((name) => /\.(tmp|new)$/.test(name))];
}

/** Checkpoints of finished runs, which only a resumed run would need. */
function uselessCheckpoints(runs: readonly { id: string; status: string }[]): string[] {
  return runs
    .filter(({ status }) => status === 'finished')
    .flatMap(({ id }) =>
      readdirSync(join(data, 'runs', id), { recursive: true })
        .map((name) => join(id, String(name)))
        .filter((name) => /[/\\](last|previous|next|best-\d+)\.safetensors$/.test(name)),
    );
}

function expectWholeLog(what: string): void {
  const db = new SqliteDatabase(join(data, LOG_FILE), { readonly: true });
  const findings = db.pragma('integrity_check', { simple: true });
  db.close();
  if (findings !== 'ok') problem(`${what}: the log is damaged: ${findings}`);
}

async function killOnce(number: number, before: string | null): Promise<string | null> {
  const victim = VICTIMS[number % VICTIMS.length];
  const moment = MOMENTS[Math.floor(number / VICTIMS.length) % MOMENTS.length];
  const what = `kill ${number + 1} (${victim}, ${moment})`;
  if (moment === 'features') rmSync(join(data, 'features'), { recursive: true, force: true });
  const line = before === null ? [voices, ...SETTINGS, ...OFTEN] : ['--resume', before];
  const training = cli.start('train', ...line, '--json');
  await reach(moment, training);
  const killed = await kill(victim, training);
  await training.ended;
  await expectNoOrphans(training, what);
  if (killed) counts.set(`${victim}, ${moment}`, (counts.get(`${victim}, ${moment}`) ?? 0) + 1);

  const listing = await cli.run('runs', '--json');
  if (listing.code !== 0) {
    problem(`${what}: the next start failed: ${listing.stderr}`);
    return null;
  }
  const runs = parsed('runs.list', listing);
  for (const { id, status } of runs)
    if (['running', 'waiting', 'paused'].includes(status)) problem(`${what}: run ${id} is ${status}`);
  for (const { id, damaged } of runs) if (damaged) problem(`${what}: the record of run ${id} is damaged`);
  for (const file of [...strays(), ...uselessCheckpoints(runs)]) problem(`${what}: stray file ${file}`);
  expectWholeLog(what);
  const open = runs.find(({ status }) => status !== 'finished');
  say(
    `${what}${killed ? '' : ': it had ended'}; ${open ? `${open.epochs} epochs recorded` : 'no run to resume'}`,
  );
  return open?.id ?? null;
}

/** Lets a killed run finish and compares it with the uninterrupted one. */
async function finish(run: string, expected: string): Promise<void> {
  const ended = await cli.run('train', '--resume', run, '--json');
  const finished = parsed('runs.show', ended);
  if (finished.status !== 'finished') problem(`run ${run} is ${finished.status} after its last resume`);
  else if (essence(finished) !== expected) problem(`run ${run} has another curve or other metrics`);
  else say(`  run ${run} finished with the curve of the uninterrupted run`);
}

mkdirSync(data, { recursive: true });
mkdirSync(temporary);
try {
  await cli.json('sample', voices, '--speakers', '5', '--clips', '2', '--seed', '3');
  const uninterrupted = parsed('runs.show', await cli.run('train', voices, ...QUICK, ...SETTINGS, '--json'));
  const expected = essence(uninterrupted);
  let open: string | null = null;
  let killsOfRun = 0;
  for (let number = 0; number < kills; number++) {
    open = await killOnce(number, open);
    killsOfRun = open === null ? 0 : killsOfRun + 1;
    // Each run is killed a few times before it may finish.
    if (open !== null && (killsOfRun >= 4 || number === kills - 1)) {
      await finish(open, expected);
      open = null;
      killsOfRun = 0;
    }
  }
  const all = parsed('runs.list', await cli.run('runs', '--json'));
  for (const file of [...strays(), ...uselessCheckpoints(all)]) problem(`at the end: stray file ${file}`);
  for (const run of all) {
    const shown = parsed('runs.show', await cli.run('show', run.id, '--json'));
    if (shown.status === 'finished' && essence(shown) !== expected)
      problem(`run ${run.id} has another curve`);
  }
  const table = [...counts].map(([what, count]) => `${count} × ${what}`).join('\n  ');
  say(`\nKills of running trainings:\n  ${table}\n${problems.length} problems`);
  for (const line of problems) say(`  ${line}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
