import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SCHEMA_VERSION } from '#core/database/migrate.ts';
import { LOG_FILE } from '#core/database/open-database.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import type { Run } from '#shared/runs.ts';
import { ENTRIES } from '../../program-scripts.ts';
import {
  NO_CONTEXT,
  openPlayedServices,
  type PreparedVoices,
  prepareVoices,
} from '../../unit/laboratory/laboratory-services.ts';
import { engine, epochOf, fold, result } from '../../unit/laboratory/runs/training-events.ts';

/**
 * The state of the log when the program starts: truncated, bytes flipped, emptied, foreign, from the future, locked,
 * read-only, used by two processes, and with its write-ahead log removed. It opens, or says what is wrong and where, and
 * nothing is lost in silence.
 */

let root = '';
let prepared: PreparedVoices;
/** A laboratory with a finished and a stopped run, that is copied for each test. */
let original = '';
let runs: Run[] = [];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'neural-ser-damaged-'));
  prepared = await prepareVoices();
  original = join(root, 'original');
  const services = openPlayedServices(original, prepared);
  const director = createRunDirector(services);
  const requests = runRequests(services, director, { resumed: [] });
  for (const ending of ['finished', 'stopped'] as const) {
    const { id } = await requests['runs.start'](
      { folders: [prepared.corpus], settings: { epochs: 2 }, name: `${ending} run`, tags: ['kept'] },
      NO_CONTEXT,
    );
    const job = services.hosts.training.jobs.at(-1)!;
    job.say(engine);
    job.say(fold([]));
    for (const epoch of [1, 2]) job.say({ kind: 'epoch', epoch: epochOf(epoch) });
    if (ending === 'finished') job.say(result(job.job as TrainJob));
    job.end(ending === 'finished' ? { status: 'finished', result: { folds: 1 } } : { status: 'stopped' });
    await director.settled();
    runs.push(services.log.showRun(id));
  }
  // As after a kill: what was written last is only in the write-ahead log.
  copyFileSync(join(original, LOG_FILE), join(root, 'without-wal.sqlite'));
  services.log.close();
  await services.reader[Symbol.asyncDispose]();
  runs = runs.toSorted((a, b) => (a.id < b.id ? -1 : 1));
});
afterAll(() => {
  prepared[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

function copy(): { folder: string; log: string } {
  const folder = mkdtempSync(join(root, 'copy-'));
  cpSync(original, folder, { recursive: true });
  return { folder, log: join(folder, LOG_FILE) };
}

async function open(folder: string): Promise<Laboratory> {
  const laboratory = await openLaboratory({ folder, entries: ENTRIES });
  onTestFinished(() => laboratory[Symbol.asyncDispose]());
  return laboratory;
}

const listed = async (laboratory: Laboratory) =>
  (await laboratory.invoke('runs.list', {})).map(({ id }) => id).toSorted();
const ids = () => runs.map(({ id }) => id);
/** What the log has of a run: not which of its weights are there. */
async function recordOf(laboratory: Laboratory, run: string): Promise<Run> {
  const { model: _, ...record } = await laboratory.invoke('runs.show', { run });
  return record;
}

/** The laboratory says that its runs are missing, and restores them completely. */
async function expectRebuild(laboratory: Laboratory, missing: readonly string[]): Promise<void> {
  const { restorable, others, notes } = await laboratory.invoke('runs.unlisted', {});
  expect([restorable, others]).toEqual([missing, []]);
  expect(notes.join(' ')).toContain(join(laboratory.folder, 'runs'));
  expect(laboratory.remarks.join(' ')).toContain('runs --rebuild');
  const report = await laboratory.invoke('runs.rebuild', {});
  expect(report.failed).toEqual([]);
  expect(report.added.map(({ run }) => run)).toEqual(missing);
  for (const run of runs) expect(await recordOf(laboratory, run.id)).toEqual(run);
  expect(await laboratory.invoke('runs.unlisted', {})).toMatchObject({ restorable: [], others: [] });
}

describe('a log with lost content', () => {
  it('whose file is truncated is kept under another name, and its runs are restored', async () => {
    const { folder, log } = copy();
    truncateSync(log, Math.floor(statSync(log).size / 8192) * 4096);
    const broken = readFileSync(log);
    const laboratory = await open(folder);
    expect(laboratory.remarks[0]).toMatch(/The experiment log was damaged. It was renamed to .*-damaged-/);
    const kept = readdirSync(folder).find((name) => name.includes('-damaged-'))!;
    expect(readFileSync(join(folder, kept))).toEqual(broken);
    expect(await listed(laboratory)).toEqual([]);
    await expectRebuild(laboratory, ids());
  });

  it.each(['emptied', 'missing'])('that is %s is not taken for a new laboratory', async (state) => {
    const { folder, log } = copy();
    if (state === 'emptied') truncateSync(log);
    else rmSync(log);
    const laboratory = await open(folder);
    expect(laboratory.remarks.join(' ')).toContain(
      'The log has no runs: it was emptied, removed or replaced.',
    );
    await expectRebuild(laboratory, ids());
  });

  it('with its write-ahead log removed says which runs are missing', async () => {
    const { folder, log } = copy();
    copyFileSync(join(root, 'without-wal.sqlite'), log);
    const laboratory = await open(folder);
    const found = await listed(laboratory);
    expect(found.length).toBeLessThan(2);
    await expectRebuild(
      laboratory,
      ids().filter((id) => !found.includes(id)),
    );
  });

  it('without records in the folders of its runs says that only weights are left', async () => {
    const { folder, log } = copy();
    rmSync(log);
    for (const run of ids()) {
      rmSync(join(folder, 'runs', run, 'record.neuralser'));
      writeFileSync(join(folder, 'runs', run, 'weights'), '');
    }
    const laboratory = await open(folder);
    expect(laboratory.remarks.join(' ')).toContain('Of 2 runs only weights and checkpoints are left');
    expect(await laboratory.invoke('runs.unlisted', {})).toMatchObject({ restorable: [], others: ids() });
    expect(readdirSync(join(folder, 'runs')).toSorted()).toEqual(ids());
  });

  it('does not restore a damaged record as a run', async () => {
    const { folder, log } = copy();
    rmSync(log);
    const record = join(folder, 'runs', runs[0].id, 'record.neuralser');
    const bytes = readFileSync(record);
    bytes.fill(0x41, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 64);
    writeFileSync(record, bytes);
    const laboratory = await open(folder);
    const report = await laboratory.invoke('runs.rebuild', {});
    expect(report.added.map(({ run }) => run)).toEqual([runs[1].id]);
    expect(report.failed).toMatchObject([{ file: record }]);
    expect(await listed(laboratory)).toEqual([runs[1].id]);
  });
});

describe('a log with flipped bytes', () => {
  it('in a stored value marks that run, and the rest can be used', async () => {
    const { folder, log } = copy();
    const db = new SqliteDatabase(log);
    const [flipped] = ids();
    db.prepare(`UPDATE runs SET settings = replace(settings, '"epochs":2', '"epochs":3') WHERE id = ?`).run(
      flipped,
    );
    db.close();
    const laboratory = await open(folder);
    expect(laboratory.remarks).toEqual([]);
    const list = await laboratory.invoke('runs.list', {});
    const [bad, good] = [true, false].map((damaged) => list.filter((run) => run.damaged === damaged));
    expect(bad.map(({ id }) => id)).toEqual([flipped]);
    expect(good).toHaveLength(1);
    await expect(laboratory.invoke('runs.show', { run: bad[0].id })).rejects.toMatchObject({
      name: 'UserError',
      code: 'record-damaged',
      message: expect.stringContaining(bad[0].id),
    });
    const [recorded] = runs.filter(({ id }) => id === good[0].id);
    expect(await recordOf(laboratory, good[0].id)).toEqual(recorded);
  });

  it('in its structure is kept under another name, and its runs are restored', async () => {
    const { folder, log } = copy();
    const bytes = readFileSync(log);
    for (let at = 8 * 4096; at < bytes.length; at += 4096) bytes[at] ^= 0xff;
    writeFileSync(log, bytes);
    const laboratory = await open(folder);
    expect(laboratory.remarks[0]).toContain('The experiment log was damaged.');
    await expectRebuild(laboratory, ids());
  });
});

describe('a database that is not ours', () => {
  it('of another program is refused unchanged', async () => {
    const { folder, log } = copy();
    rmSync(log);
    const db = new SqliteDatabase(log);
    db.exec('CREATE TABLE theirs (a)');
    db.close();
    const before = readFileSync(log);
    await expect(openLaboratory({ folder, entries: ENTRIES })).rejects.toMatchObject({
      code: 'not-a-log',
      message: expect.stringContaining(log),
    });
    expect(readFileSync(log)).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.startsWith(LOG_FILE))).toEqual([LOG_FILE]);
  });

  it('of a newer program is refused unchanged', async () => {
    const { folder, log } = copy();
    const db = new SqliteDatabase(log);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const before = readFileSync(log);
    await expect(openLaboratory({ folder, entries: ENTRIES })).rejects.toMatchObject({
      code: 'log-too-new',
      message: expect.stringContaining(log),
    });
    expect(readFileSync(log)).toEqual(before);
  });
});

describe('a log in use', () => {
  it('that another program has locked can be read, and changes wait for it', async () => {
    const { folder, log } = copy();
    const other = new SqliteDatabase(log);
    onTestFinished(() => {
      other.close();
    });
    other.exec('BEGIN IMMEDIATE');
    const laboratory = await open(folder);
    expect(await listed(laboratory)).toEqual(ids());
    const change = laboratory.invoke('runs.annotate', { run: ids()[0], notes: 'waited' });
    // Other requests are answered meanwhile.
    expect((await laboratory.invoke('runs.show', { run: ids()[0] })).notes).toBe('');
    other.exec('ROLLBACK');
    await change;
    expect((await laboratory.invoke('runs.show', { run: ids()[0] })).notes).toBe('waited');
  });

  it('by two laboratories shows both the same', async () => {
    const { folder } = copy();
    const [one, two] = [await open(folder), await open(folder)];
    await Promise.all([
      one.invoke('runs.annotate', { run: ids()[0], notes: 'by one' }),
      two.invoke('runs.annotate', { run: ids()[1], notes: 'by two' }),
    ]);
    for (const laboratory of [one, two]) {
      const notes = await Promise.all(
        ids().map(async (run) => (await laboratory.invoke('runs.show', { run })).notes),
      );
      expect(notes).toEqual(['by one', 'by two']);
    }
  });
});

describe('a read-only log', () => {
  const isRoot = process.getuid?.() === 0;
  /** A user without rights, as whom root can start a process. */
  const NOBODY = 65_534;

  it.skipIf(process.platform === 'win32')(
    'is refused with its path (as another user if this is root)',
    ({ skip }) => {
      const { folder, log } = copy();
      chmodSync(root, 0o755);
      chmodSync(log, 0o444);
      chmodSync(folder, 0o555);
      onTestFinished(() => chmodSync(folder, 0o755));
      // The program must be readable for that user.
      const program = join(root, 'open.mjs');
      const openDatabase = new URL('../../../src/core/database/open-database.ts', import.meta.url);
      writeFileSync(
        program,
        `import { openDatabase } from ${JSON.stringify(openDatabase.href)};
       try { openDatabase(process.argv[2]).db.close(); console.log('opened'); }
       catch (error) { console.log(error.code + ' ' + error.message); }`,
      );
      const node = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder], {
        encoding: 'utf8',
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
      });
      if (node.error !== undefined || node.stdout === '') {
        skip(`Another user cannot run this program here. ${node.error ?? node.stderr}`);
      }
      expect(node.stdout).toContain(`folder-not-writable ${log}`);
    },
  );
});
